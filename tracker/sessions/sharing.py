"""Links to a person's report: made, stopped, opened. Of a secret only its digest is stored."""

import datetime
import hashlib
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils import timezone

from tracker.models import ShareLink, User
from tracker.models.revision import changing

SECRET = re.compile(r"[\w-]{43}", re.A)  # 256 bits in base64
MOST_LIVE = 20
MOST_ENDED = 20  # in the list; older ones are forgotten when another link is made
UNDO = datetime.timedelta(seconds=60)
LARGEST_ID = 2**63 - 1


class TooManyLinksError(Exception):
    """As many links are open as may be."""


@dataclass(frozen=True)
class NewLink:
    """What is wanted of a link: for whom, what it shows, for how many days."""

    name: str
    shown_name: str
    shows: Collection[str]
    new_sessions: bool
    days: int


def new_secret() -> str:
    """256 random bits, as they stand in an address."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    # Of 256 random bits no salt and no slow hash is needed: there is nothing to guess.
    return hashlib.sha256(secret.encode()).hexdigest()


def live(user: User) -> QuerySet[ShareLink]:
    now = timezone.now()
    return user.share_links.filter(withdrawn_at=None, ends_at__gt=now).order_by("-made_at", "-pk")


def ended(user: User) -> QuerySet[ShareLink]:
    alive = live(user).values("pk")
    return user.share_links.exclude(pk__in=alive).order_by("-made_at", "-pk")


def make(user: User, secret: str, requested: NewLink) -> tuple[ShareLink, bool]:
    """The link of this secret, and whether it is new: the same form may come twice.

    Raises TooManyLinksError.
    """
    with changing(user.pk):
        if link := user.share_links.filter(digest=digest_of(secret)).first():
            return link, False
        if live(user).count() >= MOST_LIVE:
            raise TooManyLinksError
        stale = list(ended(user).values_list("pk", flat=True)[MOST_ENDED - 1 :])
        user.share_links.filter(pk__in=stale).delete()
        now = timezone.now()
        link = ShareLink.objects.create(
            owner=user,
            digest=digest_of(secret),
            name=requested.name,
            shown_name=requested.shown_name,
            shows=sorted(requested.shows),
            new_sessions=requested.new_sessions,
            made_at=now,
            ends_at=now + datetime.timedelta(days=requested.days),
        )
    return link, True


def stop(link: ShareLink) -> bool:
    """Whether it was open until now. The next request already gets nothing."""
    with changing(link.owner_id):
        open_one = link.stored_row.filter(withdrawn_at=None)
        return bool(open_one.update(withdrawn_at=timezone.now()))


def undo_stop(link: ShareLink) -> bool:
    """Whether the link is open again, which it is for a minute after it was stopped."""
    with changing(link.owner_id):
        if live(link.owner).count() >= MOST_LIVE:
            return False
        just_stopped = link.stored_row.filter(withdrawn_at__gt=timezone.now() - UNDO)
        return bool(just_stopped.update(withdrawn_at=None))


def link_of(owner_id: int, secret: str) -> ShareLink | None:
    """The open link of this person with this secret; all others are alike: not there."""
    if owner_id > LARGEST_ID or not SECRET.fullmatch(secret):
        return None
    links = ShareLink.objects.filter(
        owner=owner_id,
        digest=digest_of(secret),
        withdrawn_at=None,
        ends_at__gt=timezone.now(),
        owner__is_active=True,
    )
    return links.select_related("owner").first()


def count_visit(link: ShareLink) -> None:
    """One statement without the lock of the person: two visits at once count as two.

    It raises no revision, so that nothing has to be computed again because somebody looked.
    """
    link.stored_row.update(opened=F("opened") + 1, opened_at=timezone.now())
