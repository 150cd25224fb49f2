"""The table of repeatability checks: the same side measured twice, five minutes apart."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.models.catalogue import MobilityTest
from tracker.models.owned import Owned


class SteadyReadingQuerySet(models.QuerySet["SteadyReading"]):
    def of(self, test: MobilityTest) -> "SteadyReadingQuerySet":
        """The checks of a test by its default method."""
        return self.filter(test=test, method=test.measure["id"])


class SteadyReading(Owned):
    """Two measured values of one side on one day, with nothing done in between."""

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
