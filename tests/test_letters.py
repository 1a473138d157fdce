"""The report: every claim leads to its place, nothing is loaded, nothing hostile is let through, in both languages."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from leitfrage import letters
from leitfrage.analysis import Analysis
from leitfrage.clarity import clarity_map
from leitfrage.coding import CodedConversation
from leitfrage.listening import conduct
from leitfrage.promises import promises
from leitfrage.questions import suggest
from tests.coded import coded, customer, seller

HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(2)> & so weiter'


def analysis_of(talk: CodedConversation) -> Analysis:
    clarity, promised = clarity_map(talk), promises(talk)
    return Analysis(
        coded=talk,
        map=clarity,
        conduct=conduct(talk, clarity, promised),
        promises=promised,
        suggestions=suggest(talk, clarity, promised),
    )


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analysis_of(
        coded(
            seller("Ich frag ein bisschen, damit ich nichts Falsches anbiete.", "transparency"),
            seller("Was soll denn anders werden?", "open_question", "goal"),
            customer("Die Angebote sollen in zwei Tagen raus sein.", ("goal", 3)),
            customer(HOSTILE, ("situation", 2)),
            seller("In zwei Tagen, gut.", "simple_reflection"),
            customer("Ja, genau.", ("goal", 4)),
            seller("Die Liste schicke ich bis Freitag.", "promise"),
            customer("Und ich frag die Frau Kern.", ("measure", 2), commits=True),
        )
    )


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in ("href", "src") and value:
                self.links.append(value)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_link_has_its_place_and_no_id_stands_twice(analysis: Analysis, language: str) -> None:
    page = Page(letters.html(analysis, language))
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("#") for link in page.links)
    assert {link[1:] for link in page.links} <= set(page.ids)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_needs_no_script_and_nothing_from_outside(analysis: Analysis, language: str) -> None:
    text = letters.html(analysis, language)
    page = Page(text)
    assert not {"script", "img", "iframe", "link", "object", "embed"} & set(page.tags)
    assert "url(" not in text
    assert "@import" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_quote_in_the_map_stands_in_the_transcript(analysis: Analysis, language: str) -> None:
    for item in analysis.map.items:
        for proof in item.evidence:
            assert proof.quote in analysis.segment(proof.segment).text
    assert f'lang="{language}"' in letters.html(analysis, language)


def test_the_report_speaks_the_language_that_was_asked_for(analysis: Analysis) -> None:
    german, english = letters.html(analysis, "de"), letters.html(analysis, "en")
    assert "Die Welt des Kunden" in german
    assert "Fragen und Zuhören" in german
    assert "The customer's world" in english.replace("&#39;", "'")
    assert "27.11.2026" in german
    assert "27 Nov 2026" in english


def test_consent_and_capture_mode_are_printed(analysis: Analysis) -> None:
    assert "mündlich zu Beginn" in letters.html(analysis, "de", consent="mündlich zu Beginn")
    assert "Einwilligung: nicht vermerkt" in letters.markdown(analysis, "de")


def test_markdown_holds_the_same_facts(analysis: Analysis) -> None:
    text = letters.markdown(analysis, "de")
    assert "„Die Angebote sollen in zwei Tagen raus sein“" in text
    assert "27.11.2026" in text
    assert re.search(r"^1\. \*\*seller:\*\*", text, re.MULTILINE)


def test_there_is_no_grade_and_no_score(analysis: Analysis) -> None:
    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", letters.html(analysis, "en"), flags=re.DOTALL).lower()
    assert not re.search(r"\b(?:score|rating|grade [a-f]|rank|top performer|sentiment|mood)\b", words)
