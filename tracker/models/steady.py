"""The table of repeatability checks: the same side measured twice, five minutes apart."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from tracker.models.catalogue import MobilityTest
from tracker.models.owned import Owned
from tracker.models.rating import of_its_unit


class SteadyReadingQuerySet(models.QuerySet["SteadyReading"]):
    def of(self, test: MobilityTest, method: str) -> "SteadyReadingQuerySet":
        """The checks of a test by one method."""
        return self.filter(test=test, method=method)


class SteadyReading(Owned):
    """Two measured values of one side on one day, with nothing done in between.

    `was_first` and `was_second` are the pair as it was before it was edited; a struck one counts
    for nothing.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="steady_readings", db_index=False
    )
    test = models.ForeignKey("tracker.MobilityTest", models.RESTRICT, related_name="+")
    side = models.CharField(max_length=5)
    method = models.CharField(max_length=40)
    unit = models.CharField(max_length=5, default="")
    day = models.DateField()
    first = models.DecimalField(max_digits=9, decimal_places=5)
    second = models.DecimalField(max_digits=9, decimal_places=5)
    struck = models.BooleanField(default=False)
    was_first = models.DecimalField(max_digits=9, decimal_places=5, null=True, blank=True)
    was_second = models.DecimalField(max_digits=9, decimal_places=5, null=True, blank=True)

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
            of_its_unit("a_steady_reading_has_the_unit_of_its_method", blank=False),
        ]

    def __str__(self) -> str:
        return f"{self.test_id} {self.side}: {self.first}, {self.second}"
