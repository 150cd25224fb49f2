"""The table of sessions that were erased for good: no more than their UUIDs."""

import uuid as uuids

from django.conf import settings
from django.db import models

from tracker.models.owned import Owned, OwnedForeignKey


class ErasedSession(Owned):
    """All that stays of a session, so that a phone that comes late cannot bring it back.

    One that chance picked stays in its plan as picked and missing: with its `trial`, what was
    `assigned`, and its `place` in the order of picks, from 0.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="erased_sessions", db_index=False
    )
    uuid = models.UUIDField(default=uuids.uuid4)
    trial = OwnedForeignKey("tracker.Trial", null=True, blank=True, related_name="erased")
    assigned = models.CharField(max_length=40, blank=True, default="")
    place = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "uuid"], name="one_erased_session_per_uuid"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
