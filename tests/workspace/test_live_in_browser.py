"""Typing along in a real browser: the server is killed, the network goes, the page is loaded anew, and no word is lost or doubled."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.conftest import CHROMIUM
from tests.workspace.server import Workspace, once

pytestmark = [
    pytest.mark.slow,
    once,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL"),
]
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


def saved(page: Page, seconds: float = 20) -> None:
    """Wait until nothing is marked as not yet saved."""
    expect(page.locator("#unsaved li")).to_have_count(0, timeout=1000 * seconds)


class Typist:
    """Somebody who types line after line, whatever happens, and remembers what they typed."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.typed: list[str] = []

    def type(self, count: int, pause: float = 0.03) -> None:
        for _ in range(count):
            number = len(self.typed)
            line = f"Zeile {number}: ein Angebot dauert {number + 2} Tage"
            self.page.locator("#words").fill(f"{'v' if number % 5 == 4 else 'k'} {line}")
            self.page.locator("#words").press("Enter")
            self.typed.append(line)
            time.sleep(pause)

    def saved(self, seconds: float = 40) -> None:
        saved(self.page, seconds)


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workspace]:
    running = Workspace(tmp_path)
    running.start()
    yield running
    running.kill()


def begun(browser: Browser, workspace: Workspace, **options: object) -> tuple[BrowserContext, Page]:
    """Come in by the link, and begin a live talk with own notes."""
    context = browser.new_context(locale="de-DE", **options)  # type: ignore[arg-type] # handed through
    page = context.new_page()
    page.goto(workspace.link)
    page.locator("#first-name").fill("Pumpen Aigner")
    page.locator("form[action='/customers/add'] button").click()
    page.goto(f"http://127.0.0.1:{workspace.port}/customers/1/live")
    page.locator("[name=mode]").select_option("notes")
    page.locator("[name=basis]").select_option("own_notes")
    page.locator("main form button.primary").click()
    page.wait_for_selector("#words")
    return context, page


def kept(workspace: Workspace) -> list[str]:
    return [str(row[0]) for row in workspace.rows("select text from workspace_liveline order by number")]


def test_no_word_is_lost_and_none_doubled(browser: Browser, own: Workspace) -> None:
    context, page = begun(browser, own)
    address = page.url
    typist = Typist(page)
    typist.type(6)
    own.kill()  # in the middle of it
    typist.type(5)
    assert page.locator("#unsaved li").count() >= 5
    own.start()
    typist.type(4)
    typist.saved()

    context.set_offline(True)
    typist.type(5)
    with contextlib.suppress(Error):  # loading anew without a network shows the browser's own page
        page.reload()
    context.set_offline(False)
    page.goto(address)
    typist.saved()

    typist.type(3, pause=0)
    page.reload()  # with lines on their way
    typist.saved()
    for _ in range(3):
        typist.type(3, pause=0)
        own.kill()
        typist.type(2, pause=0)
        own.start()
    page.locator("#words").fill("k noch nicht abgeschi")  # a draft
    page.reload()
    assert page.locator("#words").input_value() == "k noch nicht abgeschi"
    page.locator("#words").press("End")
    page.keyboard.type("ckt")
    page.keyboard.press("Enter")
    typist.typed.append("noch nicht abgeschickt")
    typist.saved()
    assert kept(own) == typist.typed
    sides = own.rows("select count(*) from workspace_liveline where side = 'seller'")
    assert sides == [(sum(number % 5 == 4 for number in range(len(typist.typed) - 1)),)]
    assert page.evaluate("Object.keys(localStorage).filter((each) => each.startsWith('leitfrage')).length") == 0
    assert "Angebot dauert" in page.locator("#map").inner_text()

    page.locator("#ending button").click()
    page.wait_for_selector("#map .items, .lead[role=alert]", timeout=30_000)
    words = own.rows("select spoken from workspace_conversation")[0][0]
    assert all(str(words).count(f'"{line}"') == 1 for line in typist.typed)
    assert own.rows("select count(*) from workspace_liveline") == [(0,)]
    context.close()


@pytest.fixture(scope="module")
def session(browser: Browser, workspace: Workspace) -> tuple[Path, str]:
    """Begin a talk with some lines, and give the file with the session and the talk's address."""
    context, page = begun(browser, workspace)
    for line in ("k Ein Angebot dauert elf Tage.", ".2 In zwei Tagen soll es draußen sein", "v Woran merken Sie das?"):
        page.locator("#words").fill(line)
        page.locator("#words").press("Enter")
    saved(page)
    file = workspace.folder / "live.json"
    context.storage_state(path=file)
    address = page.url
    context.close()
    return file, address


@pytest.mark.parametrize(("language", "scheme", "width"), [("de-DE", "light", 1400), ("en-GB", "dark", 390)])
@pytest.mark.parametrize("view", ["", "?view=customer", "start"])
def test_the_pages_are_accessible_and_in_their_width(
    browser: Browser, session: tuple[Path, str], language: str, scheme: str, width: int, view: str
) -> None:
    file, address = session
    context = browser.new_context(
        storage_state=file,
        locale=language,
        color_scheme=scheme,  # type: ignore[arg-type] # parametrised
        viewport={"width": width, "height": 900},
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(re.sub(r"/live/\d+/", "/customers/1/live", address) if view == "start" else address + view)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options=WCAG)
    assert found.violations_count == 0, found.generate_report()
    assert not complaints
    context.close()


def test_keys_say_who_speaks_and_what_about(browser: Browser, workspace: Workspace, session: tuple[Path, str]) -> None:
    file, address = session
    context = browser.new_context(storage_state=file, locale="de-DE")
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.activeElement.id") == "words"
    page.keyboard.press("Alt+KeyK")
    page.keyboard.type("3 Leute fassen es an")
    page.keyboard.press("Enter")
    page.keyboard.type("v .r Was wäre die Gefahr dabei?")
    page.keyboard.press("Enter")
    saved(page)
    rows = workspace.rows("select side, dimension, text from workspace_liveline order by number desc limit 2")
    assert rows == [("seller", "risk", "Was wäre die Gefahr dabei?"), ("customer", "", "3 Leute fassen es an")]
    context.close()


def test_without_scripts_it_is_a_plain_form(browser: Browser, workspace: Workspace, session: tuple[Path, str]) -> None:
    file, address = session
    context = browser.new_context(storage_state=file, locale="de-DE", java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("#words").fill("k .h Die Leute haben keine Zeit")
    page.locator("#words").press("Enter")
    assert "Die Leute haben keine Zeit" in page.locator("#lines").inner_text()
    assert "Die Leute haben keine Zeit" in page.locator("#map").inner_text()
    context.close()
