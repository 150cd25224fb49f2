"""Notifies every session of a person once that the password or the address was changed."""

import datetime
import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import formats, timezone

from tracker.accounts.whom_to_ask import whom_to_ask
from tracker.models import User

NOTIFIED_AT = "told_of_changes_at"
# A new session need not hear about last year's change.
MAX_AGE_OF_A_NOTICE = 60 * 60 * 24 * 90


def notify_of_changes(request: HttpRequest, user: User) -> None:
    """Add messages to the next page about changes since the last notice."""
    notified_at = request.session.get(NOTIFIED_AT, time.time() - MAX_AGE_OF_A_NOTICE)
    changes = [(moment, words) for moment, words in _changes(user) if moment > notified_at]
    if not changes:
        return
    for moment, words in changes:
        messages.warning(request, f"{words} {_when(moment)}. {_what_to_do()}")
    mark_as_notified(request)


def mark_as_notified(request: HttpRequest, **about: Any) -> None:
    """Suppress the notice for the session that made the change."""
    request.session[NOTIFIED_AT] = time.time()


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
