"""Who can be told apart: silent channels, one signal on several, one device in the room, a channel for each voice."""

from __future__ import annotations

import numpy as np
import pytest

from leitfrage.speech import RATE, Samples
from leitfrage.speech.channels import survey
from leitfrage.speech.cutting import stretches
from tests.speech.sound import bursts, silence, tone

LEFT = bursts((1, 4), (9, 12), seconds=20)
RIGHT = bursts((5, 8), (13, 18), seconds=20, pitch=330)
NOISE = (np.random.default_rng(1).standard_normal((2, 20 * RATE)) * 0.003).astype(np.float32)


def voices(*channels: Samples) -> tuple[int, ...]:
    whole = np.stack(channels)
    return survey(whole[:, at : at + 10 * RATE] for at in range(0, whole.shape[1], 10 * RATE)).voices


CASES = {
    "a channel for each voice": ((LEFT, RIGHT), (0, 1)),
    "with noise on both lines": ((LEFT + NOISE[0], RIGHT + NOISE[1]), (0, 1)),
    "with an echo of the other": ((LEFT + 0.1 * RIGHT + NOISE[0], RIGHT + 0.1 * LEFT + NOISE[1]), (0, 1)),
    "both speaking at once for a while": ((LEFT, bursts((3, 8), (11, 18), seconds=20, pitch=330)), (0, 1)),
    "one signal on both": ((LEFT + RIGHT, LEFT + RIGHT), (0,)),
    "one signal, the other softer": ((LEFT + RIGHT, 0.3 * (LEFT + RIGHT)), (0,)),
    "one signal, the other turned over": ((LEFT + RIGHT, -(LEFT + RIGHT)), (0,)),
    "one device in the room, a little apart": ((LEFT + RIGHT, np.roll(LEFT + RIGHT, 40)), (0,)),
    "nobody on the left": ((silence(20), RIGHT), (1,)),
    "nobody at all": ((silence(20), silence(20)), ()),
    "three voices": ((LEFT, RIGHT, bursts((18.5, 19.5), seconds=20, pitch=500)), (0, 1, 2)),
    "two voices and their mixture as a third": ((LEFT, silence(20), LEFT), (0,)),
}


@pytest.mark.parametrize(("channels", "expected"), CASES.values(), ids=CASES)
def test_the_channels_that_carry_a_voice_of_their_own(channels: tuple[Samples, ...], expected: tuple[int, ...]) -> None:
    assert voices(*channels) == expected


def test_nothing_is_a_sound_of_no_length() -> None:
    assert survey([]).seconds == 0
    assert survey([np.zeros((2, 10), dtype=np.float32)]).voices == ()


def test_a_cut_lies_in_a_pause_and_no_sample_is_lost() -> None:
    pauses = [(2.0, 2.6), (4.1, 4.9), (7.3, 7.8)]
    talk = tone(10)
    for start, end in pauses:
        talk[round(start * RATE) : round(end * RATE)] = 0
    whole = np.stack([talk, np.roll(talk, RATE)])
    found = list(stretches((whole[:, at : at + RATE] for at in range(0, 10 * RATE, RATE)), (0, 1), longest_seconds=4))
    for channel in (0, 1):
        mine = [each for each in found if each.channel == channel]
        assert np.array_equal(np.concatenate([each.samples for each in mine]), whole[channel])
        assert all(each.seconds <= 4 for each in mine)
        for each in mine[1:]:
            assert any(start + channel < each.start < end + channel for start, end in pauses), each.start
