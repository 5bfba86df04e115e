from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import MOON

from bot import metrics
from bot.answer import Answer, Citation
from bot.estimates import MEANING, NAMES, Array, aurc, coverage_95, curve, estimate, printed, summary
from bot.gold import Gold
from bot.metrics import METRICS, Case
from bot.question import Question
from index.dates import Context, parse_iso
from index.errors import TimelineError
from index.types import Event

EVENTS = {event.id: event for event in MOON}
DATES = Context(period=parse_iso("1961").hull(parse_iso("1972")))


def cite(n: int, id: str, start: int = 0, end: int | None = None) -> Citation:
    event = EVENTS[id]
    return Citation(n, event, start, len(event.text) if end is None else end)


def answered(short: str, *lines: str, cites: tuple[str, ...] = ("landing",), confidence: float = 0.9) -> Answer:
    return Answer(Question("?"), lines or (f"{short}. [1]",), short, tuple(cite(n, id) for n, id in enumerate(cites, 1)), confidence=confidence)


REFUSED = Answer(Question("?"), ("The timeline does not say.",), reason="not-stated")


def case(answer: Answer | None, *, reach: int | None = None, ranked: tuple[str, ...] = (), **gold: tuple[object, ...]) -> Case:
    facts = tuple(tuple(str(fact).split("|")) for fact in gold.pop("facts", ()))
    answers, events = (tuple(map(str, gold.get(field, ()))) for field in ("answers", "events"))
    one = Gold("q", "?", "who", bool(answers or facts or events), answers=answers, facts=facts, events=events, reach=reach)
    return Case(one, answer, 1.0, ranked, EVENTS, DATES)


# --- what stands where ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Crew's Moon, at last!", "crew s moon at last"),
        ("Ahmad al-Oudeh", "ahmad al oudeh"),
        ("Erdoğan", "erdogan"),
        ("1,500 of 12,000,000 in 3,14", "1500 of 12000000 in 3 14"),
    ],
)
def test_texts_are_compared_as_small_tokens_without_articles(text: str, expected: str) -> None:
    assert " ".join(metrics.tokens(text)) == expected


def test_a_text_stands_in_another_only_as_whole_words_side_by_side() -> None:
    assert metrics.runs("the Moon", "a moon landing")
    assert not metrics.runs("moon", "moonlight")
    assert not metrics.runs("two crew", "two men of the crew")
    assert not metrics.runs("...", "...")


@pytest.mark.parametrize(
    ("wanted", "text", "expected"),
    [
        ("1969-07-20", "It landed on 20 July 1969.", True),
        ("20 July 1969", "on July 20, 1969", True),
        ("20 July", "on 1969-07-20", False),  # 1961 is the first July that the context offers
        ("July 1969", "on the evening of 20 July 1969", True),
        ("20 July 1969", "in July 1969", False),
        ("1969", "on 20 July 1969", True),
        ("1969-07-20", "21 July 1969", False),
    ],
)
def test_a_date_stands_in_any_form_and_may_be_more_exact(wanted: str, text: str, expected: bool) -> None:
    assert metrics.stands(wanted, [text], DATES) is expected


def test_a_bare_number_is_a_year_only_where_the_timeline_has_it() -> None:
    assert metrics.as_date("1969", DATES) == parse_iso("1969")
    assert metrics.as_date("1500", DATES) is None
    assert metrics.as_date("20 July 1969 in Houston", DATES) is None


# --- right ----------------------------------------------------------------------------------------------------------


def test_an_acceptable_answer_stands_in_the_short_answer_or_the_first_line() -> None:
    assert metrics.right(case(answered("Two men of the crew"), answers=("two men",))) == 1
    assert metrics.right(case(answered("", "It was two men. [1]", "They came back. [1]"), answers=("two men",))) == 1
    assert metrics.right(case(answered("", "They came back. [1]", "It was two men. [1]"), answers=("two men",))) == 0
    assert metrics.right(case(answered("Three men"), answers=("two men", "a pair"))) == 0


def test_in_other_peoples_sets_it_may_stand_within_their_reach() -> None:
    late = answered("", "They came back. [1]", "It was two men. [1]")
    assert metrics.right(case(late, answers=("two men",), reach=700)) == 1
    assert metrics.right(case(late, answers=("two men",), reach=20)) == 0


def test_marks_are_no_words() -> None:
    assert metrics.right(case(answered("", "It was two [1] men."), answers=("two men",))) == 1
    assert metrics.right(case(answered("", "It was two men. [1]"), answers=("1",))) == 0


@pytest.mark.parametrize(
    ("short", "line", "wanted", "expected"),
    [
        ("3 times", "On 5 December, 3 times. [1]", "5", 0),
        ("5 times", "On 3 December, 5 times. [1]", "5", 1),
        ("", "It happened 5 times. [1]", "5", 1),
        ("Yes", "No rocket left before. [1]", "no", 0),
        ("No", "Yes was never said. [1]", "no", 1),
        ("The launch", "It was (b). [1]", "b", 0),
        ("(b)", "It was the launch. [1]", "b", 1),
    ],
)
def test_what_stands_in_many_a_sentence_has_to_be_the_short_answer(short: str, line: str, wanted: str, expected: int) -> None:
    assert metrics.right(case(answered(short, line), answers=(wanted,))) == expected


def test_required_facts_are_required_beside_an_acceptable_answer() -> None:
    good = answered("Two men", "Two men landed on 20 July 1969. [1]")
    assert metrics.right(case(good, answers=("two men",), facts=("20 July 1969",))) == 1
    assert metrics.right(case(good, answers=("two men",), facts=("21 July 1969",))) == 0
    assert metrics.right(case(good, answers=("three men",), facts=("20 July 1969",))) == 0


def test_a_fact_may_stand_in_what_is_cited_in_any_of_its_wordings() -> None:
    bare = answered("Yes", "Yes. [1]")
    assert metrics.facts(case(bare, facts=("1969-07-20", "a pair|two men", "cheese"))) == 2 / 3
    assert metrics.facts(case(REFUSED, facts=("not say",))) == 0


def test_with_gold_events_alone_citing_one_is_right() -> None:
    assert metrics.right(case(answered("x"), events=("landing", "launch"))) == 1
    assert metrics.right(case(answered("x"), events=("launch",))) == 0


def test_what_cannot_be_answered_is_right_when_refused() -> None:
    assert [metrics.right(case(answer)) for answer in (REFUSED, answered("x"), None)] == [1, 0, 0]
    assert [metrics.false_answers(case(answer)) for answer in (REFUSED, answered("x"), None)] == [0, 1, 1]


def test_a_refusal_or_a_missing_answer_is_wrong_by_every_metric_of_an_answerable_question() -> None:
    for answer in (REFUSED, None):
        gold = case(answer, answers=("two men",), facts=("20 July 1969",), events=("landing",))
        values = {name: metric(gold) for name, metric in METRICS.items()}
        assert values.pop("false_refusals") == 1
        assert {name for name, value in values.items() if value is None} == {"refused", "false_answers", "verbatim"}
        assert not any(values.values())


def test_a_question_without_gold_of_a_sort_is_left_out_of_its_metric() -> None:
    gold = case(answered("x"), answers=("x",))
    values = {name: metric(gold) for name, metric in METRICS.items()}
    assert {name for name, value in values.items() if value is not None} == {"right", "exact", "f1", "verbatim", "false_refusals"}


# --- short answers, dates, citations ----------------------------------------------------------------------------------


def test_exact_and_f1_are_those_of_squad() -> None:
    given = answered("the two brave men")
    assert metrics.exact(case(given, answers=("two brave men",))) == 1
    assert metrics.exact(case(given, answers=("two men",))) == 0
    precision, recall = 2 / 3, 2 / 2
    assert metrics.f1(case(given, answers=("cheese", "two men"))) == pytest.approx(2 * precision * recall / (precision + recall))


def test_a_date_is_exact_when_it_is_as_precise_as_it_is_known() -> None:
    def date(short: str, answers: tuple[str, ...], facts: tuple[str, ...] = ()) -> float | None:
        return metrics.date(case(answered(short), answers=answers, facts=facts))

    assert date("20 July 1969", answers=("1969-07-20", "July 20, 1969")) == 1
    assert date("20 July 1969", answers=("July 1969",)) == 0, "more exact than the source"
    assert date("July 1969", answers=("20 July 1969",)) == 0
    assert date("evening of 20 July 1969", answers=("20 July 1969",)) == 0
    assert date("two men", answers=("two men",), facts=("20 July 1969",)) == 1, "it stands in the date of what is cited"
    assert date("two men", answers=("two men",)) is None
    launch = case(answered("16 July 1969"), answers=("July 1969",), events=("launch",))
    assert metrics.date(launch) == 1, "the gold is coarser than the event, and the event's own date is exact too"
    assert date("two men", answers=("two men", "20 July 1969")) is None, "it may be answered without a date"


def test_citations_are_judged_line_by_line_as_in_alce() -> None:
    lines = ("Two men landed. [1]", "They came back. [2]", "The rocket left [1][3].", "All of this was in July.")
    answer = answered("x", *lines, cites=("landing", "return", "launch"))
    gold = case(answer, events=("landing", "launch"))
    assert metrics.citation_recall(gold) == 2 / 4, "the second line cites another event, the last one cites none"
    assert metrics.citation_precision(gold) == 3 / 4
    assert metrics.cited(gold) == 1
    assert metrics.right_and_cited(case(answered("x"), answers=("x",), events=("launch",))) == 0


def test_a_quote_is_verbatim_when_the_index_holds_it_so() -> None:
    landing = EVENTS["landing"]
    altered = Event("landing", landing.text.replace("Two", "Three"), landing.when)
    stranger = Event("nowhere", landing.text, landing.when)
    for citation, expected in (
        (cite(1, "landing", 4, 7), 1),
        (Citation(1, altered, 0, 5), 0),
        (Citation(1, altered, 6, 9), 0),
        (Citation(1, stranger, 0, 3), 0),
        (Citation(1, landing, 3, 3), 0),
        (Citation(1, landing, -4, -1), 0),
        (Citation(1, landing, 0, 1000), 0),
    ):
        assert metrics.verbatim(case(Answer(Question("?"), ("x [1]",), "x", (citation,)), answers=("x",))) == expected


def test_search_is_measured_by_event_with_ir_measures() -> None:
    gold = case(answered("x"), events=("landing", "return"), ranked=("launch", "landing", "speech", "return"))
    ideal = 1 / math.log2(2) + 1 / math.log2(3)
    assert metrics.ndcg_10(gold) == pytest.approx((1 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert (metrics.recall_5(gold), metrics.mrr(gold)) == (1, 1 / 2)
    eleventh = (*(str(n) for n in range(10)), "landing")
    assert metrics.ndcg_10(case(None, events=("landing",), ranked=eleventh)) == 0
    assert metrics.mrr(case(None, events=("landing",), ranked=eleventh)) == 1 / 11


def test_without_ir_measures_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ir_measures", None)
    with pytest.raises(TimelineError, match="pip install ir-measures"):
        metrics.mrr(case(REFUSED, events=("landing",)))


# --- many questions -------------------------------------------------------------------------------------------------


def array(*values: float) -> Array:
    return np.array(values, np.float64)


def test_the_curve_has_a_point_wherever_a_threshold_can_be_set() -> None:
    thresholds, coverage, risk = curve(array(0.5, 0.9, 0.5, 0.2), array(1, 0, 0, 1))
    assert thresholds.tolist() == [0.9, 0.5, 0.2]
    assert coverage.tolist() == [1 / 4, 3 / 4, 1]
    assert risk.tolist() == [0, 1 / 3, 2 / 4]


def test_aurc_is_the_mean_risk_over_coverages_and_takes_ties_in_no_order() -> None:
    assert aurc(array(0.9, 0.5, 0.2), array(0, 1, 0)) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    for error in (array(1, 0, 1), array(1, 1, 0)):
        assert aurc(array(0.9, 0.7, 0.7), error) == pytest.approx((1 / 1 + 1.5 / 2 + 2 / 3) / 3)


def test_samples_are_measured_side_by_side() -> None:
    confidence, error = array(0.9, 0.5, 0.5, 0.2), array(0, 1, 0, 1)
    samples = np.array([[0, 1, 2, 3], [3, 3, 3, 3], [2, 0, 0, 1]])
    for statistic in (aurc, coverage_95):
        apart = [statistic(confidence[rows], error[rows]).item() for rows in samples]
        assert statistic(confidence[samples], error[samples]).tolist() == pytest.approx(apart)


def test_coverage_is_the_largest_share_that_keeps_the_precision() -> None:
    confidence = np.linspace(1, 0, 40)
    error = np.zeros(40)
    error[[19, 30, 31]] = 1
    assert coverage_95(confidence, error) == 30 / 40, "1 wrong of 20 is 95%, and so is 1 of 30; from the 31st on it is less: 2/31"
    assert coverage_95(array(0.9, 0.8), array(1, 1)) == 0


def test_a_bot_that_always_abstains_looks_as_bad_as_it_is() -> None:
    cases = [case(REFUSED, answers=("x",), events=("landing",)), case(REFUSED, answers=("y",), events=("launch",)), case(REFUSED)]
    found = summary(cases, [{name: metric(one) for name, metric in METRICS.items()} for one in cases])
    assert {name: found[name].value for name in ("right_and_cited", "refused", "false_refusals", "aurc", "coverage_95")} == {
        "right_and_cited": 0,
        "refused": 1,
        "false_refusals": 1,
        "aurc": 1,
        "coverage_95": 0,
    }
    assert "verbatim" not in found, "nothing was quoted"


def test_an_answer_to_what_cannot_be_answered_is_an_error_at_its_confidence() -> None:
    cases = [case(answered("x", confidence=0.9), answers=("x",)), case(answered("x", confidence=0.4)), case(REFUSED)]
    found = summary(cases, [{name: metric(one) for name, metric in METRICS.items()} for one in cases])
    assert found["coverage_95"].value == 1 / 3
    assert found["aurc"].value == pytest.approx((0 + 1 / 2 + 2 / 3) / 3)


def test_the_interval_is_that_of_the_bootstrap_and_the_same_every_time() -> None:
    values = array(*([1.0] * 80 + [0.0] * 20))
    found = estimate([values])
    assert found == estimate([values])
    assert (found.value, found.n) == (0.8, 100)
    spread = 1.96 * math.sqrt(0.8 * 0.2 / 100)
    assert (found.low, found.high) == pytest.approx((0.8 - spread, 0.8 + spread), abs=0.02)
    alone = estimate([array(1.0)])
    assert (alone.low, alone.high) == (1, 1)


def test_values_are_printed_in_their_unit() -> None:
    assert [printed("right", 0.9512), printed("mrr", 0.9512), printed("p50_ms", 3.14)] == ["95.1%", "0.951", "3.1 ms"]
    assert [printed("right", 0.9, 1), printed("mrr", 0.9, 1), printed("p50_ms", 3, 4)] == ["90.0–100.0%", "0.900–1.000", "3.0–4.0 ms"]


def test_every_metric_says_what_it_is_there_and_in_the_documentation() -> None:
    assert set(MEANING) == set(NAMES)
    assert all(MEANING.values())
    documented = (Path(__file__).parent.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"`{name}`" not in documented] == []
