"""The table of shared links: what somebody without an account may see, and until when."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from tracker.models.owned import Owned


class ShareLink(Owned):
    """A link to a person's report, stored as the SHA-256 `digest` of its secret, in hex.

    `name` is for whom it was made, which only its owner sees; `shown_name` is what the owner calls
    themselves there. `shows` lists what was ticked. Without `new_sessions` it shows nothing that
    began after `made_at`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="share_links", db_index=False
    )
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    shown_name = models.CharField(max_length=60, blank=True, default="")
    shows = models.JSONField(default=list)
    new_sessions = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "digest"], name="one_share_link_per_secret"),
        ]

    def __str__(self) -> str:
        return self.name
