"""The log of all sessions: one entry for each write, as received and as events."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from tracker.models.owned import Owned, OwnedForeignKey
from tracker.rules.events import Kind


class Entry(Owned):
    """One write, with a UUID from the device that made it: the same UUID is stored once.

    `payload` is what the phone sent, unchanged, or what identifies a page that is sent twice;
    `events` is its meaning, as JSON that `tracker.rules.events` reads.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="entries", db_index=False
    )
    uuid = models.UUIDField()
    session = OwnedForeignKey("tracker.Session", related_name="entries", db_index=False)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    payload = models.JSONField(default=dict)
    events = models.JSONField()
    entered_at = models.DateTimeField()
    received_at = models.DateTimeField(default=timezone.now, editable=False)
    undone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="one_entry_per_uuid"),
        ]
        # With the owner: else SQLite reads the logs of several sessions by that constraint, and so
        # goes through all entries of a person.
        indexes = [models.Index(fields=["owner", "session"], name="entries_of_session")]

    def __str__(self) -> str:
        return str(self.uuid)
