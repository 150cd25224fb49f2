"""The tables of the host: invitations, and what is set for the whole server."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Invitation(models.Model):
    """A link with which one address can sign up once; of its secret the SHA-256, in hex."""

    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email


class ServerSetting(models.Model):
    """What the host set on their page, in a single row; the environment wins over it."""

    class SignUp(models.TextChoices):
        OPEN = "open", _("Anybody who finds the page")
        INVITED = "invited", _("By invitation")
        CLOSED = "closed", _("Nobody")

    signup = models.CharField(max_length=7, choices=SignUp, default=SignUp.OPEN)
    # Of the last test mail: when it was sent, and what the mail server said; empty if it took it.
    mail_tried_at = models.DateTimeField(null=True, blank=True)
    mail_error = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        return self.signup
