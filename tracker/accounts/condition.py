"""Does the server run? Its condition in lines, each with what its host has to do about it."""

import datetime
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import WARNING
from django.db import DEFAULT_DB_ALIAS
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from mobility.checks import commits_reach_the_disk
from mobility.condition import Condition, measure
from tracker.models import ServerSetting

# Backups are made every night; this many days without one are no accident.
DAYS_WITHOUT_A_BACKUP = 3
AT_HOME = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Line:
    """A fact, such as Email: Not set up; with a `problem` it stands first on the page.

    A fact that is neither well nor wrong is `plain`.
    """

    name: str
    title: str
    value: str
    problem: str = ""
    plain: bool = False


def lines() -> list[Line]:
    measured = measure()
    return [
        _backup(measured.backed_up_at),
        _email(),
        _database(measured),
        _disk(measured),
        _https(),
        Line("version", _("Version"), _version(), plain=True),
    ]


def _backup(moment: datetime.datetime | None) -> Line:
    title = _("Last backup")
    if moment is None:
        return Line("backup", title, _("None yet"), _("There is no backup yet"))
    local = timezone.localtime(moment)
    days = (timezone.localtime().date() - local.date()).days
    about = {"count": days, "time": time_format(local.time(), "TIME_FORMAT")}
    if days < 1:
        return Line("backup", title, _("Today, %(time)s") % about)
    value = ngettext("%(count)s day ago", "%(count)s days ago", days) % about
    if days < DAYS_WITHOUT_A_BACKUP:
        return Line("backup", title, value)
    problem = ngettext(
        "The last backup is %(count)s day old", "The last backup is %(count)s days old", days
    )
    return Line("backup", title, value, problem % about)


def _email() -> Line:
    title = _("Email")
    if not settings.SENDS_MAIL:
        problem = _("No email: nobody can reset a password alone")
        return Line("email", title, _("Not set up"), problem)
    tried = ServerSetting.objects.filter(pk=1).exclude(mail_tried_at=None).first()
    if tried is None or tried.mail_tried_at is None:
        return Line("email", title, _("Set up, not tried yet"), plain=True)
    about = {"day": date_format(timezone.localtime(tried.mail_tried_at), "MONTH_DAY_FORMAT")}
    if tried.mail_error:
        problem = _("The last test email failed")
        return Line("email", title, _("Failed on %(day)s") % about, problem)
    return Line("email", title, _("Works, tried on %(day)s") % about)


def _database(measured: Condition) -> Line:
    about = {"program": measured.database, "size": filesizeformat(measured.size)}
    value = _("%(program)s, %(size)s") % about
    warnings = [
        check
        for check in commits_reach_the_disk(None, [DEFAULT_DB_ALIAS])
        if check.level >= WARNING
    ]
    problem = _("The database can lose a rating in a power cut") if warnings else ""
    return Line("database", _("Database"), value, problem)


def _disk(measured: Condition) -> Line:
    value = _("%(size)s free") % {"size": filesizeformat(measured.free)}
    problem = "" if measured.has_room else _("The disk is nearly full")
    return Line("disk", pgettext("storage", "Disk"), value, problem)


def _https() -> Line:
    if settings.HTTPS:
        return Line("https", "https", pgettext("https", "On"))
    is_public = urlsplit(settings.SITE_URL).hostname not in AT_HOME
    problem = _("No https: others can read along") if is_public else ""
    return Line("https", "https", pgettext("https", "Off"), problem, plain=True)


def _version() -> str:
    day = parse_date(settings.RELEASED) if settings.RELEASED else None
    if day is None:
        return str(settings.VERSION)
    about = {"version": settings.VERSION, "day": date_format(day, "DATE_FORMAT")}
    return _("%(version)s, of %(day)s") % about
