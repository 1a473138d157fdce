"""Files with sound, as recorders write them and as accidents leave them."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitfrage.conversation import EmptyFile, FileMissing, LeitfrageError
from leitfrage.speech import RATE, BrokenSound, CutOff, Samples, SoundTooLong, decoding, is_recording
from leitfrage.speech.channels import survey
from leitfrage.speech.decoding import blocks, clock
from tests.speech.sound import KINDS, bursts, needs_espeak, silence, speech, tone, write, write_wav

pytest.importorskip("av", reason="the extra “speech” is not installed")
LEFT, RIGHT = bursts((1, 3), seconds=12), bursts((5, 8), seconds=12, pitch=440)


def whole(path: Path) -> Samples:
    try:
        return np.concatenate(list(blocks(path)), axis=1)
    except LeitfrageError as error:
        raise error.with_facts(file=path.name) from None


def loud(samples: Samples) -> tuple[float, float]:
    found = np.flatnonzero(np.abs(samples) > 0.1)
    return found[0] / RATE, found[-1] / RATE


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_its_channels_in_time(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"a.{kind}", kind, LEFT, RIGHT)
    assert is_recording(path.read_bytes()[:16])
    sound = whole(path)
    assert sound.shape[0] == 2
    assert sound.shape[1] / RATE == pytest.approx(12, abs=0.1)
    assert loud(sound[0]) == pytest.approx((1, 3), abs=0.08)
    assert loud(sound[1]) == pytest.approx((5, 8), abs=0.08)
    assert survey(blocks(path)).voices == (0, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_one_signal_on_two_channels_is_one_voice_in_every_kind(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"a.{kind}", kind, LEFT + RIGHT, LEFT + RIGHT)
    assert survey(blocks(path)).voices == (0,)


@needs_espeak
@pytest.mark.parametrize("kind", ["mp3", "m4a", "opus"])
def test_spoken_voices_on_two_channels_are_told_apart_and_one_voice_on_both_is_not(kind: str, tmp_path: Path) -> None:
    anna, ralf = speech("Was soll denn anders werden?", "de"), speech("Die Angebote sollen schneller raus.", "de+f3")
    left, right = np.append(anna, silence(3)), np.append(silence(len(anna) / RATE + 0.3), ralf)
    longest = max(len(left), len(right))
    left, right = (np.pad(each, (0, longest - len(each))) for each in (left, right))
    assert survey(blocks(write(tmp_path / "two", kind, left, right))).voices == (0, 1)
    assert survey(blocks(write(tmp_path / "one", kind, left + right, left + right))).voices == (0,)
    room = write(tmp_path / "room", kind, left + 0.6 * right, np.roll(0.7 * left + right, 15))
    assert survey(blocks(room)).voices == (0,)


def test_other_rates_and_one_channel(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", "wav", LEFT, rate=8_000)
    sound = whole(path)
    assert sound.shape[0] == 1
    assert loud(sound[0]) == pytest.approx((1, 3), abs=0.05)


@pytest.mark.parametrize("kind", ["wav", "flac"])
def test_a_file_that_breaks_off_is_refused_with_its_times(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"a.{kind}", kind, LEFT + RIGHT + 0.01 * tone(12, 1000))
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises((CutOff, BrokenSound)) as caught:
        whole(path)
    assert f"a.{kind}" in str(caught.value)


def test_an_m4a_without_its_end_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.m4a", "m4a", LEFT)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(BrokenSound):
        whole(path)


@pytest.mark.parametrize("kind", ["mp3", "ogg"])
def test_of_a_kind_that_does_not_know_its_length_what_is_there_is_read(kind: str, tmp_path: Path) -> None:
    path = write(tmp_path / f"a.{kind}", kind, LEFT, RIGHT)
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 2 // 3])
    assert 2 < whole(path).shape[1] / RATE < 12


def test_a_wav_whose_recorder_did_not_finish_its_head_is_read(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "a.wav", LEFT)
    data = bytearray(path.read_bytes())
    data[4:8] = data[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(bytes(data))
    assert whole(path).shape[1] / RATE == pytest.approx(12, abs=0.1)


BAD = {
    "a text": b"Anna: Was soll denn anders werden?\nRalf: Alles.\n" * 20,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "a list of other files": b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
    "a head alone": b"RIFF\x24\x08\x00\x00WAVEfmt ",
    "a head and noise": b"ID3" + bytes(range(256)) * 40,
    "a container of nothing": b"\x00\x00\x00\x18ftypisom" + bytes(300),
    "a picture in a sound's clothes": b"RIFF\x24\x08\x00\x00WEBPVP8 " + bytes(300),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_what_is_no_sound_is_refused_whatever_its_name(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "talk.wav"
    path.write_bytes(data)
    with pytest.raises(BrokenSound) as caught:
        whole(path)
    cause, advice = (message.text("en") for message in caught.value.messages())
    assert cause.startswith("talk.wav")
    assert advice


def test_nothing_no_sound_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    with pytest.raises(EmptyFile):
        whole(tmp_path / "empty.wav")
    with pytest.raises(BrokenSound, match="no sound"):
        whole(write_wav(tmp_path / "zero.wav", silence(0)))
    with pytest.raises(FileMissing):
        whole(tmp_path / "none.wav")
    with pytest.raises(FileMissing):
        whole(tmp_path)


def test_a_sound_without_end_is_refused_on_the_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.flac", "flac", silence(120))
    monkeypatch.setattr(decoding, "MOST_HOURS", 1 / 60)
    with pytest.raises(SoundTooLong):
        whole(path)


def test_a_long_sound_takes_no_more_memory_than_a_short_one(tmp_path: Path) -> None:
    def peak(minutes: int) -> int:
        path = write_wav(tmp_path / f"{minutes}.wav", *(tone(60 * minutes, pitch) for pitch in (200, 300)))
        tracemalloc.start()
        survey(blocks(path))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(12) < 1.2 * peak(2)


HEADS = [b"RIFF\x24\x08\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00", b"ID3\x04", b"\xff\xfb\x90\x64", b"OggS\x00\x02"]
HEADS += [b"fLaC\x00\x00\x00\x22", b"\x00\x00\x00\x18ftypM4A ", b"\x1aE\xdf\xa3\x01", b""]


@given(st.sampled_from(HEADS), st.binary(max_size=2000))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_comes_is_read_or_refused_with_advice(tmp_path: Path, head: bytes, rest: bytes) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(head + rest)
    try:
        assert whole(path).shape[1]
    except LeitfrageError as error:
        assert "x.wav" in str(error)


def test_times_are_written_as_people_do() -> None:
    assert [clock(3.4), clock(605), clock(3600 + 61)] == ["00:03", "10:05", "1:01:01"]
