"""Which language is spoken: German or English, or another one that is not understood here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from leitfrage.coding.features import words_of
from leitfrage.conversation import Conversation, ForeignLanguage

# Function words that carry every talk and that dialect speakers use too; the shares tell where a general
# identifier is misled by dialect, names and technical terms.
FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "de": frozenset(
        "der die das den dem des ein eine einen einem einer und oder aber wenn weil dass ob als wie wir ihr sie ich du es uns "
        "euch ihnen mir mich dir ist sind war waren hat haben hatte wird werden kann können muss müssen soll sollen nicht kein "
        "keine auch noch schon mal ja nein doch halt eben so da dann jetzt was wer wo wann mit von zu zum zur bei für auf aus an "
        "im in am um nach vor über unter man sich mehr nur sehr isch nid nöd mer gell eh scho net no i hab hob".split()
    ),
    "en": frozenset(
        "the a an and or but if because that as how we you they i he she it us them me my your our their is are was were be been "
        "has have had will would can could must should do does did not no also still yet just so there then now what who where "
        "when with of to at for on from in by about after before over under one more only very yes yeah it's that's we're don't "
        "i'm i've you're we've this these those some any".split()
    ),
}
ALL_FUNCTION_WORDS = frozenset().union(*FUNCTION_WORDS.values())
_CHUNK = 80
_PLAIN = 0.30  # from this share of function words on there is no doubt
_LEAST = 0.12


def shares(words: Sequence[str]) -> dict[str, float]:
    """Give the share of each language's function words among the words."""
    return {code: sum(word in known for word in words) / max(len(words), 1) for code, known in FUNCTION_WORDS.items()}


def identify(conversation: Conversation) -> str:
    """Give ``de`` or ``en``; raise ``ForeignLanguage`` (with the code of the language) for anything else."""
    words = words_of(" ".join(each.text for each in conversation.utterances[:2000]))[:4000]
    share = shares(words)
    best, second = sorted(share, key=lambda code: -share[code])
    if share[best] >= _PLAIN and share[best] >= 2 * share[second]:
        return best
    votes = Counter(_classify(" ".join(words[at : at + _CHUNK])) for at in range(0, len(words), _CHUNK))
    winner = votes.most_common(1)[0][0]
    if winner in FUNCTION_WORDS and share[winner] >= _LEAST:
        return winner
    if share[best] >= _PLAIN:
        return best
    raise ForeignLanguage(language=winner)


def _classify(text: str) -> str:
    import py3langid

    return str(py3langid.classify(text)[0])
