"""Estimates a person's own measurement errors from the values that they read twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from tracker.analysis.answers.repeatability import own_error
from tracker.analysis.answers.sample import Noise, published
from tracker.analysis.pairs import MeasureInfo, TestInfo
from tracker.models import User


def with_own_errors(user: User, tests: Iterable[TestInfo]) -> list[TestInfo]:
    """The tests, with the person's own error in place of the published one where there is one."""
    differences: dict[tuple[int, str], dict[str, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    rows = user.steady_readings.values_list("test_id", "method", "side", "first", "second")
    for test, method, side, first, second in rows.order_by("day"):
        differences[test, method][side].append(float(second - first))
    return [
        replace(
            test,
            measures=tuple(
                _measure(m, differences.get((test.id, m.method), {})) for m in test.measures
            ),
        )
        for test in tests
    ]


def error_of(user: User, test: TestInfo) -> Noise:
    """The error of the default method: the person's own from this check, else the published one."""
    return published(with_own_errors(user, [test])[0].measures[0])


def _measure(measure: MeasureInfo, sides: Mapping[str, list[float]]) -> MeasureInfo:
    own = own_error(measure, sides)
    return measure._replace(mdc=own[0], mdc_kind=own[1]) if own else measure
