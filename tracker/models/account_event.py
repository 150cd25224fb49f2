"""The table of what happened to an account: sign-ins, changes, links made."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from tracker.models.owned import Owned


class AccountEvent(Owned):
    """One line of the list that a person can read: what, when, and in which browser.

    `about` names what was changed, such as a passkey or a link; never a secret, never an address.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="account_events", db_index=False
    )
    kind = models.CharField(max_length=30)
    about = models.CharField(max_length=120, blank=True, default="")
    device = models.CharField(max_length=60, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["owner", "at"], name="account_events_in_order")]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.kind}"
