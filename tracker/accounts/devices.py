"""The browsers in which a person is signed in: by name and time, never by place."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session as SignIn
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from tracker.accounts.browsers import in_words
from tracker.accounts.events import record
from tracker.models import User
from tracker.models.revision import changing

# The column of an address must not be empty; no address is stored in it.
NOWHERE = "0.0.0.0"


def signed_in(user: User) -> QuerySet[UserSession]:
    """The sign-ins of a person that still open pages, the last used first."""
    alive = SignIn.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    rows: QuerySet[UserSession] = UserSession.objects.filter(user=user, session_key__in=alive)
    return rows.order_by("-last_seen_at", "-pk")


def others(request: HttpRequest, user: User) -> QuerySet[UserSession]:
    return signed_in(user).exclude(session_key=request.session.session_key)


def end_others(request: HttpRequest, user: User) -> None:
    """End every sign-in of `user` but that of the request, also such as nobody listed."""
    _outdate(user)
    if request.user.pk == user.pk:
        request.session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        # At once, so that another page of this device is not sent to the sign-in meanwhile. If it
        # was signed out elsewhere just now, that stays so.
        with suppress(UpdateError):
            request.session.save()
    _end(others(request, user))


def end_all(user: User) -> None:
    """End every sign-in of `user`."""
    _outdate(user)
    _end(UserSession.objects.filter(user=user))


def _outdate(user: User) -> None:
    """No session opens a page any more, whether it is listed or not."""
    with changing(user.pk):
        User.objects.filter(pk=user.pk).update(sign_outs=F("sign_outs") + 1)
    user.refresh_from_db(fields=["sign_outs"])


def end_one(request: HttpRequest, user: User, device: str) -> bool:
    """End the sign-in of this number; False if it is not there, or that of the request."""
    rows = others(request, user).filter(pk=int(device)) if device.isdecimal() else ()
    return any(record_end(request, user, row) for row in rows)


def record_end(request: HttpRequest, user: User, row: UserSession) -> bool:
    _end([row])
    record(request, user, "signed_out_elsewhere", in_words(row.user_agent))
    return True


def _end(rows: Iterable[UserSession]) -> None:
    for row in rows:
        row.end()


def without_place(*, instance: UserSession, **about: Any) -> None:
    """Before a row is stored: the address of a phone tells where its owner is."""
    instance.ip = NOWHERE
