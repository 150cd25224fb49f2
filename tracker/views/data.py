"""Your data: downloads of everything, and the way to bring it in and to delete it."""

import datetime

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mobility import rate_limit
from tracker.accounts.confirming import confirmed
from tracker.accounts.events import record
from tracker.accounts.requests import SignedInRequest
from tracker.models.revision import changing
from tracker.transfer.candidate import Format
from tracker.transfer.formats import FORMATS, archive
from tracker.transfer.uploads import last_import
from tracker.views.errors import too_much_sent

# One of five years takes some seconds; so many at once, and then one every two minutes.
downloads = rate_limit.Buckets(10, 1 / 120)
ALL = Format("all", "supple.zip", "application/zip", archive.write)


@require_safe
def data(request: SignedInRequest) -> HttpResponse:
    """What there is of a person, and what they can do with it."""
    user = request.user
    page = {
        "sessions": user.sessions.count(),
        "since": since_download(request),
        "last_import": last_import(user),
        "formats": FORMATS.values(),
        "section": "settings",
    }
    return render(request, "data/data.html", page)


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
