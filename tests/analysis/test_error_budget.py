"""What a verdict rests on: the error that its question may make, and the person's other series."""

import itertools
import math
import random
from dataclasses import replace

import pytest

from tests.analysis.test_answers import TESTS, dataset, sessions
from tests.analysis.test_plan_answer import answer, more_where, planned
from tracker.analysis.answers import budget
from tracker.analysis.answers.budget import Share
from tracker.analysis.answers.finding import UnadjustedResult, adjust_family
from tracker.analysis.answers.line import levels, side_gaps
from tracker.analysis.answers.plan_answer import PlanAnswer
from tracker.analysis.answers.reach import Reach
from tracker.analysis.distribution import t_ppf
from tracker.analysis.gain import mean_interval
from tracker.analysis.moderation import Statistic, evidence, moderated
from tracker.analysis.pairs import History, SessionInfo, TestInfo, history_from_rows

STEADY = (1.0, 2.0) * 20  # an estimate of 1.5 whose bars are far from zero
QUESTIONS = ("CHANGE", "MEASURED", "NEAR", "LEVEL", "GAP", "DRIFT")


def verdict_at(p: float, share: Share) -> str:
    """Of a single series with this two-sided p."""
    shown = evidence(t_ppf(1 - p / 2, 30), 30)
    result = UnadjustedResult("change", 40, 40, mean_interval(STEADY), 1.0, 1.0, 2.0, Reach(40, 20))
    return adjust_family({("a",): result}, share, {("a",): shown})["a",].verdict


@pytest.mark.parametrize("question", QUESTIONS)
def test_people_look_after_every_session_so_one_in_300_is_not_clear(question: str) -> None:
    """At one look; the calibration counts what many looks at all questions make of it."""
    share = getattr(budget, question)
    assert verdict_at(0.0033, share) == "probably_gain"
    assert verdict_at(0.0009, share) == "clear_gain"


def wavy_ankle() -> History:
    """Weeks in which the ankle goes up and down slowly, and everything else by chance alone."""
    chance, infos = random.Random(4), sessions(60)

    def before(info: SessionInfo, test: TestInfo, side: str) -> float:
        wave = 2.5 * math.sin(info.id / 7) if (test.slug, side) == ("ankle", "left") else 0.0
        return round(5 + wave + chance.gauss(0, 1))

    return history_from_rows(
        TESTS,
        infos,
        [
            (info.id, test.id, side, before(info, test, side), None)
            for info, test in itertools.product(infos, TESTS)
            for side in test.sides
        ],
    )


def test_weeks_resemble_each_other_in_one_way_in_all_of_a_persons_series() -> None:
    """How far those of one line do is so uncertain that it made most of the false trends."""
    data = dataset(wavy_ankle())
    lines = [level.finding for level in levels(data).values()]
    gaps = side_gaps(data).values()
    for findings in (lines, [gap.now for gap in gaps], [gap.change for gap in gaps]):
        assert len({finding.n for finding in findings}) == 1
        df = [finding.outlook.df for finding in findings if finding.outlook]
        assert len(df) == len(findings)
        assert max(df) == pytest.approx(min(df))


def test_a_series_is_judged_by_the_spread_of_the_others_too() -> None:
    """The unusually quiet one is less sure than it looks, the noisy one surer; see Smyth 2004."""
    alone = [Statistic(3.0, 10, variance) for variance in (0.25, 1.0, 1.0, 4.0)]
    quiet, *usual, noisy = moderated(dict(enumerate(alone)), 5).values()
    assert quiet.t < usual[0].t < noisy.t
    assert quiet.t < 3 < noisy.t
    assert quiet.df == 13  # ten of its own and one of each of the others


def test_a_plan_borrows_the_spread_of_the_tests_that_were_not_named() -> None:
    """Their changes do not count, and the bars that are shown stay those of the named test."""

    def with_others(noise: float) -> PlanAnswer:
        chance = random.Random(8)

        def gain(info: SessionInfo, test: TestInfo, side: str) -> float:
            if test.slug != "ankle":
                return chance.gauss(0, noise)
            return 0.8 if info.arm == "spread" else 0.0

        return answer(planned(26, gain))

    calm, wild = with_others(0.0), with_others(4.0)
    assert calm.question.wide == wild.question.wide
    assert calm.question.p and wild.question.p
    assert calm.question.p < wild.question.p / 2


def test_a_plan_without_other_tests_and_one_of_legs_take_more() -> None:
    """Nothing lends its variance there, or the sides differ by more than their errors say."""
    rated = planned(40, more_where(("ankle",), 1.0))
    alone = replace(rated, series={k: s for k, s in rated.series.items() if k[0] == "ankle"})
    legs = planned(40, more_where((), 0.0), design="one_leg")
    bars = [
        result.question.outlook and result.question.outlook.clear_at
        for result in (answer(rated), answer(alone), answer(legs, design="one_leg"))
    ]
    assert bars == [2 * budget.ONE_DIRECTION.up, 2 * budget.ALONE.up, 2 * budget.ALONE.up]
    assert budget.ALONE.up < budget.ONE_DIRECTION.up
