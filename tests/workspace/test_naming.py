"""A name in running text: found in all its forms, taken out without a trace, and no other word touched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitfrage.workspace.naming import Naming, in_strings, spellings

CASES = {
    "the whole name": ("Sabine Kern", "Ich frage Sabine Kern.", "Ich frage X."),
    "over a line": ("Sabine Kern", "Sabine\n Kern fragt", "X fragt"),
    "whatever its case": ("Kern", "frau kern und FRAU KERN", "frau X und FRAU X"),
    "the genitive": ("Kern", "Kerns Termin, Kern's plan, Kern’s plan", "X Termin, X plan, X plan"),
    "no part of a word": ("Kern", "Kernzeit, Entkernung, Kerner", "Kernzeit, Entkernung, Kerner"),
    "with a hyphen": ("Kern-Maier", "Frau Kern-Maier kommt", "Frau X kommt"),
    "with signs that mean something elsewhere": ("A.B(C", "Das ist A.B(C, nicht AxB(C.", "Das ist X, nicht AxB(C."),
    "an umlaut written in two": ("Müller", unicodedata.normalize("NFD", "Herr Müller"), "Herr X"),
}


@pytest.mark.parametrize(("name", "text", "left"), CASES.values(), ids=CASES)
def test_taking_a_name_out(name: str, text: str, left: str) -> None:
    assert Naming.of([name]).without(text, "X") == left


def test_a_person_is_called_by_each_part_but_the_titles() -> None:
    assert spellings("Frau Dr. Sabine  Kern-Maier") == ("Frau Dr. Sabine Kern-Maier", "Sabine", "Kern-Maier")
    assert spellings("  ") == ()


def test_no_spelling_finds_nothing() -> None:
    assert not Naming.of([]).occurs("anything")
    assert not Naming.of(["", " "]).occurs("")


@given(st.text(alphabet="aK ern.s'’", max_size=60))
def test_no_name_is_left_and_offsets_stay_in_order(text: str) -> None:
    naming = Naming.of(["Kern"])
    left = naming.without(text, "[erased]")
    assert not naming.occurs(left)
    at = naming.moved(text, "[erased]")
    places = [at(offset) for offset in range(len(text) + 1)]
    assert places == sorted(places)
    assert places[-1] == len(left)


def test_keys_stay_but_for_those_that_hold_words() -> None:
    value = {"marks": [{"text": "Mark"}], "3:Mark sagt": 1}
    changed = in_strings(value, lambda text: Naming.of(["Mark"]).without(text, "X"))
    assert changed == {"marks": [{"text": "X"}], "3:X sagt": 1}
