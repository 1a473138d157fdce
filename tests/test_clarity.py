"""The map: what becomes one item, who can raise a level, what is confirmed, contradicted, missing."""

from __future__ import annotations

from leitfrage.clarity import ClarityMap, Item, Status, clarity_map, core, short
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from tests.coded import coded, customer, seller


def only(clarity: ClarityMap, dimension: Dimension) -> Item:
    (item,) = (each for each in clarity.items if each.dimension == dimension)
    return item


def test_the_same_matter_said_twice_is_one_item_with_both_quotes_and_the_better_level() -> None:
    clarity = clarity_map(
        coded(
            customer("Die Angebote sollen halt schneller raus.", ("goal", 1)),
            seller("Wie viel schneller?", "open_question", "goal"),
            customer("Die Angebote sollen in zwei Tagen raus sein.", ("goal", 3)),
        )
    )
    goal = only(clarity, Dimension.GOAL)
    assert goal.level == 3
    assert [each.segment for each in goal.evidence] == [0, 2]
    assert "zwei Tagen" in goal.label


def test_different_matters_stay_apart() -> None:
    clarity = clarity_map(
        coded(
            customer("Die Angebote sollen in zwei Tagen raus sein.", ("goal", 3)),
            customer("Und die Lehrlinge sollen abends um fünf daheim sein.", ("goal", 3)),
        )
    )
    assert len(clarity.of(Dimension.GOAL)) == 2


def test_a_verifiable_matter_that_was_given_back_and_affirmed_is_confirmed() -> None:
    clarity = clarity_map(
        coded(
            customer("Unter zwei Tagen müssen die Angebote beim Kunden sein.", ("criterion", 3)),
            seller("Also unter zwei Tagen, dann ist das Angebot beim Kunden.", "simple_reflection"),
            customer("Ja, genau so.", ("criterion", 4)),
        )
    )
    item = only(clarity, Dimension.CRITERION)
    assert (item.level, item.status) == (4, Status.CONFIRMED)


def test_a_concrete_matter_that_was_confirmed_stays_concrete() -> None:
    clarity = clarity_map(
        coded(
            customer("Die Kollegen sollen nicht mehr doppelt tippen.", ("criterion", 2)),
            seller("Kein doppeltes Tippen für die Kollegen.", "simple_reflection"),
            customer("Genau.", ("criterion", 4)),
        )
    )
    item = only(clarity, Dimension.CRITERION)
    assert (item.level, item.status) == (2, Status.CONFIRMED)


def test_what_the_seller_brought_in_stays_hinted_and_is_marked_as_the_sellers() -> None:
    clarity = clarity_map(
        coded(
            seller("Mit unserem Modul sparen Sie die doppelte Erfassung.", "pitch"),
            customer("Das wär praktisch.", ("criterion", 1)),
        )
    )
    item = only(clarity, Dimension.CRITERION)
    assert (item.level, item.by, item.status) == (1, Side.SELLER, Status.ACKNOWLEDGED)
    assert [each.segment for each in item.evidence] == [0, 1]


def test_affirming_what_nobody_had_said_confirms_nothing() -> None:
    clarity = clarity_map(
        coded(
            seller("Ihnen geht es also um den Preis der Ersatzteile.", "complex_reflection"),
            customer("Ja.", ("criterion", 4)),
        )
    )
    item = only(clarity, Dimension.CRITERION)
    assert (item.level, item.by) == (1, Side.SELLER)


def test_a_plain_correction_contradicts_the_older_statement() -> None:
    clarity = clarity_map(
        coded(
            customer("Wir wollen die Angebote in zwei Tagen fertig haben.", ("goal", 3)),
            seller("Zwei Tage.", "simple_reflection"),
            customer("Stimmt nicht, was ich vorhin sagte, die Angebote wollen wir in vier Tagen fertig haben.", ("goal", 3)),
        )
    )
    older, newer = clarity.items
    assert (older.status, older.level) == (Status.CONTRADICTED, 1)
    assert newer.level == 3
    assert clarity.of(Dimension.GOAL) == (newer,)


def test_links_and_gaps() -> None:
    clarity = clarity_map(
        coded(
            customer("Wir wollen die Angebote in zwei Tagen rausschicken.", ("goal", 3)),
            customer("Oder wir bauen uns das mit dem Neffen selber.", ("alternative", 2)),
            customer("Wenn wir es selber bauen und der Neffe geht, stehen wir da.", ("risk", 2)),
            customer("Es gäbe auch noch die Firma aus Kassel.", ("alternative", 2)),
        )
    )
    risk = only(clarity, Dimension.RISK)
    own, kassel = clarity.of(Dimension.ALTERNATIVE)
    assert risk.about == (own.id,)
    rules = [(gap.rule, gap.items) for gap in clarity.gaps]
    goal = only(clarity, Dimension.GOAL)
    assert ("REQ-07", (goal.id,)) in rules
    assert ("REQ-17", (kassel.id,)) in rules
    assert ("REQ-17", (own.id,)) not in rules
    assert any(rule == "REQ-17" and not items for rule, items in rules), "our own offer's dangers are missed too"


def test_a_measure_has_owner_and_date() -> None:
    clarity = clarity_map(coded(customer("Ich rede bis Freitag mit Frau Kern aus der Kalkulation.", ("measure", 3))))
    item = only(clarity, Dimension.MEASURE)
    assert item.owner == "Ich"
    assert str(item.due) == "2026-11-27"


def test_open_dimensions_and_coverage() -> None:
    clarity = clarity_map(coded(customer("Bis Ende März muss es laufen.", ("timeline", 3))))
    assert Dimension.TIMELINE not in clarity.open
    assert len(clarity.open) == 10
    assert clarity.coverage == 1 / 11


def test_spans_are_verbatim_and_short() -> None:
    text = "Ja also, äh, die Angebote sollen schneller raus, weil der Kunde sonst beim Nachbarn bestellt, oder so."
    assert core(text) in text
    assert short(text, 8) == "die Angebote sollen schneller raus"
    assert core("Ja.") == "Ja."


def test_a_yes_or_no_to_a_question_puts_nothing_on_the_map() -> None:
    talk = coded(
        seller("Habe ich etwas vergessen?", "closed_question", "criterion"),
        customer("Nein, glaub nicht, genau so.", ("criterion", 4)),
    )
    assert clarity_map(talk).items == ()
