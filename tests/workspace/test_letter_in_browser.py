"""The customer answers on a phone, in a real browser without scripts; the pages are readable for everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from leitfrage.workspace import writing
from leitfrage.workspace.models import Conversation, Item, Letter, User
from tests.conftest import CHROMIUM

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright runs a loop beside the tests' database
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield started
        started.close()


@pytest.fixture
def address(live_server: LiveServer, talk: Conversation, seller: User) -> str:
    row = writing.start(talk.customer, seller, [talk], name="Frau Aigner")
    return f"{live_server.url}/letter/{writing.open_link(row, seller)}"


def test_the_customer_answers_without_scripts_and_comes_back(address: str, browser: Browser) -> None:
    page = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False).new_page()
    page.goto(address)
    assert page.locator("input:checked").count() == 0
    lines = page.locator("fieldset.line")
    lines.nth(0).locator("input[value=confirmed]").check()
    lines.nth(1).locator("input[value=corrected]").check()
    lines.nth(1).locator("textarea").fill("Höchstens drei Tage")
    page.locator("[name=name]").fill("Frau Aigner")
    page.locator("button").click()
    assert "Danke, Frau Aigner" in page.content()
    assert {each.verdict for each in Letter.objects.get().lines.all()} >= {"confirmed", "corrected"}
    assert Item.objects.filter(origin="customer", label="Höchstens drei Tage").exists()
    page.goto(address)
    assert page.locator("input:checked").count() == 2
    page.locator("fieldset.line").nth(0).locator("input[value=struck]").check()
    page.locator("button").click()
    assert not Item.objects.filter(status="confirmed", confirmed_at__isnull=False).exists()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_nothing_runs_out_of_them(
    address: str,
    live_server: LiveServer,
    browser: Browser,
    talk: Conversation,
    seller: User,
    signed_in: Callable[[User], Client],
    scheme: str,
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type] # light or dark
    page = context.new_page()
    draft = writing.start(talk.customer, seller, [talk], not_us=True)
    row = Letter.objects.exclude(pk=draft.pk).get()
    visits = [address]
    cookie = signed_in(seller).cookies["leitfrage"].value
    for path in (f"/letters/{draft.pk}/", f"/letters/{row.pk}/", f"/customers/{talk.customer_id}/letters/", "/promises/"):
        visits.append(live_server.url + path)
    for visit in visits:
        page.goto(visit)
        found = Axe().run(page).response["violations"]
        assert not found, (visit, [(each["id"], [node["html"] for node in each["nodes"]][:3]) for each in found])
        wide = page.evaluate(
            "[...document.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > 391).map((e) => e.outerHTML.slice(0, 90))"
        )
        assert not wide, (visit, wide[:5])
        context.add_cookies([{"name": "leitfrage", "value": cookie, "url": live_server.url}])
