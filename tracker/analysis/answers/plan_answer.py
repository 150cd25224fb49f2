"""The answer of a plan: one question over its named tests, then every test and side apart."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tracker.analysis.answers.budget import (
    ALONE,
    EITHER_DIRECTION,
    NAMED,
    ONE_DIRECTION,
    PlanLimits,
)
from tracker.analysis.answers.compare import versus_wording
from tracker.analysis.answers.day import mean_noise
from tracker.analysis.answers.finding import (
    Finding,
    Passed,
    UnadjustedResult,
    adjust_family,
    finding_of,
)
from tracker.analysis.answers.legs import between_legs, pair_up
from tracker.analysis.answers.reach import reach_of_sessions
from tracker.analysis.answers.sample import Column, Dataset, columns, mean_column
from tracker.analysis.answers.scale_ends import after_tags
from tracker.analysis.contrasts import Contrast, contrast
from tracker.analysis.moderation import Evidence, Statistic, evidence, moderate
from tracker.analysis.pairs import SeriesKey
from tracker.analysis.randomisation import LEGS

RULE = 1  # the version of everything below: an ended plan keeps the answer of its own rule
FIRST_OF_EACH = 10  # sessions of each kind before any answer
BORROWED = 10  # degrees of freedom that the question may borrow from the tests not named
QUESTIONS = {"control": "control", "touch": "touch", "versus": "versus", "one_leg": "leg"}
GRADES = {"control": "A", "touch": "A_touch", "versus": "B", "one_leg": "A_leg"}


@dataclass(frozen=True)
class PlanAnswer:
    """What a plan says; above zero means freer with `first`, or on the leg that was worked.

    `question` is about the mean over the named tests and their sides: its word may be shown, its
    number never, because left and right are never one number. `tests` is keyed by (test, side),
    or by (test, "none") where one leg went first.
    """

    question: Finding
    first: str
    second: str
    first_sessions: int
    second_sessions: int
    tests: dict[SeriesKey, Finding]


@dataclass(frozen=True)
class _Plan:
    """The sessions of a plan with its design: what every contrast below has in common."""

    dataset: Dataset
    design: str
    first: str
    second: str
    sessions: list[int]

    @property
    def is_of_legs(self) -> bool:
        return self.design == "one_leg"

    @cached_property
    def rated(self) -> dict[SeriesKey, Column]:
        """The complete pairs of each test and side."""
        return columns(self.dataset.history.series, self.sessions)

    def count(self, arm: str, sessions: Iterable[int]) -> int:
        infos = self.dataset.history.sessions
        return sum(infos[i].arm == arm for i in sessions)

    def series(self) -> dict[SeriesKey, Column]:
        """Per (test, side) Before and the change; of legs, their left minus right."""
        if not self.is_of_legs:
            return {key: column for key, column in self.rated.items() if column.session}
        halves = between_legs(self.dataset, self.sessions)
        return {(test, "none"): _left_minus_right(*sides) for test, sides in halves.items()}

    def contrast(self, column: Column) -> Contrast | None:
        """Before is a covariate: its error is in the change as well, which this takes out."""
        infos, low = self.dataset.history.sessions, -1.0 if self.is_of_legs else 0.0
        z = [1.0 if infos[i].arm == self.first else low for i in column.session]
        rounding = 1 / 3 if self.is_of_legs else 1 / 6
        return contrast(column.gain, z, column.before, column.share * rounding)

    def result(self, column: Column, keys: Sequence[SeriesKey]) -> UnadjustedResult:
        """Of one series, or of the mean of several, unadjusted."""
        tests = [key[0] for key in keys] or [test.slug for test in self.dataset.history.tests]
        noise, estimate = mean_noise(self.dataset, tests), self.contrast(column)
        arms = [self.count(arm, column.session) for arm in (self.first, self.second)]
        return UnadjustedResult(
            QUESTIONS[self.design],
            len(column.session),
            min(arms),
            estimate,
            estimate.se * len(column.session) ** 0.5 if estimate else 0.0,
            noise.worthwhile,
            noise.mdc,
            reach_of_sessions(self.dataset, self.sessions, column.session),
            FIRST_OF_EACH,
            FIRST_OF_EACH,
            wait=sum(max(0, FIRST_OF_EACH - count) for count in arms),
            grade=GRADES[self.design],
            tags=after_tags(self._ratings(keys)),
            wording=versus_wording(self.dataset, self.first, self.second)
            if self.design == "versus"
            else None,
        )

    def _ratings(self, keys: Sequence[SeriesKey]) -> list[Column]:
        sides = [(test, s) for test, side in keys for s in (LEGS if self.is_of_legs else [side])]
        return [self.rated[key] for key in sides if key in self.rated]


def plan_answer(
    dataset: Dataset, *, design: str, arms: Sequence[str], tests: Sequence[str]
) -> PlanAnswer:
    """From a dataset that holds the plan's sessions alone, without a window.

    `design`: a key of QUESTIONS. `arms`: the two kinds of session, or the legs. `tests`: those
    that were named when the plan began.
    """
    first, second = arms[:2]
    sessions = dataset.sessions(
        lambda session: session.is_assigned and session.arm in arms[:2], as_assigned=True
    )
    plan = _Plan(dataset, design, first, second, sessions)
    series = plan.series()
    named = {key: column for key, column in series.items() if key[0] in tests}
    question = _question(plan, named, [key for key in series if key not in named], series)
    firsts, seconds = (plan.count(arm, sessions) for arm in (first, second))
    return PlanAnswer(question, first, second, firsts, seconds, _tests(plan, named, question))


def _question(
    plan: _Plan,
    named: Mapping[SeriesKey, Column],
    others: Sequence[SeriesKey],
    series: Mapping[SeriesKey, Column],
) -> Finding:
    result = plan.result(mean_column(named.values()), list(named))
    if result.steps < FIRST_OF_EACH or not isinstance(result.estimate, Contrast):
        return finding_of(result, None, Passed(False, False, 0.0))
    size = len(named)
    chunks = [others[i : i + size] for i in range(0, len(others) - size + 1, size)]
    spare = [plan.contrast(mean_column(series[key] for key in chunk)) for chunk in chunks]
    own = moderate(
        Statistic(result.estimate.t, result.estimate.df, result.estimate.variance),
        [other.variance for other in spare if other],
        min(BORROWED, 2 * len(chunks)),
    )
    return _judged(result, evidence(own.t, own.df), _rule(plan.design, is_alone=not chunks))


def _rule(design: str, *, is_alone: bool) -> PlanLimits:
    if design == "versus":
        return EITHER_DIRECTION
    return ALONE if is_alone or design == "one_leg" else ONE_DIRECTION


def _judged(result: UnadjustedResult, shown: Evidence, rule: PlanLimits) -> Finding:
    passed = Passed(
        shown.p_up <= rule.up or 1 - shown.p_up <= rule.down,
        shown.p2 <= rule.probable,
        2 * rule.up,
    )
    return finding_of(result, shown, passed)


def _tests(
    plan: _Plan, named: Mapping[SeriesKey, Column], question: Finding
) -> dict[SeriesKey, Finding]:
    """Each test and side apart; nothing is clear there before the one question is."""
    share = NAMED if question.verdict.startswith("clear") else NAMED._replace(clear=0.0)
    # Where the question is settled as little or none, no wait can make a test clear.
    later = share if question.verdict == "little_or_none" else NAMED
    results = {key: plan.result(column, [key]) for key, column in named.items()}
    return adjust_family(results, share, later=later)


def _left_minus_right(left: Column, right: Column) -> Column:
    legs = pair_up([left], [right])
    both = list(zip(legs.left, legs.right, strict=True))
    before, gain = ([first[part] - second[part] for first, second in both] for part in (0, 1))
    return Column(legs.session, before, gain, legs.share)
