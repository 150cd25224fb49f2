"""Invitations: a link with which one address can sign up once, within a week."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone

from tracker.accounts import signing_up
from tracker.accounts.host_mails import is_sent
from tracker.models import Invitation, User

VALID_FOR = datetime.timedelta(days=7)
BYTES = 32


def invite(host: User, email: str) -> tuple[Invitation, str]:
    """The invitation and its link, which is stored nowhere; an earlier one of the address ends."""
    token, now = secrets.token_urlsafe(BYTES), timezone.now()
    about = {"made_by": host, "made_at": now, "ends_at": now + VALID_FOR}
    with transaction.atomic():
        _over(now).delete()
        Invitation.objects.filter(email=email).delete()
        new = Invitation.objects.create(email=email, digest=_digest(token), **about)
    return new, settings.SITE_URL + reverse("join", args=[token])


def is_mailed(invitation: Invitation, link: str) -> bool:
    """Whether a mail with the link is on its way."""
    about = {"link": link, "ends_at": invitation.ends_at}
    return is_sent("host/email/invitation", invitation.email, about)


def usable(token: str) -> Invitation | None:
    """None if the link is unknown, used, taken back or over, or if nobody can sign up."""
    if signing_up.nobody_can():
        return None
    return pending().filter(digest=_digest(token)).first()


def use(invitation: Invitation) -> bool:
    """Whether this is the first use. Of two at once the later waits for the other's commit."""
    return bool(pending().filter(pk=invitation.pk).update(used_at=timezone.now()))


def pending() -> models.QuerySet[Invitation]:
    """The invitations that can still be used, newest first."""
    unused = Invitation.objects.filter(used_at=None, ends_at__gt=timezone.now())
    return unused.order_by("-made_at", "-pk")


def withdraw(invitation: int) -> bool:
    """Whether there was one to withdraw."""
    return bool(pending().filter(pk=invitation).delete()[0])


def _over(now: datetime.datetime) -> models.QuerySet[Invitation]:
    # Nobody needs the address of somebody who did not come.
    return Invitation.objects.filter(models.Q(ends_at__lte=now) | ~models.Q(used_at=None))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
