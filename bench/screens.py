"""Take the pictures of every page for the docs: both languages, light on the left, dark on the right.

Usage: python bench/screens.py   Writes docs/images/workspace/*.png and docs/screens.md. Needs Chromium.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.workspace.server import Workspace

OUT = ROOT / "docs" / "images" / "workspace"
WIDTH, HEIGHT = 1280, 900
PHONE = 390
SCALE = 0.6  # of the pictures that are kept
COLOURS = 96
SCHEMES = ("light", "dark")
PAGES = {
    "today": "/",
    "customers": "/customers/",
    "customer": "/customers/1/",
    "bring-a-talk-in": "/customers/1/import",
    "talk": "/conversations/1/",
    "talk-edit": "/conversations/1/?place=20#panel",
    "map-over-time": "/customers/1/map/",
    "prepare": "/customers/1/prepare/",
    "preparation": "/preparations/1/",
    "options": "/customers/1/options/",
    "letters": "/customers/1/letters/",
    "letter": "/letters/1/",
    "promises": "/promises/",
    "questions": "/questions/",
    "live": "/live/2/",
    "live-for-the-customer": "/live/2/?view=customer",
    "practise": "/practice/",
    "practice-talk": "/practice/1/?hint=1",
    "practice-review": "/practice/2/review/",
    "replay": "/practice/from/1/",
    "replay-review": "/practice/3/review/",
    "privacy": "/customers/1/privacy",
    "settings": "/account/",
    "data-sheet": "/data-sheet/",
    "interface": "/api/",
}
# What is said in the pictures of practising: to a simulated customer, and in the sample talk from a later turn on.
CUSTOMERS = {"de": "de-tischlerei", "en": "en-chipshop"}
SAID = {
    "de": (
        "Danke für Ihre Zeit. Ich frage heute, damit wir nur planen, was Sie wirklich brauchen. Wie läuft das heute bei Ihnen?",
        "Was soll denn danach anders sein?",
        "Wenn Sie heute noch unterschreiben, gibt es zehn Prozent, morgen nicht mehr.",
    ),
    "en": (
        "Thank you for your time. I ask so that I understand what you really need. How do orders run today?",
        "What should be different afterwards?",
        "If you sign today you get ten per cent off, tomorrow it is gone.",
    ),
}
# What is typed beside a talk, with who says it.
TYPED = {
    "de": (
        "v Ich frage heute vor allem, damit wir nur planen, was Sie wirklich brauchen.",
        "k Bei uns steht die Linie im Sommer zweimal die Woche, und keiner weiß vorher, wann.",
        "v Woran würden Sie denn merken, dass Sie genau die Lösung haben?",
        "k .2 Wenn der Schichtleiter es morgens um sechs am Bildschirm sieht",
        "k Die Instandhaltung müsste mitmachen, ohne Herrn Öttl geht das nicht.",
        "v Ich schicke Ihnen bis Freitag eine Liste der Schritte.",
    ),
    "en": (
        "s I am mainly asking today so that we only plan what you really need.",
        "c In summer the line stops twice a week, and nobody knows when beforehand.",
        "s How would you notice that you have exactly the right solution?",
        "c .2 If the shift leader can see it on a screen at six in the morning",
        "c Maintenance would have to come along, without Declan it won't work.",
        "s I will send you a list of the steps by Friday.",
    ),
}
OTHERWISE = {
    "de": ("Was hindert Sie?", "Wie war denn der Urlaub auf Madeira?"),
    "en": ("Who else has a say in this?", "How was your holiday on Madeira?"),
}


def main() -> int:
    OUT.mkdir(parents=True, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    lines = ["# What it looks like", "", "`make screens` takes these pictures: light on the left, dark on the right.", ""]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for language, locale in (("de", "de-DE"), ("en", "en-GB")):
            with tempfile.TemporaryDirectory() as folder:
                workspace = Workspace(Path(folder))
                workspace.start()
                try:
                    take(browser, workspace, language, locale)
                finally:
                    workspace.kill()
    for name in [*PAGES, "letter-on-a-phone"]:
        lines += [f"## {name.replace('-', ' ').capitalize()}", ""]
        lines += [f"![{name}, {language}](images/workspace/{name}.{language}.png)" for language in ("de", "en")] + [""]
    (ROOT / "docs" / "screens.md").write_text("\n".join(lines), encoding="utf-8")
    return 0


def take(browser: Browser, workspace: Workspace, language: str, locale: str) -> None:
    """Fill a workspace with the sample, walk through it and keep a picture of every page."""
    here = f"http://127.0.0.1:{workspace.port}"
    context = browser.new_context(locale=locale, viewport={"width": WIDTH, "height": HEIGHT})
    page = context.new_page()
    page.goto(workspace.link)
    page.locator("form[action='/sample'] button").click()
    page.goto(f"{here}/account/")
    page.locator("[name=name]").first.fill("Jana Behrens" if language == "de" else "Deirdre Walsh")
    page.locator("main form button.primary").first.click()
    page.goto(f"{here}/conversations/1/")
    page.wait_for_selector("#map", timeout=60_000)
    page.goto(f"{here}/customers/1/prepare/")
    page.locator("[name=purpose]").fill("Abwärme und Budget" if language == "de" else "The line and the loan")
    page.locator("main form.stack button.primary").click()
    page.goto(f"{here}/customers/1/letters/")
    page.locator("[name=name]").fill("Herr Harms" if language == "de" else "Martin")
    page.locator("#new button.primary").click()
    type_along(page, here, language)
    practise(page, here, language)
    for name, path in PAGES.items():
        keep(page, f"{here}{path}", f"{name}.{language}", WIDTH, HEIGHT)
    page.goto(f"{here}/letters/1/")
    page.locator("button[value=release]").click()
    link = re.search(r"http://[^\s\"<]+/letter/[\w-]+", page.content())
    if link is None:
        raise RuntimeError("the letter was not released")
    phone = browser.new_context(locale=locale).new_page()
    keep(phone, link[0], f"letter-on-a-phone.{language}", PHONE, 844)


def type_along(page: Page, here: str, language: str) -> None:
    """Begin a live talk and type some lines."""
    page.goto(f"{here}/customers/1/live")
    page.locator("[name=title]").fill("Zweites Gespräch" if language == "de" else "Second talk")
    page.locator("[name=mode]").select_option("notes")
    page.locator("[name=basis]").select_option(index=1)
    page.locator("main button.primary").click()
    page.wait_for_url("**/live/*/")
    for line in TYPED[language]:
        page.locator("#words").fill(line)
        page.locator("#words").press("Enter")
    page.wait_for_selector("#unsaved:not(:has(li))", state="attached")
    page.wait_for_timeout(500)


def practise(page: Page, here: str, language: str) -> None:
    """Talk twice with a simulated customer, the second time to the end, and go on otherwise in the sample talk."""
    for end in (False, True):
        page.goto(f"{here}/practice/?language={language}")
        page.locator("summary").first.click()
        page.locator("[name=seed]").fill("7")
        page.locator(f"button[value={CUSTOMERS[language]}]").click()
        say(page, SAID[language], end=end)
    page.goto(f"{here}/practice/from/1/")
    page.locator("button[name=turn]").nth(2).click()
    say(page, OTHERWISE[language], end=True)


def say(page: Page, lines: Sequence[str], *, end: bool) -> None:
    for line in lines:
        page.locator("textarea[name=text]").fill(line)
        page.locator("button[value=say]").click()
    if end:
        page.locator("button[value=end]").click()


def keep(page: Page, url: str, name: str, width: int, height: int) -> None:
    """Take a page in light and in dark, side by side, small enough for a repository."""
    shots = []
    page.set_viewport_size({"width": width, "height": height})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of the two
        page.goto(url)
        shots.append(Image.open(io.BytesIO(page.screenshot())))
    both = Image.new("RGB", (2 * width, height))
    for at, shot in enumerate(shots):
        both.paste(shot, (at * width, 0))
    scale = SCALE if width > PHONE else 1.0
    small = both.resize((int(both.width * scale), int(both.height * scale)), Image.Resampling.LANCZOS)
    small.quantize(COLOURS).save(OUT / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
