"""The measures of methodology section 6, as far as the material allows; where it has no times, words stand in.

Nothing that section 6 leaves out on purpose: no trust score, no sympathy, no emotion, no personality.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from statistics import median

from leitfrage.clarity import ClarityMap, Status
from leitfrage.coding import REFLECTIONS, Behaviour, CodedSegment
from leitfrage.coding.features import content_of, words_of
from leitfrage.conversation import Side
from leitfrage.listening.sequence import Talk, Turn
from leitfrage.listening.values import Measure
from leitfrage.wording import N_, Message

# Ratios need material (methodology section 6: 12 minutes of speech and 20 turns of the seller).
MIN_SECONDS = 12 * 60
MIN_TURNS = 20
WORDS_PER_MINUTE = 150  # spoken German and English lie around it; only used to estimate length without times
_EVIDENCE = 50
_REACH = 3  # customer turns in which a question still gets the credit for clarity (M-13)
_ECHO = 0.6
_RECENT = 4  # turns of both sides, so the customer's last two
_OWN = N_("our own starting value, no study behind it")
_UNITS = {"percent": N_("%"), "ratio": N_("to 1"), "turns": N_("turns in a row"), "seconds": N_("s"), "words": N_("words")}


def measures(talk: Talk, clarity: ClarityMap) -> tuple[Measure, ...]:
    """Give every measure in the order of its number; one that cannot be taken says why."""
    enough = _enough(talk)
    return tuple(take(talk, clarity, enough) for take in _ALL)


def _enough(talk: Talk) -> bool:
    seconds = sum(turn.words for turn in talk.turns) / WORDS_PER_MINUTE * 60
    if talk.timed:
        seconds = max(seconds, sum((u.end or 0) - (u.start or 0) for u in talk.coded.conversation.utterances))
    return seconds >= MIN_SECONDS and len(talk.seller_turns) >= MIN_TURNS


_SHORT = N_("The talk is too short for a ratio (12 minutes and 20 turns of the seller are needed); the counts: {counts}.")


def _ratio_note(enough: bool, counts: str) -> Message | None:
    return None if enough else Message.of(_SHORT, counts=counts)


def _ids(segments: tuple[CodedSegment, ...] | list[CodedSegment]) -> tuple[int, ...]:
    return tuple(each.id for each in segments[:_EVIDENCE])


def _talk_share(talk: Talk, _: ClarityMap, enough: bool) -> Measure:
    sides: Counter[Side] = Counter()
    if talk.timed:
        for utterance in talk.coded.conversation.utterances:
            sides[talk.coded.conversation.side_of(utterance.speaker)] += (utterance.end or 0) - (utterance.start or 0)  # type: ignore[assignment] # seconds
    else:
        for turn in talk.turns:
            sides[turn.side] += turn.words
    total = sides[Side.SELLER] + sides[Side.CUSTOMER]
    share = 100 * sides[Side.SELLER] / total if total else None
    return Measure(
        id="M-01",
        name=Message.of(N_("The seller's share of the talking")),
        value=share if enough else None,
        unit=Message.of(N_("% of the time") if talk.timed else N_("% of the words (the file has no usable times)")),
        n=len(talk.turns),
        range=(35, 50),
        source=Message.of(N_("Gong blog 2016 and 2025, 25,537 business calls; the vendor's own figures")),
        caveat=Message.of(
            N_("Correlation, not cause; a demonstration or an answered question needs more words. Never a goal in itself.")
        ),
        note=_ratio_note(enough, f"{sides[Side.SELLER]:.0f} : {sides[Side.CUSTOMER]:.0f}"),
    )


def _reflections_per_question(talk: Talk, _: ClarityMap, enough: bool) -> Measure:
    reflecting = [turn for turn in talk.seller_turns if turn.reflects]
    asking = [turn for turn in talk.seller_turns if turn.questions]
    return Measure(
        id="M-02",
        name=Message.of(N_("Turns that take something up, per turn with a question")),
        value=len(reflecting) / len(asking) if enough and asking else None,
        unit=Message.of(_UNITS["ratio"]),
        n=len(reflecting) + len(asking),
        range=(0.5, None),
        source=Message.of(
            N_(
                "MITI 4.2.1 counts 1 to 1 as fair and 2 to 1 as good in counselling; 0.5 for selling is our own starting value"
            )
        ),
        caveat=Message.of(N_("The thresholds are expert opinion for counselling; who never asks scores high.")),
        evidence=_ids([each for turn in reflecting for each in turn.does(*REFLECTIONS)]),
        note=_ratio_note(enough and bool(asking), f"{len(reflecting)} : {len(asking)}"),
    )


def _complex_share(talk: Talk, _: ClarityMap, enough: bool) -> Measure:
    simple = [each for turn in talk.seller_turns for each in turn.does(Behaviour.SIMPLE_REFLECTION)]
    deep = [each for turn in talk.seller_turns for each in turn.does(Behaviour.COMPLEX_REFLECTION)]
    total = len(simple) + len(deep)
    return Measure(
        id="M-03",
        name=Message.of(N_("Deepened among the simple and deepened reflections")),
        value=100 * len(deep) / total if enough and total >= 5 else None,
        unit=Message.of(_UNITS["percent"]),
        n=total,
        range=(40, None),
        source=Message.of(N_("MITI 4.2.1, counselling")),
        caveat=Message.of(N_("The least reliable of all MITI figures; a single talk says little. For your own trend only.")),
        evidence=_ids(deep),
        note=_ratio_note(enough and total >= 5, f"{len(deep)} : {len(simple)}"),
    )


def _open_share(talk: Talk, _: ClarityMap, enough: bool) -> Measure:
    opened = [each for each in talk.questions if each.behaviour == Behaviour.OPEN_QUESTION]
    total = len([each for each in talk.questions if each.behaviour != Behaviour.LEADING_QUESTION])
    return Measure(
        id="M-04",
        name=Message.of(N_("Open questions among the open and closed ones")),
        value=100 * len(opened) / total if enough and total else None,
        unit=Message.of(_UNITS["percent"]),
        n=total,
        range=(50, None),
        source=Message.of(N_("MITI 3, counselling; dropped from MITI 4")),
        caveat=Message.of(
            N_("A description, not a goal: for large sales Rackham found no difference between open and closed questions.")
        ),
        evidence=_ids(opened),
        note=_ratio_note(enough and bool(total), f"{len(opened)} : {total - len(opened)}"),
    )


def _question_rate(talk: Talk, _: ClarityMap, enough: bool) -> Measure:
    duration = talk.coded.conversation.duration_s if talk.timed else None
    words = sum(turn.words for turn in talk.turns)
    hours = duration / 3600 if duration else words / WORDS_PER_MINUTE / 60
    return Measure(
        id="M-05",
        name=Message.of(N_("Questions per hour")),
        value=len(talk.questions) / hours if enough and hours else None,
        unit=Message.of(N_("per hour") if duration else N_("per hour, the length estimated from 150 words a minute")),
        n=len(talk.questions),
        range=None,
        source=Message.of(N_("no reference; vendors name 11 to 14 questions for a half-hour first talk")),
        caveat=Message.of(N_("A number of questions is no quality.")),
        evidence=_ids(talk.questions),
        note=_ratio_note(enough, str(len(talk.questions))),
    )


def bursts(talk: Talk) -> list[tuple[Turn, ...]]:
    """Give the runs of seller turns that ask for facts with nothing taken up and no reason given in between (R-01)."""
    runs: list[list[Turn]] = [[]]
    for turn in talk.seller_turns:
        before = talk.before(turn)
        relieved = turn.reflects or bool(turn.does(Behaviour.TRANSPARENCY)) or (before is not None and before.asks_back)
        if relieved and runs[-1]:
            runs.append([])
        if turn.investigates and not relieved:
            runs[-1].append(turn)
        elif not turn.investigates and runs[-1]:
            runs.append([])
    return [tuple(run) for run in runs if run]


def _longest_burst(talk: Talk, _: ClarityMap, __: bool) -> Measure:
    longest = max(bursts(talk), key=len, default=())
    return Measure(
        id="M-06",
        name=Message.of(N_("Longest run of fact questions with nothing taken up")),
        value=float(len(longest)) if talk.seller_turns else None,
        unit=Message.of(_UNITS["turns"]),
        n=len(talk.seller_turns),
        range=(0, 2),
        source=Message.of(_OWN),
        caveat=Message.of(N_("Fine where both only clear up addresses and numbers.")),
        evidence=_ids([each for turn in longest for each in turn.questions]),
    )


def _longest_monologue(talk: Talk, _: ClarityMap, __: bool) -> Measure:
    turns = [turn for turn in talk.turns if turn.side == Side.SELLER]
    longest = max(turns, key=lambda turn: turn.words, default=None)
    before = talk.before(longest) if longest else None
    asked = bool(before and before.asks_back)
    seconds = None
    if (
        longest
        and talk.timed
        and longest.segments[0].segment.start is not None
        and longest.segments[-1].segment.end is not None
    ):
        seconds = longest.segments[-1].segment.end - longest.segments[0].segment.start
    words = longest.words if longest else 0
    limit = 120 if asked else 60
    return Measure(
        id="M-07",
        name=Message.of(N_("Longest stretch of the seller's talking")),
        value=(seconds if seconds is not None else float(words)) if turns else None,
        unit=Message.of(_UNITS["seconds" if seconds is not None else "words"]),
        n=len(turns),
        range=(0, limit) if seconds is not None else (0, limit * WORDS_PER_MINUTE / 60),
        source=Message.of(N_("a vendors' rule of thumb: a minute, two when the customer asked; words at 150 a minute")),
        caveat=Message.of(N_("The customer had asked before it.") if asked else N_("Fine as the answer to a question.")),
        evidence=_ids(longest.segments) if longest else (),
    )


def _latency(talk: Talk, _: ClarityMap, __: bool) -> Measure:
    gaps = []
    utterances = talk.coded.conversation.utterances
    sides = {speaker.name: speaker.side for speaker in talk.coded.conversation.speakers}
    for left, right in pairwise(utterances):
        if (
            sides[left.speaker] == Side.CUSTOMER
            and sides[right.speaker] == Side.SELLER
            and left.end is not None
            and right.start is not None
        ):
            gaps.append((right.start - left.end) * 1000)
    usable = talk.timed and len(gaps) >= 5
    return Measure(
        id="M-08",
        name=Message.of(N_("Pause before the seller answers (median)")),
        value=median(gaps) if usable else None,
        unit=Message.of(N_("ms")),
        n=len(gaps),
        range=(500, 2000),
        source=Message.of(
            N_(
                "people answer after about 200 ms (Levinson and Torreira 2015); waiting over 2.7 s changes answers (Rowe 1986); the range is our own"
            )
        ),
        caveat=Message.of(N_("Lines delay, captions round; only for recordings with exact times, never to compare people.")),
        note=None if usable else Message.of(N_("The file has no usable times for it.")),
    )


def _interruptions(talk: Talk, _: ClarityMap, __: bool) -> Measure:
    return Measure(
        id="M-09",
        name=Message.of(N_("Interruptions per minute of the customer's talking")),
        value=None,
        unit=Message.of(N_("per minute")),
        n=0,
        range=(0, 0.2),
        source=Message.of(_OWN),
        caveat=Message.of(N_("Talking at the same time is often friendly, and differs between cultures.")),
        note=Message.of(N_("Needs a recording with a channel for each speaker; a transcript cannot tell.")),
    )


_STYLE = {
    "de": {
        "articles": "der die das den dem des ein eine einen einem einer",
        "pronouns": "ich du er sie es wir ihr mich dich uns euch ihnen mir dir ihn ihm sich man",
        "prepositions": "in im an am auf aus bei mit nach von vom zu zum zur für über unter vor um durch ohne bis",
        "conjunctions": "und oder aber weil dass wenn ob denn sondern als",
        "auxiliaries": "ist sind war waren bin hat haben hatte habe wird werden kann können muss müssen soll sollen will wollen darf",
        "negations": "nicht kein keine keinen nie nichts nein",
        "particles": "halt eben ja doch mal schon denn auch noch nur so also",
    },
    "en": {
        "articles": "the a an",
        "pronouns": "i you he she it we they me him her us them my your our their this that",
        "prepositions": "in on at of to for from with about by over under before after into without until",
        "conjunctions": "and or but because that if whether as than so",
        "auxiliaries": "is are was were be been am has have had do does did will would can could must should may might",
        "negations": "not no never nothing none don't doesn't didn't won't can't isn't",
        "particles": "just well really quite actually still only also very pretty",
    },
}


def _style_matching(talk: Talk, _: ClarityMap, __: bool) -> Measure:
    language = talk.coded.conversation.language or "en"
    sides = {
        side: words_of(" ".join(turn.text for turn in talk.turns if turn.side == side))
        for side in (Side.SELLER, Side.CUSTOMER)
    }
    scores = []
    for words in _STYLE.get(language, {}).values():
        known = set(words.split())
        a, b = (
            sum(word in known for word in sides[side]) / max(len(sides[side]), 1) for side in (Side.SELLER, Side.CUSTOMER)
        )
        scores.append(1 - abs(a - b) / (a + b + 0.0001))
    fewest = min(len(words) for words in sides.values())
    usable = fewest >= 200 and bool(scores)
    return Measure(
        id="M-10",
        name=Message.of(N_("Likeness of the two sides' function words")),
        value=sum(scores) / len(scores) if usable else None,
        unit=Message.of(N_("0 to 1")),
        n=fewest,
        range=None,
        source=Message.of(N_("formula of language style matching, Ireland and Pennebaker 2010; the word lists are ours")),
        caveat=Message.of(N_("No proof of understanding: people also match in a quarrel. For your own trend only.")),
        note=None if usable else Message.of(N_("Each side would have to say at least 200 words.")),
    )


def _recent_words(talk: Talk, turn: Turn) -> frozenset[str]:
    lately = talk.turns[max(turn.at - _RECENT, 0) : turn.at]
    return frozenset[str]().union(*(each.content for each in lately if each.side == Side.CUSTOMER))


def _follow_ups(talk: Talk, _: ClarityMap, enough: bool) -> Measure:
    taken = []
    for turn in talk.seller_turns:
        recent = _recent_words(talk, turn)
        for each in turn.questions:
            own = content_of(each.text)
            if own & recent and len(own & recent) / len(own) <= _ECHO:
                taken.append(each)
    total = len(talk.questions)
    return Measure(
        id="M-11",
        name=Message.of(N_("Questions that take up the customer's last words")),
        value=100 * len(taken) / total if enough and total else None,
        unit=Message.of(_UNITS["percent"]),
        n=total,
        range=(40, None),
        source=Message.of(N_("idea after Huang et al. 2017 (follow-up questions in first talks); the range is our own")),
        caveat=Message.of(N_("Not from selling; a mere echo does not count, and counting words misses rewordings.")),
        evidence=_ids(taken),
        note=_ratio_note(enough and bool(total), f"{len(taken)} : {total}"),
    )


def _uptake(talk: Talk, _: ClarityMap, enough: bool) -> Measure:
    answering = [turn for turn in talk.seller_turns if turn.at]
    taking = [turn for turn in answering if turn.reflects or turn.content & _recent_words(talk, turn)]
    return Measure(
        id="M-12",
        name=Message.of(N_("Seller's turns that take up something the customer said")),
        value=len(taking) / len(answering) if enough and answering else None,
        unit=Message.of(N_("0 to 1")),
        n=len(answering),
        range=None,
        source=Message.of(N_("simple stand-in for uptake (Demszky et al. 2021): a word taken up, or a reflection")),
        caveat=Message.of(N_("Counts words, not understanding. For your own trend only.")),
        evidence=tuple(turn.segments[0].id for turn in taking[:_EVIDENCE]),
        note=_ratio_note(enough and bool(answering), f"{len(taking)} : {len(answering)}"),
    )


def gained_by_question(talk: Talk, clarity: ClarityMap) -> dict[int, int]:
    """Give, by question (segment id), the levels of clarity that rose in the three customer turns after it (M-13).

    Each rise is credited once, to the nearest question before it (first-rise rule).
    """
    turn_of = {each.id: turn for turn in talk.turns for each in turn.segments}
    level_of = {each.id: max((said.clarity for said in each.says), default=0) for each in talk.coded.segments}
    gained: dict[int, int] = {each.id: 0 for each in talk.questions}
    for item in clarity.items:
        if item.by != Side.CUSTOMER or item.status == Status.CONTRADICTED:
            continue
        best = 0
        for proof in item.evidence:
            level = min(level_of[proof.segment], item.level)
            if level <= best or turn_of[proof.segment].side != Side.CUSTOMER:
                continue
            at = turn_of[proof.segment].at
            asked = next(
                (each for turn in reversed(talk.turns[max(at - 2 * _REACH, 0) : at]) for each in reversed(turn.questions)),
                None,
            )
            if asked is not None:
                gained[asked.id] += level - best
            best = level
    return gained


def _clarity_gain(talk: Talk, clarity: ClarityMap, enough: bool) -> Measure:
    gained = gained_by_question(talk, clarity)
    total = len(gained)
    return Measure(
        id="M-13",
        name=Message.of(N_("Clarity gained per question")),
        value=sum(gained.values()) / total if enough and total else None,
        unit=Message.of(N_("levels per question")),
        n=total,
        range=(0.4, None),
        source=Message.of(_OWN),
        caveat=Message.of(
            N_("As good as the levels are; what the customer tells unasked counts for the question before it.")
        ),
        evidence=tuple(sorted((key for key in gained if gained[key]), key=lambda key: -gained[key])[:_EVIDENCE]),
        note=_ratio_note(enough and bool(total), f"{sum(gained.values())} : {total}"),
    )


def _coverage(_: Talk, clarity: ClarityMap, __: bool) -> Measure:
    return Measure(
        id="M-14",
        name=Message.of(N_("Dimensions that became concrete (level 2 or more)")),
        value=100 * clarity.coverage,
        unit=Message.of(N_("% of 11")),
        n=11,
        range=(60, None),
        source=Message.of(N_("our own starting value, meant for the time before an offer")),
        caveat=Message.of(N_("No checklist to be swept in one talk; some dimensions may not apply.")),
    )


def _confirmed(_: Talk, clarity: ClarityMap, __: bool) -> Measure:
    clear = [item for item in clarity.items if item.level >= 3 and item.status != Status.CONTRADICTED]
    confirmed = [item for item in clear if item.status == Status.CONFIRMED]
    return Measure(
        id="M-15",
        name=Message.of(N_("Confirmed among what is clear (level 3 or more)")),
        value=100 * len(confirmed) / len(clear) if len(clear) >= 3 else None,
        unit=Message.of(_UNITS["percent"]),
        n=len(clear),
        range=(70, None),
        source=Message.of(_OWN),
        caveat=Message.of(N_("Summing up too much is a nuisance.")),
        evidence=tuple(item.evidence[-1].segment for item in confirmed[:_EVIDENCE]),
        note=None if len(clear) >= 3 else Message.of(N_("Fewer than three matters are clear enough to be confirmed.")),
    )


def _quotes_in_summaries(talk: Talk, _: ClarityMap, __: bool) -> Measure:
    summaries = [each for turn in talk.seller_turns for each in turn.does(Behaviour.SUMMARY)]
    said: set[str] = set()
    own: list[tuple[frozenset[str], frozenset[str]]] = []
    for each in talk.coded.segments:
        if each.side == Side.CUSTOMER:
            said |= content_of(each.text)
        elif each.behaviour == Behaviour.SUMMARY:
            own.append((content_of(each.text), frozenset(said)))
    total = sum(len(words) for words, _ in own)
    quoted = sum(len(words & before) for words, before in own)
    return Measure(
        id="M-17",
        name=Message.of(N_("The customer's own words in the summaries")),
        value=100 * quoted / total if total >= 10 else None,
        unit=Message.of(N_("% of the content words")),
        n=total,
        range=(50, None),
        source=Message.of(_OWN),
        caveat=Message.of(N_("Not meant for tidy written follow-ups.")),
        evidence=_ids(summaries),
        note=None if total >= 10 else Message.of(N_("There was no summary, or hardly one.")),
    )


_ALL: tuple[Callable[[Talk, ClarityMap, bool], Measure], ...] = (
    _talk_share,
    _reflections_per_question,
    _complex_share,
    _open_share,
    _question_rate,
    _longest_burst,
    _longest_monologue,
    _latency,
    _interruptions,
    _style_matching,
    _follow_ups,
    _uptake,
    _clarity_gain,
    _coverage,
    _confirmed,
    _quotes_in_summaries,
)
