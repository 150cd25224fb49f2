"""Days with their weekday; for other dates templates name a format, such as |date:"DATE_FORMAT"."""

import datetime

from django import template
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

register = template.Library()


@register.filter(expects_localtime=True)
def weekday(day: datetime.date, form: str) -> str:
    """`{{ day|weekday:"MONTH_DAY_FORMAT" }}` is "Monday 10 March"."""
    about = {"weekday": date_format(day, "l"), "day": date_format(day, form)}
    return _("%(weekday)s %(day)s") % about


@register.filter(expects_localtime=True)
def weekday_and_time(moment: datetime.datetime, form: str) -> str:
    """`{{ start|weekday_and_time:"DATE_FORMAT" }}` is "Monday 10 March 2025, 06:58"."""
    about = {"day": weekday(moment, form), "time": time_format(moment.time(), "TIME_FORMAT")}
    return _("%(day)s, %(time)s") % about


@register.filter(expects_localtime=True)
def day_and_time(moment: datetime.datetime) -> str:
    """`{{ moment|day_and_time }}` is "10 March, 06:58"."""
    day = date_format(moment, "MONTH_DAY_FORMAT")
    about = {"day": day, "time": time_format(moment.time(), "TIME_FORMAT")}
    return _("%(day)s, %(time)s") % about
