"""What can go wrong, a class per cause, each with advice.

LeitfrageError
├── ReadError                the file cannot be read as a conversation
│   ├── FileMissing          there is no such file, or it may not be read
│   ├── EmptyFile            it has no content
│   ├── FileTooLarge         it is larger than any conversation
│   ├── BrokenFile           it is damaged, or not what its kind promises
│   ├── UnknownFormat        no reader recognises it
│   ├── UnclearTime          a time is none
│   ├── NoWords              it has the right form and no word in it
│   └── NotText              it is a picture or program
│       └── NotYetTranscribed    it is a recording
├── NotAConversation         words, and yet no conversation
│   ├── OneSpeaker           only one person speaks
│   ├── NoSpeakers             nobody is named
│   ├── ForeignLanguage      neither German nor English
│   ├── TooShort             too few words to say anything
│   └── TooLong              more words than any talk has
├── UnknownName              a name that was given does not occur (speaker, format)
├── Unwritable               a result cannot be written where it was wanted
└── CatalogueError           a catalogue of questions is not as it should be
"""

from __future__ import annotations

import errno
from typing import ClassVar

from leitfrage.wording import N_, Message


class LeitfrageError(Exception):
    """Carries facts; the sentence is made where it is shown. ``str()`` is English, for logs."""

    cause: ClassVar[str] = N_("Something went wrong.")
    advice: ClassVar[str] = N_("Please report it with the file that caused it.")

    def __init__(self, **facts: str | int | Message) -> None:  # no positional arguments, so it survives pickling
        super().__init__()
        self.facts = facts

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (type(self), self.facts))

    def with_facts(self, **facts: str | int | Message) -> LeitfrageError:
        """Add what the deep code did not know (the file's name) and return the same error."""
        self.facts = {**facts, **self.facts}
        return self

    def messages(self) -> tuple[Message, Message]:
        """Give the cause and the advice, to be said in the user's language."""
        facts: dict[str, str | int | float | Message] = {"file": "?", **self.facts}
        return Message.of(self.cause, **facts), Message.of(self.advice, **facts)

    def __str__(self) -> str:
        return " ".join(message.text("en") for message in self.messages())


_REASONS = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("part of the path is no folder"),
    errno.EACCES: N_("you have no right to it"),
    errno.EPERM: N_("you have no right to it"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EROFS: N_("the disk is read-only"),
    errno.ENAMETOOLONG: N_("the name is too long"),
}


def reason_of(error: OSError) -> Message:
    """Say why the operating system refused."""
    return Message.of(_REASONS.get(error.errno or 0, N_("the system refused it")))


def _rebuild(kind: type[LeitfrageError], facts: dict[str, str | int | Message]) -> LeitfrageError:
    return kind(**facts)


class ReadError(LeitfrageError):
    """The file cannot be read as a conversation."""

    cause = N_("{file} cannot be read.")
    advice = N_("“leitfrage formats” lists what can be read.")


class FileMissing(ReadError):
    cause = N_("{file} cannot be opened: {reason}.")
    advice = N_("Check the path and whether you may read the file.")


class EmptyFile(ReadError):
    cause = N_("{file} is empty.")
    advice = N_("Export the transcript once more; if it is still empty, nothing was transcribed.")


class FileTooLarge(ReadError):
    cause = N_("{file} is too large: {size} MB, and at most {limit} MB are read.")
    advice = N_("A whole day of talk takes less than 5 MB as text. Give the transcript, not the recording.")


class BrokenFile(ReadError):
    cause = N_("{file} looks like {format} but is damaged: {reason} ({place}).")
    advice = N_("Export it once more, or save the conversation as plain text, one line “Name: words” a turn.")


class UnknownFormat(ReadError):
    cause = N_("{file} is in no format that is known here.")
    advice = N_("“leitfrage formats” lists what can be read. Plain text with one line “Name: words” a turn always works.")


class UnclearTime(ReadError):
    cause = N_("{file}, {place}: “{text}” is not a time.")
    advice = N_("Write 00:12:07 or 12:07, or leave the times out; the words are enough.")


class NoWords(ReadError):
    cause = N_("{file} has the form of {format}, but no spoken word in it.")
    advice = N_("Check whether the recording had sound, and export the transcript once more.")


class NotText(ReadError):
    cause = N_("{file} is {kind}, not a transcript.")
    advice = N_("Give a transcript or notes as text; a recording has to be transcribed first.")


class NotYetTranscribed(NotText):
    advice = N_("Transcribe it first with “leitfrage transcribe”; docs/speech.md says what that needs.")


class NotAConversation(LeitfrageError):
    """The file was read, and yet it is no conversation of two sides."""

    cause = N_("{file} holds no conversation.")
    advice = N_("Give a transcript in which a seller and a customer speak.")


class OneSpeaker(NotAConversation):
    cause = N_("{file} names only one speaker: {speaker}.")
    advice = N_(
        "A conversation needs two sides. Turn on speaker names in the export, or write “Name: words” before each turn."
    )


class NoSpeakers(NotAConversation):
    cause = N_("{file} does not say who speaks.")
    advice = N_("Turn on speaker names in the export, or write “Name: words” before each turn.")


class ForeignLanguage(NotAConversation):
    cause = N_("{file} seems to be in another language ({language}); German and English are understood.")
    advice = N_("If it is German or English after all, say so with --language de or --language en.")


class TooShort(NotAConversation):
    cause = N_("{file} has only {words} words; that is too little to say anything about.")
    advice = N_("Give the whole conversation.")


class TooLong(NotAConversation):
    cause = N_("{file} has {words} words; at most {limit} are analysed.")
    advice = N_("A whole day of talk has about 60,000 words. Split the file by talks.")


class UnknownName(LeitfrageError):
    cause = N_("There is no {what} “{name}”.")
    advice = N_("Choose one of: {choices}.")


class Unwritable(LeitfrageError):
    cause = N_("{file} cannot be written: {reason}.")
    advice = N_("Choose another place to write to.")


class CatalogueError(LeitfrageError):
    cause = N_("{file}, question {question}: {reason}.")
    advice = N_("See docs/questions.md for what a question needs.")
