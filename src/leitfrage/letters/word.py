"""The letter as a Word document."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from leitfrage.letters.letter import Letter, Line, Verdict, cleaned

if TYPE_CHECKING:
    from docx.document import Document
    from docx.shared import Length
    from docx.text.paragraph import Paragraph

_INK, _ACCENT, _SOFT = "23211D", "14564F", "6B675F"


def docx(letter: Letter) -> bytes:
    """Give the letter as a file for Word and its kin."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    letter = cleaned(letter)
    document = _document(letter)
    voice, tell = letter.voice, letter.voice.tell
    _paragraph(document, letter.written_by, size=8, colour=_SOFT, after=6)
    for line in letter.recipient.split("\n"):
        _paragraph(document, line, after=0)
    _paragraph(document, voice.day(letter.date), before=18, after=18).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_heading(letter.title, level=1)
    _paragraph(document, letter.salutation)
    _text(document, letter.opening)
    if letter.not_us:
        document.add_heading(tell("reason"), level=2)
        _text(document, letter.reason)
        if letter.take_along:
            document.add_heading(tell("take_along"), level=2)
            _text(document, letter.take_along)
    for dimension, lines in letter.sections():
        document.add_heading(tell(dimension.value) if dimension else tell("additions"), level=2)
        for number, each in lines:
            _line(document, letter, number, each)
    if letter.promises:
        document.add_heading(tell("promises"), level=2)
        for promise in letter.promises:
            side = tell("by_seller" if promise.by == "seller" else "by_customer")
            _paragraph(document, f"{side}: {voice.quoted(promise.text)}", indent=True, after=0)
            due = tell("by_day", day=voice.day(promise.due)) if promise.due else tell("no_date")
            before = ", " + tell("instead_of", day=voice.day(promise.instead_of)) if promise.instead_of else ""
            facts = f"{due}{before} · {tell(promise.state)} {promise.reason}".rstrip()
            _paragraph(document, facts, size=9, colour=_SOFT, indent=True)
    document.add_paragraph()
    _text(document, letter.closing)
    _paragraph(document, "_" * 34, before=36, after=0)
    _paragraph(document, letter.written_by, after=18)
    if letter.answered_by and letter.answered_on:
        document.add_heading(tell("answer"), level=2)
        _paragraph(document, tell("answered", name=letter.answered_by, day=voice.day(letter.answered_on)))
        _text(document, letter.comment)
    for sentence in (tell("made_by", name=letter.written_by), *letter.captured):
        _paragraph(document, sentence, size=8, colour=_SOFT, after=2)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _document(letter: Letter) -> Document:
    from docx import Document
    from docx.oxml.ns import qn
    from docx.oxml.parser import OxmlElement
    from docx.shared import Mm, Pt, RGBColor

    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin, section.top_margin, section.bottom_margin = Mm(25), Mm(22), Mm(22), Mm(24)
    for name, size, colour in (("Normal", 10.5, _INK), ("Heading 1", 16, _ACCENT), ("Heading 2", 11.5, _ACCENT)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Georgia", Pt(size), RGBColor.from_string(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(theme), None)  # the template's headings would stay in the theme's font
        fonts.set(qn("w:hAnsi"), "Georgia")
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "de-DE" if letter.voice.language == "de" else "en-GB")
    document.styles["Normal"].element.get_or_add_rPr().append(spoken)
    document.core_properties.title, document.core_properties.author = letter.title, letter.written_by
    return document


def _line(document: Document, letter: Letter, number: int, line: Line) -> None:
    tell = letter.voice.tell
    words = line.own_words if line.verdict == Verdict.ADDED else line.text
    made = _paragraph(document, f"{number}\t{words}", indent=True, after=0)
    struck = line.verdict in (Verdict.STRUCK, Verdict.CORRECTED)
    made.runs[0].font.strike = struck
    if line.quote:
        _paragraph(document, f"{tell('said')} {letter.voice.quoted(line.quote)}", size=9, colour=_SOFT, indent=True, after=0)
    if line.verdict == Verdict.CORRECTED:
        _paragraph(document, line.own_words, indent=True, after=0)
    if line.verdict:
        _paragraph(document, tell(line.verdict.value), size=9, colour=_ACCENT, indent=True, after=0)
    document.paragraphs[-1].paragraph_format.space_after = _points(6)


def _text(document: Document, text: str) -> None:
    for part in text.split("\n"):
        if part.strip():
            _paragraph(document, part)


def _paragraph(
    document: Document,
    text: str,
    *,
    size: float = 10.5,
    colour: str = _INK,
    before: float = 0,
    after: float = 6,
    indent: bool = False,
) -> Paragraph:
    from docx.shared import Mm, RGBColor

    made = document.add_paragraph()
    run = made.add_run(text)
    run.font.size, run.font.color.rgb = _points(size), RGBColor.from_string(colour)
    made.paragraph_format.space_before, made.paragraph_format.space_after = _points(before), _points(after)
    if indent:
        made.paragraph_format.left_indent = Mm(9)
        if "\t" in text:
            made.paragraph_format.first_line_indent = Mm(-9)
            made.paragraph_format.tab_stops.add_tab_stop(Mm(9))
    return made


def _points(size: float) -> Length:
    from docx.shared import Pt

    return Pt(size)
