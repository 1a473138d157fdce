"""What can go wrong between a recording and its words, a class per cause."""

from __future__ import annotations

from leitfrage.conversation import LeitfrageError, NotAConversation, ReadError
from leitfrage.wording import N_


class SpeechMissing(LeitfrageError):
    cause = N_("Recordings cannot be transcribed here: the parts for it are not installed.")
    advice = N_('Install them with: pip install "leitfrage[speech]"')


class WeightsNotNamed(LeitfrageError):
    cause = N_("It was not said where the weights for recognising speech are.")
    advice = N_("Name their folder with --weights or LEITFRAGE_SPEECH_WEIGHTS. docs/speech.md says which ones fit.")


class NoWeights(LeitfrageError):
    cause = N_("There are no weights for recognising speech in “{folder}”: {missing} is not there.")
    advice = N_(
        "Name a folder with Whisper weights for faster-whisper (--weights, or LEITFRAGE_SPEECH_WEIGHTS); nothing is loaded from the internet. See docs/speech.md."
    )


class WrongWeights(LeitfrageError):
    cause = N_("The weights in “{folder}” cannot be used: {reason}.")
    advice = N_("Take multilingual Whisper weights in the form of faster-whisper. See docs/speech.md.")


class BrokenSound(ReadError):
    cause = N_("{file} cannot be read as sound: {reason}.")
    advice = N_("WAV, MP3, M4A, OGG, FLAC and WebM can be read. Play it, and export it once more.")


class CutOff(ReadError):
    cause = N_("{file} breaks off: {there} of {whole} are there.")
    advice = N_("Copy it once more from where it was recorded. If this is all there is, export it anew from a sound editor.")


class SilentSound(ReadError):
    cause = N_("{file} is silent from beginning to end.")
    advice = N_("Check which microphone was recorded.")


class SoundTooLong(ReadError):
    cause = N_("{file} is longer than {hours} hours.")
    advice = N_("Cut it into single talks.")


class NothingHeard(ReadError):
    cause = N_("{file} has sound, and no word in it was understood.")
    advice = N_("Check that people speak in it, and that its language is German or English.")


class OneChannel(NotAConversation):
    cause = N_("{file} has all voices on one channel, so that it does not tell who speaks.")
    advice = N_(
        "Record each side on a channel of its own, or let a tool that tells voices apart write the transcript. In the terminal, --speaker NAME says that only one person speaks, and “--speaker ?” writes the words without names."
    )


class WhichChannel(LeitfrageError):
    cause = N_("{file} has a channel for each voice ({channels}), and it was not said which is the seller's.")
    advice = N_("Say it with --seller-channel; 1 is the left one.")
