"""From the first run to the customer's "yes, that is it", and to nothing left, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.conftest import CHROMIUM
from tests.workspace.server import Workspace, once

pytestmark = [pytest.mark.slow, once, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
EXAMPLE = Path(__file__).parents[2] / "src" / "leitfrage" / "examples" / "energieberatung.vtt"


def test_the_whole_way(browser: Browser, workspace: Workspace, tmp_path: Path) -> None:
    here = f"http://127.0.0.1:{workspace.port}"
    page = browser.new_context(locale="de-DE", accept_downloads=True).new_page()

    page.goto(workspace.link)  # first run: one link, one click, no registration
    page.locator("#first-name").fill("Molkerei Sonnleitner")
    page.locator("form[action='/customers/add'] button").click()
    page.goto(f"{here}/account/")
    page.locator("[name=name]").first.fill("Jana Behrens")
    page.locator("main form button.primary").first.click()

    page.goto(f"{here}/customers/1/import")  # a German VTT
    page.locator("#files").set_input_files(EXAMPLE)
    page.locator("[name=held_on]").fill("2026-11-24")
    page.locator("[name=mode]").select_option("recording")
    page.locator("[name=basis]").select_option("all_agreed")
    page.locator("#import button.primary").click()
    page.locator("#talks a").first.click()
    page.wait_for_selector("#map", timeout=30_000)

    wording = "Unter fünfzehn Cent Energie je Kilo Granulat"  # an item corrected
    entry = page.locator("#map .item", has_text=re.compile("cent je Kilo", re.IGNORECASE)).first
    quote = entry.locator(".label").inner_text()
    entry.locator("a.edit").click()
    page.locator("[name=label]").first.fill(wording)
    page.locator("button[value=reword]").click()
    assert wording in page.locator("#map").inner_text()
    assert quote.strip("„“")[:25] in page.locator("#panel").inner_text()

    page.goto(f"{here}/customers/1/prepare/")  # the next talk prepared
    page.locator("[name=purpose]").fill("Die Abwärme durchgehen")
    page.locator("main form.stack button.primary").click()
    assert page.locator("ol.planned li").count() >= 5 or page.locator("#questions").count()
    planned = page.locator("textarea.ask").first.input_value()

    page.goto(f"{here}/customers/1/letters/")  # the letter
    page.locator("[name=name]").fill("Herr Harms")
    page.locator("#new button.primary").click()
    page.locator("button[value=release]").click()
    link = re.search(r"http://[^\s\"<]+/letter/[\w-]+", page.content())
    assert link is not None
    assert planned not in page.content()  # planned is not said

    answer(browser, link[0], wording)  # the customer, on a phone

    page.goto(f"{here}/conversations/1/")
    assert page.locator("#map .item .level.l4").count() >= 1
    assert "Vierzehn Cent, nicht fünfzehn" in page.locator("#map").inner_text()
    set_aside = page.locator("#map .item", has_text=wording).first
    assert set_aside.locator(".status").count() >= 1

    page.goto(f"{here}/promises/")  # a promise kept
    assert page.locator("button[value=keep]").count() >= 1
    before = page.locator("button[value=keep]").count()
    page.locator("button[value=keep]").first.click()
    assert page.locator("button[value=keep]").count() == before - 1

    page.goto(f"{here}/customers/1/privacy")  # exported
    with page.expect_download() as download:
        page.locator("form[action='/customers/1/export'] button").click()
    download.value.save_as(tmp_path / "export.zip")
    assert (tmp_path / "export.zip").read_bytes().startswith(b"PK")

    page.locator("#erase [name=confirmed]").fill("Molkerei Sonnleitner")  # and erased
    page.locator("#erase button").last.click()
    assert "Sonnleitner" not in page.locator("#main table, #main .calm").first.inner_text()
    gone = browser.new_context().new_page()
    answered = gone.goto(link[0])
    assert answered is not None
    assert answered.status in (404, 410)
    for file in workspace.folder.iterdir():
        if file.is_file():
            assert b"Granulat" not in file.read_bytes(), file.name


def answer(browser: Browser, link: str, wording: str) -> None:
    """Read the letter on a phone without a login, correct one line, confirm the others, send it."""
    page: Page = browser.new_context(
        locale="de-DE", viewport={"width": 390, "height": 844}, is_mobile=True, java_script_enabled=False
    ).new_page()
    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    lines = page.locator("fieldset.line")
    assert lines.count() >= 5
    for at in range(lines.count()):
        line = lines.nth(at)
        if wording in line.inner_text():
            line.locator("input[value=corrected]").check()
            line.locator("textarea").fill("Vierzehn Cent, nicht fünfzehn, seit dem neuen Vertrag.")
        else:
            line.locator("input[value=confirmed]").check()
    page.locator("section.answer input[name=name]").fill("Tobias Harms")
    page.locator("section.answer button").click()
    assert page.locator("[role=status], h1").first.is_visible()
