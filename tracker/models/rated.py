"""What a session does with its ratings: which are planned, which are there, writing them."""

import datetime
from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property

from tracker.models.catalogue import MobilityTest
from tracker.models.rating import FIELDS, PHASES, Rating
from tracker.models.revision import changing

Slot = tuple[str, str]
Readings = Mapping[Slot, Mapping[str, Any]]
COLUMNS = [f"{phase}_{name}" for phase in PHASES for name in (*FIELDS, "at")]


class Rated(models.Model):
    """The ratings' side of a session; expects its `plan`, `owner` and `day`."""

    class Meta:
        abstract = True

    @property
    def slots(self) -> list[Slot]:
        return list(self.plan.slots)

    @cached_property
    def planned_tests(self) -> list[MobilityTest]:
        """The planned tests as they are in the catalogue today, in the planned order."""
        order = self.plan.test_slugs
        mine = Q(owner=None) | Q(owner=self.owner_id)
        found = {test.slug: test for test in MobilityTest.objects.filter(mine, slug__in=order)}
        return [found[slug] for slug in order]

    def by_slot(self) -> dict[Slot, Rating]:
        return {(rating.test.slug, rating.side): rating for rating in self._with_tests()}

    def _with_tests(self) -> models.QuerySet[Rating]:
        return self.ratings.select_related("test").order_by("test__position", "side")

    def missing(self, phase: str) -> list[Slot]:
        """Slots that are neither rated nor skipped in `phase`."""
        entered = {slot for slot, rating in self.by_slot().items() if _entered(rating, phase)}
        return [slot for slot in self.slots if slot not in entered]

    def record(
        self, phase: str, readings: Readings, *, at: datetime.datetime | None = None
    ) -> None:
        """Write `readings` of one phase: one row per slot, only the fields that are given."""
        tests = {test.slug: test for test in self.planned_tests}
        groups: dict[tuple[str, ...], list[Rating]] = {}
        for slot, reading in readings.items():
            fields = _complete(phase, reading) | {f"{phase}_at": at or timezone.now()}
            row = self._row(tests[slot[0]], slot[1], fields)
            groups.setdefault(tuple(fields), []).append(row)
        with changing(self.owner_id):
            for names, rows in groups.items():
                write_rows(rows, names)

    def row(self, slot: Slot, fields: dict[str, Any], was: Rating | None) -> Rating:
        """The whole row of a slot: as it was, with these fields."""
        kept = {name: getattr(was, name) for name in COLUMNS} if was else {}
        test = next(test for test in self.planned_tests if test.slug == slot[0])
        return self._row(test, slot[1], kept | fields)

    def _row(self, test: MobilityTest, side: str, fields: dict[str, Any]) -> Rating:
        method = test.measure.get("id", "")
        owned = {"session": self, "owner_id": self.owner_id, "day": self.day}
        return Rating(test=test, side=side, method=method, **owned, **fields)


def write_rows(rows: list[Rating], names: Collection[str]) -> None:
    """One row per slot; of one that is there only the columns `names` are written."""
    if rows:
        Rating.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["owner", "session", "test", "side"],
            update_fields=names,
        )


def _entered(rating: Rating, phase: str) -> bool:
    return getattr(rating, f"{phase}_score") is not None or bool(getattr(rating, f"{phase}_skip"))


def _complete(phase: str, reading: Mapping[str, Any]) -> dict[str, Any]:
    """`reading` as columns: a score takes a skip away, and a skip the score."""
    fields = {f"{phase}_{name}": value for name, value in reading.items()}
    if reading.get("score") is not None:
        fields[f"{phase}_skip"] = ""
    elif reading.get("skip"):
        fields[f"{phase}_score"] = None
    return fields
