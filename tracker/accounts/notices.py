"""What each sign-in of a person is told once: that the password or the address is another now."""

import datetime
import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import formats, timezone

from tracker.accounts.whom_to_ask import whom_to_ask
from tracker.models import User

TOLD = "told_of_changes_at"
# Somebody who signs in anew need not hear of last year's change.
LONGEST_AGO = 60 * 60 * 24 * 90


def tell(request: HttpRequest, user: User) -> None:
    """On the next page that this sign-in is shown, whichever that will be."""
    told = request.session.get(TOLD, time.time() - LONGEST_AGO)
    news = [(moment, words) for moment, words in _changes(user) if moment > told]
    if not news:
        return
    for moment, words in news:
        messages.warning(request, f"{words} {_when(moment)}. {_what_to_do()}")
    mark_as_told(request)


def mark_as_told(request: HttpRequest, **about: Any) -> None:
    """To whoever has just done it."""
    request.session[TOLD] = time.time()


def _changes(user: User) -> list[tuple[float, str]]:
    moments = (
        (user.password_changed_at, "Your password was changed"),
        (user.email_changed_at, f"The email of your account was changed to {user.email}"),
    )
    return [(moment.timestamp(), words) for moment, words in moments if moment]


def _when(moment: float) -> str:
    at = timezone.localtime(datetime.datetime.fromtimestamp(moment, datetime.UTC))
    return f"on {formats.date_format(at, 'j F')} at {formats.date_format(at, 'H:i')}"


def _what_to_do() -> str:
    return f"If it wasn’t you, change your password in Settings and tell {whom_to_ask()}."
