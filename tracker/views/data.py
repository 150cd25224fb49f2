"""Your data: downloads of everything, and the way to bring it in and to delete it."""

import datetime
from typing import NamedTuple

from django.db.models import Count
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mobility import rate_limit
from tracker.accounts.confirming import confirmed
from tracker.accounts.events import record
from tracker.accounts.requests import SignedInRequest
from tracker.analysis import words
from tracker.analysis.words import number
from tracker.models import User
from tracker.models.revision import changing
from tracker.rules.stages import RULES
from tracker.sessions.sharing import live
from tracker.transfer.candidate import Amount, Format
from tracker.transfer.formats import FORMATS, archive
from tracker.transfer.person import amount_of
from tracker.transfer.uploads import last_import
from tracker.views.errors import too_much_sent

A_KILOBYTE, A_MEGABYTE = 1_000, 1_000_000
# One of five years takes some seconds; so many at once, and then one every two minutes.
downloads = rate_limit.Buckets(10, 1 / 120)
ALL = Format("all", "supple.zip", "application/zip", archive.write, archive.size)
TITLES = {"json": "JSON", "ratings": "CSV", "fhir": "FHIR R4"}


class FormatRow(NamedTuple):
    """A format on the page; `title` says about how large its file will be."""

    name: str
    address: str
    title: str


@require_safe
def data(request: SignedInRequest) -> HttpResponse:
    """What there is of a person, and what they can do with it."""
    user = request.user
    amount = amount_of(user)
    page = {
        "counts": _counts(user, amount),
        "since": since_download(request),
        "last_import": last_import(user),
        "open_links": live(user).count(),
        "formats": [_row(format_, amount) for format_ in FORMATS.values()],
        "section": "settings",
    }
    return render(request, "data/data.html", page)


def _counts(user: User, amount: Amount) -> str:
    """Such as "60 sessions, 998 ratings and 24 readings"."""
    columns = {f"{phase}_{part}" for phase in RULES.phases for part in ("score", "value")}
    filled = user.ratings.aggregate(**{name: Count(name) for name in columns})
    ratings, readings = (
        sum(count for name, count in filled.items() if name.endswith(part))
        for part in ("score", "value")
    )
    counts = [
        ngettext("%(count)s session", "%(count)s sessions", amount.sessions)
        % {"count": number(amount.sessions)},
        ngettext("%(count)s rating", "%(count)s ratings", ratings) % {"count": number(ratings)},
        ngettext("%(count)s reading", "%(count)s readings", readings) % {"count": number(readings)},
    ]
    return words.listed(counts if readings else counts[:2])


def _row(format_: Format, amount: Amount) -> FormatRow:
    size = format_.size(amount)
    about = {"format": TITLES.get(format_.name, format_.file_name)}
    if size < A_MEGABYTE:
        about["size"] = number(max(1, round(size / A_KILOBYTE)))
        return FormatRow(format_.name, format_.address, _("%(format)s, about %(size)s KB") % about)
    about["size"] = number(round(size / A_MEGABYTE))
    return FormatRow(format_.name, format_.address, _("%(format)s, about %(size)s MB") % about)


def since_download(request: SignedInRequest) -> int:
    """How many sessions came after the last download."""
    downloaded = request.user.downloaded_at or datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return request.user.sessions.filter(started_at__gt=downloaded).count()


@require_safe
@confirmed
def download_all(request: SignedInRequest) -> HttpResponseBase:
    """Everything in every format."""
    return _file(request, ALL)


@require_safe
@confirmed
def download(request: SignedInRequest, name: str) -> HttpResponseBase:
    """Everything in one format."""
    return _file(request, FORMATS[name])


def _file(request: SignedInRequest, format_: Format) -> HttpResponseBase:
    user = request.user
    if request.method == "HEAD":
        return HttpResponse(content_type=format_.content_type)
    if seconds := downloads.wait(str(user.pk)):
        return too_much_sent(request, seconds)
    with changing(user.pk):
        user.downloaded_at = timezone.now()
        user.save(update_fields=["downloaded_at"])
        record(request, user, "data_downloaded", format_.file_name)
    response = StreamingHttpResponse(format_.write(user), content_type=format_.content_type)
    stem, _dot, suffix = format_.file_name.partition(".")
    day = user.day_of(timezone.now()).isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}-{day}.{suffix}"'
    return response
