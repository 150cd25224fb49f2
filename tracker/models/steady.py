"""How steady one's own tape is: the same thing read twice, five minutes apart, on several days."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from statistics import fmean
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.analysis.answers.sample import ROUNDING_MDC, Noise, published
from tracker.analysis.pairs import MeasureInfo, TestInfo
from tracker.analysis.planning import own_mdc
from tracker.models.catalogue import MobilityTest
from tracker.models.owned import Owned
from tracker.models.revision import changing
from tracker.models.user import User

FIRST_DAYS = 5  # before one's own figure counts
SURE_DAYS = 10  # and before it is more than rough
ROUGH, STEADY = "rough", "steady"


class SteadyReadingQuerySet(models.QuerySet["SteadyReading"]):
    def of(self, test: MobilityTest) -> "SteadyReadingQuerySet":
        """Those of the default method of a test."""
        return self.filter(test=test, method=test.measure["id"])


class SteadyReading(Owned):
    """Two readings of one side on one day, with nothing done between them."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="steady_readings", db_index=False
    )
    test = models.ForeignKey("tracker.MobilityTest", models.RESTRICT, related_name="+")
    side = models.CharField(max_length=5)
    method = models.CharField(max_length=40)
    day = models.DateField()
    first = models.DecimalField(max_digits=6, decimal_places=2)
    second = models.DecimalField(max_digits=6, decimal_places=2)

    objects = SteadyReadingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "test", "side", "method", "day"],
                name="one_steady_reading_per_day",
            ),
            models.CheckConstraint(
                condition=Q(side__in=("left", "right", "none")), name="a_known_side_read_twice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.test_id} {self.side}: {self.first}, {self.second}"


def read_twice(
    owner: User, test: MobilityTest, day: Any, pairs: Mapping[str, tuple[Decimal, Decimal]]
) -> None:
    """Keep two readings per side; the same day again replaces them."""
    rows = [
        SteadyReading(
            owner=owner,
            test=test,
            side=side,
            method=test.measure["id"],
            day=day,
            first=first,
            second=second,
        )
        for side, (first, second) in pairs.items()
    ]
    with changing(owner.pk):
        SteadyReading.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["owner", "test", "side", "method", "day"],
            update_fields=["first", "second"],
        )


def with_own_errors(user: User, tests: Iterable[TestInfo]) -> list[TestInfo]:
    """The tests, with one's own error in place of the published one where it is known."""
    gathered: dict[tuple[int, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    rows = user.steady_readings.values_list("test_id", "method", "side", "first", "second")
    for test, method, side, first, second in rows.order_by("day"):
        gathered[test, method][side].append(float(second - first))
    return [
        replace(
            test,
            measures=tuple(
                _measure(m, gathered.get((test.id, m.method), {})) for m in test.measures
            ),
        )
        for test in tests
    ]


def known_error(user: User, test: TestInfo) -> Noise:
    """Of the default method: one's own from this check, else what is published."""
    return published(with_own_errors(user, [test])[0].measures[0])


def _measure(measure: MeasureInfo, sides: Mapping[str, list[float]]) -> MeasureInfo:
    own = own_error(measure, sides)
    return measure._replace(mdc=own[0], mdc_kind=own[1]) if own else measure


def own_error(measure: MeasureInfo, sides: Mapping[str, list[float]]) -> tuple[float, str] | None:
    """What a change can be wrong by, from the differences of each side; rounding alone makes some.

    Left and right are one instrument, so each counts as far as it has enough days.
    """
    enough = [each for each in sides.values() if len(each) >= FIRST_DAYS]
    errors = [error for each in enough if (error := own_mdc(each)) is not None]
    if not errors:
        return None
    mdc = max(math.sqrt(fmean(error**2 for error in errors)), ROUNDING_MDC * measure.step)
    days = min(len(each) for each in enough)
    return mdc, STEADY if days >= SURE_DAYS else ROUGH
