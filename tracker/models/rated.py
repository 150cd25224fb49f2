"""The ratings of a session: which are planned, which are stored, which are missing."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from tracker.models.catalogue import MobilityTest
from tracker.models.rating import Rating
from tracker.rules.log import Slot


class PlannedRatings(models.Model):
    """The part of `Session` that is about its ratings; reads the fields listed here."""

    # Fields of Session.
    plan: Any
    owner_id: int
    ratings: Any

    objects = models.Manager["Any"]()  # mypy needs one on every model

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
        tests = {test.slug: test for test in MobilityTest.objects.filter(mine, slug__in=order)}
        return [tests[slug] for slug in order]

    def by_slot(self) -> dict[Slot, Rating]:
        return {(rating.test.slug, rating.side): rating for rating in self._with_tests()}

    def _with_tests(self) -> models.QuerySet[Rating]:
        rows: models.QuerySet[Rating] = self.ratings.select_related("test")
        return rows.order_by("test__position", "side")

    def missing(self, phase: str) -> list[Slot]:
        """Slots that are neither rated nor skipped in `phase`."""
        entered = {slot for slot, rating in self.by_slot().items() if _entered(rating, phase)}
        return [slot for slot in self.slots if slot not in entered]


def _entered(rating: Rating, phase: str) -> bool:
    return getattr(rating, f"{phase}_score") is not None or bool(getattr(rating, f"{phase}_skip"))
