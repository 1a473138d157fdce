"""From a file to a Conversation: sides by channel, times over long talks, progress, stopping; refusals before any work."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from leitfrage.conversation import Conversation, LeitfrageError, Side
from leitfrage.speech import (
    NothingHeard,
    OneChannel,
    Seats,
    SilentSound,
    SpeechMissing,
    WeightsNotNamed,
    WhichChannel,
    Whisper,
    cutting,
    transcribe,
)
from tests.speech.sound import Bursts, bursts, silence, write, write_wav

pytest.importorskip("av", reason="the extra “speech” is not installed")
SEATS = Seats(seller_channel=1, seller="Anna", customer="Ralf")
LEFT = bursts((1, 2), (7, 8), seconds=12)
RIGHT = bursts((3, 6), (7.5, 11), seconds=12, pitch=440)


def said(talk: Conversation) -> list[tuple[str, float]]:
    return [(each.speaker, round(each.start or 0, 1)) for each in talk.utterances]


@pytest.mark.parametrize("kind", ["wav", "mp3", "m4a", "ogg"])
def test_each_channel_is_a_speaker_with_a_side_and_times(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"2026-03-14 Aigner.{kind}", kind, LEFT, RIGHT)
    talk = transcribe(path, Bursts(), SEATS, language="de")
    assert [who for who, _ in said(talk)] == ["Anna", "Ralf", "Anna", "Ralf"]
    assert [at for _, at in said(talk)] == pytest.approx([1.0, 3.0, 7.0, 7.5], abs=0.1)
    assert [(each.name, each.side, each.confidence) for each in talk.speakers] == [
        ("Anna", Side.SELLER, 1.0),
        ("Ralf", Side.CUSTOMER, 1.0),
    ]
    assert (talk.language, str(talk.started_at), talk.source.format) == ("de", "2026-03-14", "speech")
    assert talk.utterances[2].end is not None
    assert talk.utterances[2].end > (talk.utterances[3].start or 0)  # they overlap, and the times say so
    assert len(talk.source.sha256) == 64


def test_the_seller_may_sit_on_the_right_and_the_customer_may_be_two(tmp_path: Path) -> None:
    talk = transcribe(
        write_wav(tmp_path / "a.wav", LEFT, RIGHT),
        Bursts(),
        Seats(seller_channel=2, seller="A", customer="B"),
        language="en",
    )
    assert talk.utterances[0].speaker == "B"
    assert talk.side_of("A") == Side.SELLER
    third = bursts((11.2, 11.8), seconds=12, pitch=300)
    three = transcribe(write_wav(tmp_path / "b.wav", LEFT, RIGHT, third), Bursts(), SEATS, language="en")
    assert {each.name for each in three.speakers} == {"Anna", "Ralf", "Ralf 2"}


def test_two_people_of_one_name_stay_two(tmp_path: Path) -> None:
    talk = transcribe(
        write_wav(tmp_path / "a.wav", LEFT, RIGHT),
        Bursts(),
        Seats(seller_channel=1, seller="Kim", customer="Kim"),
        language="en",
    )
    assert len(talk.speakers) == 2
    assert len(talk.utterances) == 4


def test_in_a_long_talk_every_word_keeps_its_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "LONGEST_SECONDS", 20)
    monkeypatch.setattr(cutting.stretches, "__defaults__", (20,))
    at = [float(second) for second in range(1, 100, 3)]
    left = bursts(*((start, start + 1) for start in at), seconds=102)
    right = bursts(*((start + 1.2, start + 2.2) for start in at), seconds=102, pitch=440)
    hearer = Bursts()
    talk = transcribe(write_wav(tmp_path / "a.wav", left, right), hearer, SEATS, language="de")
    assert max(hearer.heard) <= 20 * 16_000
    assert len(hearer.heard) >= 10
    starts = [each.start for each in talk.utterances]
    assert starts == pytest.approx(sorted([*at, *(start + 1.2 for start in at)]), abs=0.03)


REFUSED: dict[str, tuple[tuple[object, ...], Seats, type[LeitfrageError]]] = {
    "one channel with nobody named": ((LEFT + RIGHT,), SEATS, OneChannel),
    "one signal on two channels": ((LEFT + RIGHT, LEFT + RIGHT), SEATS, OneChannel),
    "a voice on one of two channels": ((LEFT, silence(12)), SEATS, OneChannel),
    "two channels and no word about who": ((LEFT, RIGHT), Seats(), WhichChannel),
    "a channel that is not there": ((LEFT, RIGHT), Seats(seller_channel=3, seller="A", customer="B"), WhichChannel),
    "silence": ((silence(5), silence(5)), SEATS, SilentSound),
}


@pytest.mark.parametrize(("channels", "seats", "kind"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_told_is_refused_before_anything_is_recognised(
    channels: tuple[object, ...], seats: Seats, kind: type[LeitfrageError], tmp_path: Path
) -> None:
    hearer = Bursts()
    with pytest.raises(kind) as caught:
        transcribe(write_wav(tmp_path / "a.wav", *channels), hearer, seats, language="de")  # type: ignore[arg-type]
    assert hearer.heard == []
    assert "a.wav" in str(caught.value)


def test_sound_without_words_is_told_from_silence(tmp_path: Path) -> None:
    faint = write_wav(tmp_path / "a.wav", 0.02 * LEFT, 0.02 * RIGHT)
    with pytest.raises(NothingHeard):
        transcribe(faint, Bursts(), SEATS, language="de")


def test_one_signal_on_two_channels_is_heard_once(tmp_path: Path) -> None:
    hearer = Bursts()
    talk = transcribe(write_wav(tmp_path / "a.wav", LEFT, LEFT), hearer, Seats(alone="Anna"), language="de")
    assert len(hearer.heard) == 1
    assert said(talk) == [("Anna", 1.0)]


def test_progress_goes_up_to_the_end(tmp_path: Path) -> None:
    shares: list[float] = []
    transcribe(write_wav(tmp_path / "a.wav", LEFT, RIGHT), Bursts(), SEATS, language="de", progress=shares.append)
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len(shares) > 4


class Stopped(Exception):
    pass


def test_who_is_told_the_progress_can_stop_it_and_nothing_is_left(tmp_path: Path) -> None:
    def stop(share: float) -> None:
        if share > 0:
            raise Stopped

    path, hearer = write_wav(tmp_path / "a.wav", LEFT, RIGHT), Bursts()
    with pytest.raises(Stopped):
        transcribe(path, hearer, SEATS, language="de", progress=stop)
    assert len(hearer.heard) == 1
    assert list(tmp_path.iterdir()) == [path]


def test_without_the_extra_a_sentence_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(SpeechMissing, match=r"leitfrage\[speech\]"):
        Whisper(tmp_path)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(SpeechMissing, match=r"leitfrage\[speech\]"):
        transcribe(write_wav(tmp_path / "a.wav", LEFT), Bursts(), SEATS, language="de")


def test_weights_have_to_be_named() -> None:
    pytest.importorskip("faster_whisper", reason="the extra “speech” is not installed")
    with pytest.raises(WeightsNotNamed):
        Whisper(None)
