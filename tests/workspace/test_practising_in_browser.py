"""Practising in a real browser: choose, talk with the keyboard, ask for a hint, end, look back, delete; and accessible."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.conftest import CHROMIUM
from tests.workspace.server import Workspace, once

pytestmark = [pytest.mark.slow, once, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


def check(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"


def say(page: Page, text: str) -> None:
    page.locator("textarea[name=text]").fill(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1300), ("dark", 390)])
def test_a_whole_practice_talk(browser: Browser, workspace: Workspace, scheme: str, width: int) -> None:
    here = f"http://127.0.0.1:{workspace.port}"
    state = workspace.folder / "practising.json"
    context = browser.new_context(
        locale="en-GB",
        color_scheme=scheme,  # type: ignore[arg-type] # parametrised
        viewport={"width": width, "height": 900},
        storage_state=state if state.exists() else None,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None)
    if not state.exists():
        page.goto(workspace.link)
        page.locator("form[action='/sample'] button").click()
        context.storage_state(path=state)
    page.goto(f"{here}/practice/?language=en")
    check(page, width)
    page.locator("button[value=en-chipshop]").click()
    check(page, width)
    say(page, "Thank you for your time. I ask so that I understand what you really need. How do orders run today?")
    say(page, "What should be different afterwards?")
    assert page.evaluate("document.activeElement.name") == "text"
    page.get_by_role("link", name="What could I ask now?").click()
    assert page.get_by_role("status").inner_text().strip()
    check(page, width)
    say(page, "If you sign today you get ten per cent off, tomorrow it is gone.")
    page.get_by_role("button", name="Pause: say nothing").click()
    page.get_by_role("button", name="End the talk").click()
    expect(page.get_by_role("heading", name="What there was to find")).to_be_visible()
    expect(page.get_by_text("Trust fell here")).to_be_visible()
    check(page, width)
    page.goto(f"{here}/practice/")
    check(page, width)
    page.get_by_role("button", name="Delete (").click()
    expect(page.get_by_text("Nothing yet.")).to_be_visible()
    page.goto(f"{here}/conversations/1/")
    page.wait_for_selector("#map", timeout=60_000)
    page.get_by_role("link", name="What if I had asked otherwise?").click()
    check(page, width)
    page.get_by_role("button", name="From here (turn 5)").click()
    say(page, "Who else has a say in this?")
    say(page, "What do you think of the king of Spain?")
    expect(page.get_by_text("Nobody asked that in the talk")).to_be_visible()
    check(page, width)
    page.get_by_role("button", name="End the talk").click()
    expect(page.get_by_role("heading", name="What you really asked there, and what that brought")).to_be_visible()
    check(page, width)
    page.get_by_role("button", name="Delete this practice talk").click()
    assert not complaints
    context.close()


def test_without_scripts(browser: Browser, workspace: Workspace) -> None:
    context = browser.new_context(
        locale="en-GB", java_script_enabled=False, storage_state=workspace.folder / "practising.json"
    )
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{workspace.port}/practice/?language=en")
    page.locator("button[value=en-chipshop]").click()
    page.get_by_label("You say").fill("How do orders run today?")
    page.get_by_role("button", name="Say it").click()
    expect(page.get_by_text("How do orders run today?")).to_be_visible()
    page.get_by_role("button", name="End the talk").click()
    expect(page.get_by_role("heading", name="What there was to find")).to_be_visible()
    context.close()
