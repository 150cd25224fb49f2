"""The day on which somebody was last here: written once a day, and shown coarsely."""

import datetime

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import User

DAYS_OF_A_WEEK = 7
DAYS_OF_A_MONTH = 30
MONTHS_OF_A_YEAR = 12


def note(user: User) -> None:
    """Store today, unless it is stored; no page of theirs shows it, so it raises no revision."""
    today = user.day_of(timezone.now())
    if user.last_seen_on and user.last_seen_on >= today:
        return
    user.last_seen_on = today
    earlier = models.Q(last_seen_on=None) | models.Q(last_seen_on__lt=today)
    User.objects.filter(earlier, pk=user.pk).update(last_seen_on=today)


def in_words(day: datetime.date, today: datetime.date) -> str:
    """“Today”, a weekday, or weeks and months ago; never an hour."""
    days = (today - day).days
    if days <= 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    if days < DAYS_OF_A_WEEK:
        return date_format(day, "l")
    return _weeks_or_months(days)


def _weeks_or_months(days: int) -> str:
    weeks, months = days // DAYS_OF_A_WEEK, days // DAYS_OF_A_MONTH
    if not months:
        return ngettext("%(count)s week ago", "%(count)s weeks ago", weeks) % {"count": weeks}
    if months < MONTHS_OF_A_YEAR:
        return ngettext("%(count)s month ago", "%(count)s months ago", months) % {"count": months}
    return _("Over a year ago")
