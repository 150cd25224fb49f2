"""Estimates a person's own measurement errors from the values that they read twice."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from tracker.analysis.answers.repeatability import own_error
from tracker.analysis.pairs import MeasureInfo, TestInfo
from tracker.catalogue.spec import is_by_phone
from tracker.models import MobilityTest, User
from tracker.queries.holds import with_recent_swings
from tracker.queries.own_units import in_own_unit, in_own_units


def with_own_errors(user: User, tests: Iterable[TestInfo]) -> list[TestInfo]:
    """The tests, which are in the person's own units, with their own errors as far as known."""
    differences: dict[tuple[int, str], dict[str, list[float]]] = defaultdict(
        lambda: defaultdict(list)
    )
    counted = user.steady_readings.filter(struck=False)
    rows = counted.values_list("test_id", "method", "side", "first", "second")
    for test, method, side, first, second in rows.order_by("day"):
        difference = in_own_unit(second - first, method, user.length)
        differences[test, method][side].append(float(difference or 0))
    return [
        replace(
            test,
            measures=tuple(
                _measure(m, differences.get((test.id, m.method), {})) for m in test.measures
            ),
        )
        for test in tests
    ]


def measure_of(user: User, test: MobilityTest, method: str) -> MeasureInfo:
    """A measure with its error, the person's own from this check or the published one."""
    infos = with_own_errors(user, [in_own_units(test, user.length)])
    if is_by_phone(method):
        infos = with_recent_swings(user, infos)
    return next(measure for measure in infos[0].measures if measure.method == method)


def _measure(measure: MeasureInfo, sides: Mapping[str, list[float]]) -> MeasureInfo:
    own = own_error(measure, sides)
    return measure._replace(mdc=own[0], mdc_kind=own[1]) if own else measure
