"""The rules of methodology section 5 that a finished talk can be held against, as observations with their places.

Observations name words and turns. They do not judge a person, and they say nothing about anyone's feelings or motives.
Rules that steer what to ask next (R-08, R-11, R-12, R-16) live with the guide; R-07 needs exact times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from leitfrage.clarity import ClarityMap
from leitfrage.coding import QUESTIONS, REFLECTIONS, Behaviour, Dimension
from leitfrage.conversation import Side
from leitfrage.listening.measures import bursts
from leitfrage.listening.sequence import Talk, Turn, is_investigative
from leitfrage.listening.values import Observation
from leitfrage.promises import Promise
from leitfrage.wording import N_, Message

Q_MAX = 2
INVESTIGATIVE_SHARE = 0.6
INVESTIGATIVE_WINDOW = 8
PITCH_WORDS = 60
SUM_EVERY = 8
PERMISSION_TURNS = 6
SHORT_ANSWER = 5
SHORT_ANSWERS = 3
_WORRIES = frozenset({Dimension.RISK, Dimension.OBSTACLE})
_TOUCHY = frozenset({Dimension.INFLUENCER, Dimension.IMPLEMENTER, Dimension.ALTERNATIVE, Dimension.RISK})
_MOST_PLACES = 12

Rule = Callable[[Talk, ClarityMap, tuple[Promise, ...]], Iterator[Observation]]


def observations(talk: Talk, clarity: ClarityMap, promised: tuple[Promise, ...]) -> tuple[Observation, ...]:
    """Give what the rules found, strengths among them, in the order of the rules."""
    return tuple(found for rule in _RULES for found in rule(talk, clarity, promised))


def _observe(
    rule: str,
    text: str,
    segments: list[int] | tuple[int, ...],
    *,
    strength: bool = False,
    experiment: str | None = None,
    **facts: int | str,
) -> Observation:
    return Observation(
        rule=rule,
        text=Message.of(text, **facts),
        segments=tuple(dict.fromkeys(segments))[:_MOST_PLACES],
        strength=strength,
        experiment=Message.of(experiment) if experiment else None,
    )


def _worried(turn: Turn) -> bool:
    return any(said.dimension in _WORRIES for each in turn.segments for said in each.says)


def _interrogation(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    long = [run for run in bursts(talk) if len(run) > Q_MAX]
    if long:
        run = max(long, key=len)
        yield _observe(
            "R-01",
            N_("{n} turns in a row asked for facts, with nothing taken up in between."),
            [each.id for turn in run for each in turn.questions],
            n=len(run),
            experiment=N_("After two questions, give back what you have heard in one sentence, and wait."),
        )


def _one_sided(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    questions = talk.questions
    for start in range(len(questions) - INVESTIGATIVE_WINDOW + 1):
        window = questions[start : start + INVESTIGATIVE_WINDOW]
        facts = [each.id for each in window if is_investigative(each)]
        if len(facts) / INVESTIGATIVE_WINDOW > INVESTIGATIVE_SHARE:
            yield _observe(
                "R-02",
                N_("{n} of 8 questions in a row were after facts."),
                facts,
                n=len(facts),
                experiment=N_(
                    "Replace one fact question by a question through another person's eyes, or for what has worked before."
                ),
            )
            return


def _stacked(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    piled = [turn for turn in talk.seller_turns if len(turn.questions) >= 2]
    if len(piled) >= 2:
        yield _observe(
            "R-03",
            N_("Turns with several questions at once: {n}."),
            [each.id for turn in piled for each in turn.questions],
            n=len(piled),
            experiment=N_("Ask one question a turn: the one that matters more to you."),
        )


def _unasked(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    places = []
    for turn in talk.seller_turns:
        advice = turn.does(Behaviour.ADVICE)
        if not advice:
            continue
        before = talk.before(turn)
        lately = talk.turns[max(turn.at - PERMISSION_TURNS, 0) : turn.at + 1]
        permitted = any(each.does(Behaviour.TRANSPARENCY) for each in lately)
        if not permitted and not (before and before.asks_back):
            places += [each.id for each in advice]
    if places:
        yield _observe(
            "R-04",
            N_("Advice that nobody had asked for, given without asking whether it was welcome: {n}."),
            places,
            n=len(places),
            experiment=N_("Before the next advice ask: may I suggest something? And mean it."),
        )


def _reasons(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    opening = [each for turn in talk.seller_turns[:8] for each in turn.does(Behaviour.TRANSPARENCY)]
    if opening:
        yield _observe(
            "R-05", N_("You said early on what your questions are for."), [each.id for each in opening], strength=True
        )
        return
    touchy = [each.id for each in talk.questions if each.move and set(each.move.targets) & _TOUCHY]
    if len(talk.questions) >= 5 and touchy:
        yield _observe(
            "R-05",
            N_(
                "Nowhere at the start was it said what the questions are for, not even before questions about people and options."
            ),
            touchy,
            experiment=N_("Give the reason once before you ask about people, money or options: I ask because …"),
        )


def _taken_up(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    reflections = [each.id for turn in talk.seller_turns for each in turn.does(*REFLECTIONS)]
    asking = [turn for turn in talk.seller_turns if turn.questions]
    if len(reflections) >= 3 and len(reflections) >= 0.5 * len(asking):
        yield _observe(
            "R-06",
            N_("You took up {n} times what the customer had said, before going on."),
            reflections,
            n=len(reflections),
            strength=True,
        )


def _summed_up(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    summaries = [each.id for turn in talk.seller_turns for each in turn.does(Behaviour.SUMMARY)]
    full = [turn for turn in talk.customer_turns if any(each.says for each in turn.segments)]
    if summaries:
        yield _observe("R-09", N_("You gathered what had been said and gave it back."), summaries, strength=True)
    elif len(full) >= SUM_EVERY:
        yield _observe(
            "R-09",
            N_("The customer told something of substance in {n} turns, and nothing was summed up."),
            [each.id for turn in full[SUM_EVERY - 1 : SUM_EVERY + 1] for each in turn.segments if each.says],
            n=len(full),
            experiment=N_("Half way through, sum up in the customer's words and ask: what should I correct?"),
        )


def _objections(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    countered, heard = [], []
    for before, after in pairwise(talk.turns):
        if before.side != Side.CUSTOMER or after.side != Side.SELLER or not _worried(before):
            continue
        if after.reflects and not after.does(Behaviour.DISMISSAL):
            heard += [each.id for each in after.does(*REFLECTIONS)]
        elif dismissed := after.does(Behaviour.DISMISSAL, Behaviour.PRESSURE):
            countered += [before.segments[-1].id, *(each.id for each in dismissed)]
    if countered:
        yield _observe(
            "R-13",
            N_("A worry of the customer was countered at once; cases: {n}."),
            countered,
            n=sum(talk.coded.segments[place].side == Side.SELLER for place in countered),
            experiment=N_(
                "At the next worry: first give it back in the customer's words, then ask about it, and only then answer."
            ),
        )
    if len(heard) >= 2:
        yield _observe("R-13", N_("Worries of the customer were taken up before they were answered."), heard, strength=True)


def _early_pitch(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    levels = {Dimension.GOAL: 0, Dimension.CRITERION: 0}
    for turn in talk.turns:
        if turn.side == Side.CUSTOMER:
            for each in turn.segments:
                for said in each.says:
                    if said.dimension in levels:
                        levels[said.dimension] = max(levels[said.dimension], said.clarity)
            continue
        if min(levels.values()) >= 2:
            return
        product = turn.does(Behaviour.PITCH, Behaviour.INFORMATION)
        words = sum(len(each.text.split()) for each in product)
        before = talk.before(turn)
        asked = (before is not None and before.asks_back) or bool(turn.does(Behaviour.TRANSPARENCY))
        if turn.does(Behaviour.PITCH) and words > PITCH_WORDS and not asked:
            yield _observe(
                "R-14",
                N_("The own offer was presented in {n} words before goal and criteria were clear."),
                [each.id for each in product],
                n=words,
                experiment=N_("Hold the offer back until you could say in the customer's words what it must do."),
            )
            return


def _pressing(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    leading = [each.id for turn in talk.seller_turns for each in turn.does(Behaviour.LEADING_QUESTION)]
    if leading:
        yield _observe(
            "R-10",
            N_("Questions that carried the wanted answer in them: {n}."),
            leading,
            n=len(leading),
            experiment=N_("Ask the same thing so that a no is as easy as a yes."),
        )
    pressing = [each.id for turn in talk.seller_turns for each in turn.does(Behaviour.PRESSURE)]
    if pressing:
        yield _observe(
            "R-16",
            N_("Sentences that pushed for a decision: {n}."),
            pressing,
            n=len(pressing),
            experiment=N_("Say once, and plainly, that a no is fine too."),
        )


def _free_to_decide(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    free = [each.id for turn in talk.seller_turns for each in turn.does(Behaviour.AUTONOMY)]
    honest = [each.id for turn in talk.seller_turns for each in turn.does(Behaviour.HONESTY)]
    if honest:
        yield _observe(
            "R-16", N_("You named a limit of your own offer, or something that you do not know."), honest, strength=True
        )
    if free:
        yield _observe("R-16", N_("You said plainly that the customer decides."), free, strength=True)


def _undated(talk: Talk, _: ClarityMap, promised: tuple[Promise, ...]) -> Iterator[Observation]:
    own = [each for each in promised if each.by == Side.SELLER]
    undated = [each.segment for each in own if not each.due_text]
    if undated:
        yield _observe(
            "R-17",
            N_("Promises without a date: {n} of {all}."),
            undated,
            n=len(undated),
            all=len(own),
            experiment=N_("Say a day with every promise, and write it down in front of the customer."),
        )
    elif own:
        yield _observe("R-17", N_("Every promise that you made has a date."), [each.segment for each in own], strength=True)


def _unanswered(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    places = []
    for turn in talk.customer_turns:
        answer = talk.after(turn)
        if not turn.asks_back or answer is None or len(turn.segments[-1].text.split()) < 3:
            continue
        only_asks = all(each.behaviour in QUESTIONS for each in answer.segments)
        if only_asks:
            places += [turn.segments[-1].id, answer.segments[0].id]
    if places:
        yield _observe(
            "R-18",
            N_("A question of the customer was met by a question; cases: {n}."),
            places,
            n=len(places) // 2,
            experiment=N_("Answer first, or say why you would rather answer later; then ask."),
        )


def _shrinking(talk: Talk, _: ClarityMap, __: tuple[Promise, ...]) -> Iterator[Observation]:
    turns = talk.customer_turns
    for at in range(SHORT_ANSWERS, len(turns) - SHORT_ANSWERS + 1):
        run = turns[at : at + SHORT_ANSWERS]
        earlier = [turn.words for turn in turns[max(at - 4, 0) : at]]
        asked = [before for turn in run if (before := talk.before(turn)) and before.questions]
        if all(turn.words < SHORT_ANSWER for turn in run) and sum(earlier) / len(earlier) >= 12 and len(asked) == len(run):
            yield _observe(
                "R-19",
                N_("The customer's answers became very short, three in a row, and questions went on."),
                [each.id for turn in run for each in turn.segments],
                experiment=N_("When answers get short, do not ask on: give back what you heard, or offer a pause."),
            )
            return


def _ending(talk: Talk, _: ClarityMap, promised: tuple[Promise, ...]) -> Iterator[Observation]:
    last = talk.seller_turns[-max(len(talk.seller_turns) // 5, 4) :]
    if len(talk.seller_turns) < 10:
        return
    gathered = [each.id for turn in last for each in turn.does(Behaviour.SUMMARY)]
    agreed = [each.segment for each in promised if each.segment >= last[0].ids[0]]
    if gathered and agreed:
        yield _observe("R-20", N_("The talk ended with a summary and agreed steps."), [*gathered, *agreed], strength=True)
    elif not gathered:
        yield _observe(
            "R-20",
            N_("The talk ended without a summary of what was understood."),
            list(last[-1].ids),
            experiment=N_("Before you part: what I take with me, what is still open, what did I miss?"),
        )


_RULES: tuple[Rule, ...] = (
    _interrogation,
    _one_sided,
    _stacked,
    _unasked,
    _reasons,
    _taken_up,
    _summed_up,
    _pressing,
    _objections,
    _early_pitch,
    _free_to_decide,
    _undated,
    _unanswered,
    _shrinking,
    _ending,
)
