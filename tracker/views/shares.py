"""A person's shared links: the list, the form of a new one, and the end of one."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tracker.accounts import events
from tracker.accounts.confirming import confirmed
from tracker.accounts.qr_codes import qr_code
from tracker.accounts.requests import SignedInRequest
from tracker.forms.share import DAYS, SHORT, ShareForm
from tracker.models import ShareLink, User
from tracker.models.revision import changing
from tracker.queries.report import PARTS
from tracker.sessions.sharing import (
    MOST_ENDED,
    MOST_LIVE,
    UNDO,
    TooManyLinksError,
    ended,
    live,
    make,
    stop,
    undo_stop,
)
from tracker.views.shared import scope_of, show, unlisted

A_WEEK = datetime.timedelta(days=6)  # within which the name of a day says which one


@dataclass(frozen=True)
class Line:
    """A link in the list, with what it shows and how often it was opened, in words."""

    link: ShareLink

    @property
    def parts(self) -> str:
        return ", ".join(SHORT[part] for part in PARTS if part in self.link.shows)

    @property
    def visits(self) -> str:
        if not self.link.opened_at:
            return _("Not opened yet")
        opened = ngettext(
            "Opened %(count)s time, last on %(day)s",
            "Opened %(count)s times, last on %(day)s",
            self.link.opened,
        )
        return opened % {"count": self.link.opened, "day": _day(self.link.opened_at)}

    @property
    def ended_on(self) -> datetime.datetime:
        return min(self.link.withdrawn_at or self.link.ends_at, self.link.ends_at)

    @property
    def can_be_undone(self) -> bool:
        stopped = self.link.withdrawn_at
        return stopped is not None and timezone.now() - stopped < UNDO


def _day(moment: datetime.datetime) -> str:
    local, now = timezone.localtime(moment), timezone.localtime()
    return formats.date_format(local, "l" if now.date() - local.date() <= A_WEEK else "DATE_FORMAT")


@require_safe
def shares(request: SignedInRequest) -> HttpResponse:
    user = request.user
    page = {
        "live": [Line(link) for link in live(user)],
        "ended": [Line(link) for link in ended(user)[:MOST_ENDED]],
    }
    return render(request, "shares/shares.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def share_new(request: SignedInRequest) -> HttpResponse:
    """The form, what it would show, or the link, of which the address is shown this once."""
    user = request.user
    if request.method != "POST":
        return _form(request, ShareForm(user, like=_like(request)))
    form = ShareForm(user, request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    if "change" in request.POST:
        return _form(request, form)
    if "see" in request.POST:
        return show(request, form.scope, {"form": form, "is_preview": True})
    return _made(request, form)


def _like(request: SignedInRequest) -> ShareLink | None:
    number = request.GET.get("like", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 19
    return request.user.share_links.filter(pk=number).first() if is_number else None


def _form(request: SignedInRequest, form: ShareForm, status: int = 200) -> HttpResponse:
    ends = [timezone.localdate() + datetime.timedelta(days=int(days)) for days in DAYS]
    return render(request, "shares/new.html", {"form": form, "ends": ends}, status=status)


def _made(request: SignedInRequest, form: ShareForm) -> HttpResponse:
    user, secret = request.user, form.cleaned_data["secret"]
    try:
        link = _make(request, user, form)
    except TooManyLinksError:
        form.add_error(
            None, _("You have %(most)s open links. Stop one first.") % {"most": MOST_LIVE}
        )
        return _form(request, form, status=422)
    if link.withdrawn_at:
        return redirect("shares")
    address = settings.SITE_URL + reverse("shared", args=[user.pk, secret])
    page = {"link": link, "address": address, "code": qr_code(address)}
    return render(request, "shares/made.html", page)


def _make(request: SignedInRequest, user: User, form: ShareForm) -> ShareLink:
    with changing(user.pk):
        link, is_new = make(user, form.cleaned_data["secret"], form.requested)
        if is_new:
            events.record(request, user, "link_made", link.name)
    return link


@unlisted
@require_safe
def share_see(request: SignedInRequest, link: int) -> HttpResponse:
    """What the link shows, to its owner; not counted."""
    own = get_object_or_404(ShareLink, owner=request.user, pk=link)
    return show(request, scope_of(own), {"until": own.ends_at, "link": own})


@require_POST
def share_stop(request: SignedInRequest, link: int) -> HttpResponse:
    own = get_object_or_404(ShareLink, owner=request.user, pk=link)
    with changing(request.user.pk):
        if stop(own):
            events.record(request, request.user, "link_withdrawn", own.name)
            messages.success(request, _("Stopped. The link shows nothing any more."))
    return redirect("shares")


@require_POST
def share_undo(request: SignedInRequest, link: int) -> HttpResponse:
    own = get_object_or_404(ShareLink, owner=request.user, pk=link)
    with changing(request.user.pk):
        if undo_stop(own):
            events.record(request, request.user, "link_restored", own.name)
            messages.success(request, _("The link is open again, at its old address."))
        else:
            messages.error(request, _("It is too late to undo. Share again makes a new link."))
    return redirect("shares")
