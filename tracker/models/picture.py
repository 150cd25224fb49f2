"""The table of pictures: one of each own test, as it was re-encoded, never as it was sent."""

import uuid as uuids

from django.conf import settings
from django.db import models
from django.utils import timezone

from tracker.models.catalogue import MobilityTest
from tracker.models.owned import Owned


class Picture(Owned):
    """A WebP image; `name` is in its address, and a new one after each upload."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="pictures", db_index=False
    )
    test = models.ForeignKey(MobilityTest, models.CASCADE, related_name="+")
    name = models.UUIDField(default=uuids.uuid4)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "test"], name="one_picture_per_test"),
            models.UniqueConstraint(fields=["owner", "name"], name="one_picture_per_name"),
        ]

    def __str__(self) -> str:
        return str(self.name)
