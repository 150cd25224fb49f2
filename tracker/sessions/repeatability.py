"""Stores what a person read twice on one day."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tracker.models import MobilityTest, SteadyReading, User
from tracker.models.revision import changing


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
            unit=test.measure["unit"],
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
