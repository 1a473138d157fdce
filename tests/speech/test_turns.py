"""From the words of each voice to the turns of a talk: order, overlap, times."""

from __future__ import annotations

from leitfrage import formats
from leitfrage.conversation import Conversation, Speaker, Utterance
from leitfrage.speech import Word
from leitfrage.speech.recognising import joined
from leitfrage.speech.turns import utterances, with_letters


def words(text: str, start: float, each: float = 0.4) -> list[Word]:
    return [
        Word(text=word, start=round(start + each * n, 3), end=round(start + each * (n + 1) - 0.05, 3))
        for n, word in enumerate(text.split())
    ]


def said(found: tuple[Utterance, ...]) -> list[tuple[str, str]]:
    return [(each.speaker, each.text) for each in found]


def test_turns_follow_each_other_and_every_word_has_its_time() -> None:
    found = utterances({"Anna": words("Was denn?", 0) + words("Gut.", 5), "Ralf": words("Alles soll schneller gehen.", 2)})
    assert said(found) == [("Anna", "Was denn?"), ("Ralf", "Alles soll schneller gehen."), ("Anna", "Gut.")]
    assert found[1].time_at(found[1].text.index("schneller")) == 2.8
    assert len(found[1].marks) == 4


def test_who_joins_in_while_another_speaks_does_not_cut_a_sentence_and_keeps_the_time() -> None:
    found = utterances(
        {"Anna": words("Wir haben drei Leute und elf Tage. Das ist zu viel.", 0), "Ralf": words("Ja genau.", 1.0)}
    )
    assert said(found) == [
        ("Anna", "Wir haben drei Leute und elf Tage."),
        ("Ralf", "Ja genau."),
        ("Anna", "Das ist zu viel."),
    ]
    assert found[1].start == 1.0
    assert found[0].end is not None
    assert found[0].end > 1.0


def test_sentences_of_one_voice_are_one_turn_while_nobody_else_speaks() -> None:
    found = utterances({"Anna": words("Gut. Dann los.", 0) + words("Bis Freitag.", 9), "Ralf": []})
    assert said(found) == [("Anna", "Gut. Dann los. Bis Freitag.")]


def test_pieces_without_a_blank_belong_to_the_word_before() -> None:
    class Piece:
        def __init__(self, word: str, start: float) -> None:
            self.word, self.start, self.end = word, start, start + 0.5

    found = list(joined([Piece(" E", 0), Piece("-Mail", 0.5), Piece(" bis", 1), Piece(" 10", 1.5), Piece("%.", 2)]))
    assert [(each.text, each.start, each.end) for each in found] == [("E-Mail", 0, 1), ("bis", 1, 1.5), ("10%.", 1.5, 2.5)]
    assert list(joined([])) == []


def test_a_sign_between_words_stays_and_a_sign_alone_is_no_speech() -> None:
    spoken = [Word(text=text, start=n, end=n + 1) for n, text in enumerate(["♪", "Aigner", "&", "Söhne", "–"])]
    found = with_letters(spoken)
    assert [(each.text, each.start, each.end) for each in found] == [("Aigner &", 1, 3), ("Söhne –", 3, 5)]
    assert with_letters(spoken[:1]) == []


def test_the_times_of_words_go_through_webvtt() -> None:
    spoken = {
        "Anna": words("Was <soll> bei Aigner&Söhne anders werden?", 0) + words("Gut.", 20),
        "Ralf": words(
            "Alles. Und zwar so schnell wie es nur irgend geht weil die Messe im März ist und wir bis dahin", 4, 0.7
        ),
    }
    talk = Conversation(utterances=utterances(spoken), speakers=(Speaker(name="Anna"), Speaker(name="Ralf")))
    text = formats.write(talk, "webvtt")
    assert text.count("-->") < 8
    again = formats.read(text.encode(), "again.vtt")
    assert said(again.utterances) == said(talk.utterances)
    for before, after in zip(talk.utterances, again.utterances, strict=True):
        assert [(mark.offset, mark.start) for mark in after.marks] == [(mark.offset, mark.start) for mark in before.marks]


def test_captions_with_times_between_words_as_others_write_them() -> None:
    captions = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n<v Jana>Was<00:00:01.500><c> soll</c><00:00:02.000><c> anders</c><00:00:02.500><c> werden?</c>\n\n00:00:03.000 --> 00:00:04.000\n<v Ralf>Al<00:00:03.200>les."
    found = formats.read(captions.encode(), "c.vtt").utterances
    assert said(found) == [("Jana", "Was soll anders werden?"), ("Ralf", "Alles.")]
    assert [mark.start for mark in found[0].marks] == [1.0, 1.5, 2.0, 2.5]
