"""The answer of a fair test: from its own sessions alone, for the tests chosen at its start."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker.analysis.answers import Dataset
from tracker.analysis.answers.compare import (
    Comparison,
    against_control,
    against_light_touch,
    routine_against_routine,
)
from tracker.analysis.answers.legs import one_leg_first
from tracker.analysis.pairs import History
from tracker.analysis.randomisation import CONTROL, LEGS, LIGHT_TOUCH
from tracker.charts import arms, forest, one_leg
from tracker.charts.figure import Figure

PAGE = "trial"
ORDER = 10


def build(
    history: History,
    *,
    dataset: Dataset,
    kinds: Sequence[str],
    tests: Sequence[str],
    declined: Collection[int],
) -> Iterable[Figure]:
    """`dataset`: of the trial alone. `kinds`: its arms. `tests`: those chosen at its start."""
    if set(kinds) == set(LEGS):
        yield _legs(dataset, tests, declined)
        return
    for comparison in _comparisons(dataset, kinds):
        yield _answer(dataset, comparison, tests, declined)


def _comparisons(dataset: Dataset, kinds: Sequence[str]) -> list[Comparison]:
    """The comparison of the trial's arms; an empty one while nothing is done."""
    arm, other_arm = kinds[:2]
    against = {CONTROL: against_control, LIGHT_TOUCH: against_light_touch}
    matching = [
        comparison
        for comparison in against.get(other_arm, routine_against_routine)(dataset)
        if {comparison.first, comparison.second} == {arm, other_arm}
    ]
    sessions = dataset.sessions(lambda session: True, as_assigned=True)
    count = [dataset.history.sessions[i].arm for i in sessions].count
    return matching or [Comparison(arm, other_arm, "A", count(arm), count(other_arm), 0, 0, {}, {})]


def _answer(
    dataset: Dataset, comparison: Comparison, tests: Sequence[str], declined: Collection[int]
) -> Figure:
    named = {key: finding for key, finding in comparison.tests.items() if key[0] in tests}
    figure = arms.figure(dataset, replace(comparison, tests=named), declined)
    if figure.kind == "pending":
        return replace(figure, key="answer", title=_("The answer so far"))
    groups = arms.test_groups(dataset, named)
    extra = {name: figure.data[name] for name in ("grade", "counts", "lead")}
    return replace(
        figure,
        key="answer",
        title=_("The answer so far"),
        sentence=" ".join(forest.sentence_of(group) for group in groups),
        rows=forest.rows(groups),
        data=forest.plot(groups, ends=figure.data["ends"]) | extra,
    )


def _legs(dataset: Dataset, tests: Sequence[str], declined: Collection[int]) -> Figure:
    legs = one_leg_first(dataset)
    named = {test: legs.tests[test] for test in tests if test in legs.tests}
    if not any(leg.finding.wide for leg in named.values()):
        return replace(one_leg.too_early(legs), key="answer", title=_("The answer so far"))
    groups = [one_leg.group_of(dataset, test, leg) for test, leg in named.items()]
    first = next(iter(named.values()))
    return Figure(
        key="answer",
        kind="forest",
        title=_("The answer so far"),
        sentence=" ".join(forest.sentence_of(group) for group in groups),
        header=forest.header(),
        rows=forest.rows(groups),
        data=forest.plot(groups, ends=one_leg.ends())
        | one_leg.about(dataset, legs, first, declined),
    )
