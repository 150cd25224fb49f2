"""Stores what a person read twice on one day; a pair that is changed keeps its first values."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone

from tracker.models import MobilityTest, SteadyReading, User
from tracker.models.revision import changing
from tracker.sessions.test_settings import choose_first

Pair = tuple[Decimal, Decimal]


def read_twice(
    owner: User, test: MobilityTest, method: str, day: datetime.date, pairs: Mapping[str, Pair]
) -> None:
    """Keep two readings per side; the same day again corrects them."""
    with changing(owner.pk):
        choose_first(owner.pk, test.pk, method, timezone.now(), is_outright=False)
        unit = test.measure_by(method)["unit"]
        on_day = owner.steady_readings.filter(test=test, method=method, day=day)
        there = {row.side: row for row in on_day}
        for side, pair in pairs.items():
            if row := there.get(side):
                _correct(row, pair)
            else:
                first, second = pair
                about = {"side": side, "method": method, "unit": unit, "day": day}
                owner.steady_readings.create(test=test, first=first, second=second, **about)


def correct(owner: User, row: SteadyReading, pair: Pair) -> None:
    """Correct a pair; what was read first stays beside it."""
    with changing(owner.pk):
        _correct(row, pair)


def _correct(row: SteadyReading, pair: Pair) -> None:
    if pair != (row.first, row.second) and row.was_first is None:
        row.was_first, row.was_second = row.first, row.second
    row.first, row.second = pair
    row.struck = False
    row.save()


def strike(owner: User, row: SteadyReading, *, struck: bool) -> None:
    """Leave a pair out of the person's own error, or count it again."""
    with changing(owner.pk):
        row.struck = struck
        row.save()
