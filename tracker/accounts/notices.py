"""Notifies every session of a person once that the password or the address was changed."""

import datetime
import time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import formats, timezone
from django.utils.translation import gettext as _

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
        messages.warning(request, words % _about(user, moment))
    mark_as_notified(request)


def mark_as_notified(request: HttpRequest, **about: Any) -> None:
    """Suppress the notice for the session that made the change."""
    request.session[NOTIFIED_AT] = time.time()


def _changes(user: User) -> list[tuple[float, str]]:
    password = _(
        "Your password was changed on %(day)s at %(time)s. If it wasn’t you, change your password "
        "in Settings and tell %(whom)s."
    )
    email = _(
        "The email of your account was changed to %(email)s on %(day)s at %(time)s. If it wasn’t "
        "you, change your password in Settings and tell %(whom)s."
    )
    moments = (user.password_changed_at, password), (user.email_changed_at, email)
    return [(moment.timestamp(), words) for moment, words in moments if moment]


def _about(user: User, moment: float) -> dict[str, str]:
    at = timezone.localtime(datetime.datetime.fromtimestamp(moment, datetime.UTC))
    return {
        "email": user.email,
        "day": formats.date_format(at, "MONTH_DAY_FORMAT"),
        "time": formats.time_format(at.time(), "TIME_FORMAT"),
        "whom": whom_to_ask(),
    }
