"""Sign-in and security: the ways in, the devices that are signed in, and what happened."""

from typing import Any, NamedTuple

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_safe

from tracker.accounts import devices, events, provider
from tracker.accounts.browsers import in_words
from tracker.accounts.recovery import codes_left
from tracker.accounts.requests import SignedInRequest
from tracker.accounts.second_step import has_app, passkeys_of
from tracker.models import User
from tracker.views.settings import TITLES


class Device(NamedTuple):
    """A browser that is signed in, as a row of the list."""

    row: UserSession
    name: str
    is_here: bool

    @property
    def is_phone(self) -> bool:
        return "Mobile" in self.row.user_agent or "Android" in self.row.user_agent


class Event(NamedTuple):
    """A line of what happened."""

    row: Any
    words: str


@require_safe
def security(request: SignedInRequest) -> HttpResponse:
    """The page of all ways in; each row says what is set there now."""
    user = request.user
    page = {
        "page": "settings_account",
        "title": TITLES["account"],
        "section": "settings",
        "password_now": _password(user),
        "passkeys_now": _passkeys(user),
        "app_now": _app(user),
        "devices_now": _devices(user),
        "is_linked": provider.account_of(user) is not None,
    }
    return render(request, "security/security.html", page)


def _password(user: User) -> str:
    if not user.has_usable_password():
        return _("None. A passkey signs you in")
    if not user.password_changed_at:
        return _("Not changed since you signed up")
    day = formats.date_format(timezone.localtime(user.password_changed_at), "DATE_FORMAT")
    return _("Changed on %(day)s") % {"day": day}


def _passkeys(user: User) -> str:
    names = [str(row) for row in passkeys_of(user)]
    if not names:
        return pgettext("passkeys", "None yet")
    # Names of their own, in a row of any length.
    return _("%(count)s: %(names)s") % {"count": len(names), "names": ", ".join(names)}


def _app(user: User) -> str:
    if not has_app(user):
        return pgettext("authenticator app", "Off")
    left = codes_left(user)
    words = ngettext("On. %(count)s recovery code left", "On. %(count)s recovery codes left", left)
    return words % {"count": left}


def _devices(user: User) -> str:
    count = devices.signed_in(user).count()
    return ngettext("%(count)s device", "%(count)s devices", count) % {"count": count}


@require_http_methods(["GET", "HEAD", "POST"])
def where(request: SignedInRequest) -> HttpResponse:
    """Lists the devices; signs one of them out, or all others."""
    if request.method == "POST":
        _sign_out(request)
        return redirect("usersessions_list")
    here = request.session.session_key
    shown = [
        Device(row, in_words(row.user_agent), row.session_key == here)
        for row in devices.signed_in(request.user)
    ]
    # The one that asks comes first.
    shown.sort(key=lambda device: not device.is_here)
    others = sum(not device.is_here for device in shown)
    return render(request, "security/devices.html", {"devices": shown, "others": others})


def _sign_out(request: SignedInRequest) -> None:
    if device := request.POST.get("device"):
        if devices.end_one(request, request.user, device):
            messages.success(request, _("That device is signed out."))
    elif "others" in request.POST:
        count = devices.others(request, request.user).count()
        devices.end_others(request, request.user)
        events.record(request, request.user, "signed_out_others")
        words = ngettext(
            "The other device is signed out.", "The other devices are signed out.", count
        )
        messages.success(request, words)


@require_safe
def happened(request: SignedInRequest) -> HttpResponse:
    """What happened to the account, the newest first."""
    rows = request.user.account_events.order_by("-at", "-pk")[: events.MOST_EVENTS]
    shown = [Event(row, events.in_words(row)) for row in rows]
    return render(request, "security/events.html", {"events": shown})
