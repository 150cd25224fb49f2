"""The tables of what a person set for a test and for a routine."""

from datetime import datetime

from django.conf import settings
from django.db import models

from tracker.models.catalogue import MobilityTest, Routine
from tracker.models.owned import Owned

ONLY_RATE = "none"  # the method of a test that is never measured


class TestSetting(Owned):
    """How a person uses a test: how it is measured, its place in the order, whether it shows.

    `method` is the id of a measure, `ONLY_RATE`, or empty while it was not chosen; `place` is None
    in the usual order. A test without a row has the defaults.
    """

    __test__ = False  # pytest would collect it by its name

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="test_settings", db_index=False
    )
    test = models.ForeignKey(MobilityTest, models.CASCADE, related_name="+")
    method = models.CharField(max_length=40, blank=True, default="")
    method_since: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(
        null=True, blank=True
    )
    hidden = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    mine = models.BooleanField("one of My three", default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "test"], name="one_setting_per_test"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.test_id}"


class RoutineSetting(Owned):
    """The tests that a person rates with a routine: `set` as in a plan, `tests` their slugs."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="routine_settings", db_index=False
    )
    routine = models.ForeignKey(Routine, models.CASCADE, related_name="+")
    set = models.CharField(max_length=5)
    tests = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "routine"], name="one_setting_per_routine"),
        ]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.routine_id}"
