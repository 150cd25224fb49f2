"""The append-only ledger of what was entered, and of what it replaced."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from tracker.models.owned import Owned, OwnedForeignKey


class Entry(Owned):
    """One write, named by a UUID made where it was entered: the same UUID is written once.

    `payload` is as it came, `wrote` what it says by the forms of that day; `ledger` reads it.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="entries", db_index=False
    )
    uuid = models.UUIDField()
    session = OwnedForeignKey("tracker.Session", related_name="entries")
    payload = models.JSONField()
    wrote = models.JSONField(default=dict)
    replaced = models.JSONField(default=dict)
    entered_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="one_entry_per_uuid"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
