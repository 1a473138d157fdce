"""Short verbatim spans: what of a sentence can stand for the matter. Only cutting, never rewording."""

from __future__ import annotations

import re

# What opens a spoken sentence without saying anything; cut from the front as often as it occurs.
_LEAD = re.compile(
    r"^(?:(?:äh|ähm|hm|mhm|ja|nein|nee|na|naja|nun|also|gut|okay|ok|eben|halt|und|aber|oder|genau|richtig|stimmt|klar|sagen wir(?: mal)?|"
    r"ich sag(?: mal|s mal so)?|wie gesagt|wissen sie|weißt du|ehrlich gesagt|eigentlich|"
    r"uh|um|er|erm|yes|yeah|yep|no|well|so|okay|right|and|but|or|i mean|you know|like|look|honestly|to be honest|basically|actually|sort of|oh|ah|ach|tja|gell|joa)"
    r"\b[\s,.…–-]*)+",
    re.IGNORECASE,
)
_TRAIL = re.compile(
    r"(?:[\s,]+(?:oder so|und so|halt|eben|irgendwie|gell|odr|ne|nicht wahr|you know|or something|and so on|really|like))*[\s.,;:!?…–-]*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<=\w)(?:[,;:–—]|\s-)\s+|\s+(?=(?:und|oder|aber|weil|dass|damit|and|or|but|because|so that)\b)")


def core(text: str) -> str:
    """Cut what opens and closes a spoken sentence without content; the whole text where nothing would be left."""
    start = found.end() if (found := _LEAD.match(text)) else 0
    rest = text[start:]
    rest = rest[: found.start()] if (found := _TRAIL.search(rest)) else rest
    return rest.strip() if re.search(r"\w{3}", rest) else text.strip()


def short(text: str, most_words: int) -> str:
    """Give a verbatim span of at most ``most_words`` words, cut at a clause where that keeps enough of it."""
    span = core(text)
    if len(span.split()) <= most_words:
        return span
    best = ""
    for mark in _CLAUSE.finditer(span):
        head = span[: mark.start()]
        if len(head.split()) <= most_words:
            best = head
    if len(best.split()) >= min(4, most_words // 2):
        return best
    spots = list(re.finditer(r"\S+", span))
    return span[: spots[most_words - 1].end()].rstrip(" ,;:–-")
