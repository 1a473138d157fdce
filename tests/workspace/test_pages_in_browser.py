"""Every page in a real browser: accessible, within its width, without anything from outside, with keys and without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.conftest import CHROMIUM
from tests.workspace.conftest import TALK
from tests.workspace.server import Workspace, once

pytestmark = [pytest.mark.slow, once, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
PAGES = (
    "/",
    "/customers/",
    "/customers/1/",
    "/customers/1/import",
    "/customers/1/map/",
    "/customers/1/prepare/",
    "/customers/1/options/",
    "/customers/1/letters/",
    "/customers/1/privacy",
    "/conversations/1/",
    "/conversations/1/?place=3",
    "/promises/",
    "/account/",
    "/account/data",
    "/data-sheet/",
    "/api/",
)


@pytest.fixture(scope="module")
def signed_in(browser: Browser, workspace: Workspace) -> Path:
    """Come in by the link, bring a talk in, wait until it has been read; give the file with the session."""
    context = browser.new_context(locale="de-DE")
    page = context.new_page()
    page.goto(workspace.link)
    page.get_by_placeholder("Name des Kunden").fill("Pumpen Aigner")
    page.get_by_role("button", name="Hinzufügen").click()
    page.get_by_role("link", name="Gespräch einlesen").click()
    file = workspace.folder / "talk.txt"
    file.write_text(TALK, encoding="utf-8")
    page.locator("#files").set_input_files(file)
    page.get_by_label("Erfasst als").select_option("recording")
    page.get_by_label("Auf welcher Grundlage").select_option("all_agreed")
    page.get_by_label("Tag des Gesprächs").fill("2026-11-24")
    page.get_by_role("button", name="Einlesen").click()
    page.get_by_role("link", name="talk", exact=True).click()
    page.wait_for_selector("#map", timeout=30_000)
    state = workspace.folder / "browser.json"
    context.storage_state(path=state)
    context.close()
    return state


def address(workspace: Workspace, path: str) -> str:
    return f"http://127.0.0.1:{workspace.port}{path}"


def opened(context: BrowserContext, url: str) -> tuple[Page, list[str]]:
    """Open a page and collect what the browser complains about."""
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    return page, complaints


@pytest.mark.parametrize(("language", "scheme", "width"), [("de-DE", "light", 1400), ("en-GB", "dark", 390)])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_accessible_and_in_its_width(
    browser: Browser, workspace: Workspace, signed_in: Path, path: str, language: str, scheme: str, width: int
) -> None:
    context = browser.new_context(
        storage_state=signed_in,
        locale=language,
        color_scheme=scheme,  # type: ignore[arg-type] # parametrised
        viewport={"width": width, "height": 900},
    )
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page, complaints = opened(context, address(workspace, path))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("html").get_attribute("lang") == language[:2]
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()
    assert not complaints
    assert all(url.startswith((address(workspace, "/"), "data:")) for url in asked)
    context.close()


def test_the_talk_can_be_read_without_scripts(browser: Browser, workspace: Workspace, signed_in: Path) -> None:
    context = browser.new_context(storage_state=signed_in, java_script_enabled=False, locale="de-DE")
    page = context.new_page()
    page.goto(address(workspace, "/conversations/1/"))
    link = page.locator("#map .items a.place").first
    target = str(link.get_attribute("href"))
    link.click()
    assert page.url.endswith(target)
    assert page.locator(target).is_visible()
    context.close()


def test_an_entry_is_reworded_with_the_keyboard_alone(browser: Browser, workspace: Workspace, signed_in: Path) -> None:
    context = browser.new_context(storage_state=signed_in, locale="de-DE")
    page = context.new_page()
    page.goto(address(workspace, "/conversations/1/#map"))
    first = page.locator("#map .item").first
    entry = first.get_attribute("id")
    while page.locator(".current").count() == 0 or page.locator(".current").get_attribute("id") != entry:
        page.keyboard.press("j")
    page.keyboard.press("e")
    wording = page.get_by_label("Wortlaut").first
    wording.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Angebot in zwei Tagen beim Kunden")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#{entry} .label:has-text('Angebot in zwei Tagen beim Kunden')")
    assert "von Ihnen bearbeitet" in page.locator(f"#{entry}").inner_text()
    context.close()


def test_the_keys_can_be_found(browser: Browser, workspace: Workspace, signed_in: Path) -> None:
    context = browser.new_context(storage_state=signed_in, locale="en-GB")
    page = context.new_page()
    page.goto(address(workspace, "/"))
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    context.close()


def test_the_link_lets_in_only_once(browser: Browser, workspace: Workspace, signed_in: Path) -> None:
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    answer = page.goto(workspace.link)
    assert answer is not None
    assert answer.status == 403
    assert "leitfrage link" in page.inner_text("main")
    context.close()
