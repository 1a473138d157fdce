"""Recordings: a file with sound in, a Conversation with the times of its words out. Needs the extra ``speech``.

Nothing is ever loaded from the internet: the recogniser's weights lie in a folder that the user names.
"""

from leitfrage.speech.decoding import RATE, Samples, is_recording
from leitfrage.speech.errors import (
    BrokenSound,
    CutOff,
    NothingHeard,
    NoWeights,
    OneChannel,
    SilentSound,
    SoundTooLong,
    SpeechMissing,
    WeightsNotNamed,
    WhichChannel,
    WrongWeights,
)
from leitfrage.speech.recognising import Recogniser, Whisper, Word
from leitfrage.speech.transcribing import Seats, transcribe

__all__ = [
    "RATE",
    "BrokenSound",
    "CutOff",
    "NoWeights",
    "NothingHeard",
    "OneChannel",
    "Recogniser",
    "Samples",
    "Seats",
    "SilentSound",
    "SoundTooLong",
    "SpeechMissing",
    "WeightsNotNamed",
    "WhichChannel",
    "Whisper",
    "Word",
    "WrongWeights",
    "is_recording",
    "transcribe",
]
