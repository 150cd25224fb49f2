"""Passkeys: their list, adding, naming and removing one, and the way in by one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from allauth.mfa import signals
from allauth.mfa.base.internal.flows import delete_and_cleanup
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views
from allauth.mfa.webauthn.internal import auth
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tracker.accounts.confirming import confirmed
from tracker.accounts.passkeys import AddForm, NameForm
from tracker.accounts.requests import SignedInRequest
from tracker.accounts.second_step import PASSKEY, passkeys_of

# Seconds in which a passkey has to be chosen; the session of a stranger lasts no longer.
TIME_TO_CHOOSE = 15 * 60


OfOne = Callable[[SignedInRequest, Authenticator], HttpResponse]


@require_safe
def passkeys(request: SignedInRequest) -> HttpResponse:
    page = {"passkeys": passkeys_of(request.user), "works": settings.PASSKEYS}
    return render(request, "mfa/webauthn/authenticator_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def add(request: SignedInRequest) -> HttpResponse:
    """The page on which a browser makes a passkey; it has to be one that needs no password."""
    if not settings.PASSKEYS:
        return redirect("mfa_list_webauthn")
    form = AddForm(request.POST or None, user=request.user)
    if form.is_valid():
        _store(request, form.cleaned_data)
        return redirect("mfa_list_webauthn")
    page = {"form": form, "options": auth.begin_registration(request.user, True)}
    status = 422 if form.is_bound else 200
    return render(request, "mfa/webauthn/add_form.html", page, status=status)


def _store(request: SignedInRequest, made: dict[str, Any]) -> None:
    row = auth.WebAuthn.add(request.user, made["name"], made["credential"]).instance
    about = {"request": request, "user": request.user, "authenticator": row}
    signals.authenticator_added.send(sender=Authenticator, **about)
    messages.success(request, _("Your passkey is added. Sign in with it from now on."))
    get_adapter().send_notification_mail("mfa/email/webauthn_added", request.user)


def of_one(view: OfOne) -> Any:
    """A view of one passkey of the person: a 404 for any other comes before all else."""
    behind = confirmed(view)

    @wraps(view)
    def of_passkey(request: SignedInRequest, passkey: int) -> HttpResponse:
        own = {"pk": passkey, "user": request.user, "type": PASSKEY}
        return behind(request, get_object_or_404(Authenticator, **own))

    return require_http_methods(["GET", "HEAD", "POST"])(of_passkey)


@of_one
def rename(request: SignedInRequest, row: Authenticator) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": str(row)})
    if form.is_valid():
        row.data["name"] = form.cleaned_data["name"]
        row.save(update_fields=["data"])
        return redirect("mfa_list_webauthn")
    page = {"form": form, "passkey": row}
    return render(
        request, "mfa/webauthn/edit_form.html", page, status=422 if form.is_bound else 200
    )


@of_one
def remove(request: SignedInRequest, row: Authenticator) -> HttpResponse:
    others = len(passkeys_of(request.user)) - 1
    is_last = not others and not request.user.has_usable_password()
    if request.method == "POST" and not is_last:
        delete_and_cleanup(request, row)
        messages.success(request, _("The passkey is removed. It signs nobody in any more."))
        get_adapter().send_notification_mail("mfa/email/webauthn_removed", request.user)
        return redirect("mfa_list_webauthn")
    page = {"passkey": row, "is_last": is_last}
    return render(request, "mfa/webauthn/authenticator_confirm_delete.html", page)


class SignIn(views.LoginWebAuthnView):
    """Signs in by a passkey alone; a script asks for the challenge first."""

    def get(self, request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        is_asked = get_adapter().is_ajax(request)
        if is_asked and not ratelimit.consume(request, action="passkey_challenge"):
            return ratelimit.respond_429(request)
        if is_asked and not request.user.is_authenticated:
            request.session.set_expiry(TIME_TO_CHOOSE)
        response: HttpResponse = super().get(request, *given, **named)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        # What comes now is no stranger's any more.
        self.request.session.set_expiry(None)
        response: HttpResponse = super().form_valid(form)
        return response


class SignUp(views.SignupWebAuthnView):
    """Makes the passkey of a new account, whose address is confirmed."""


class Confirm(views.ReauthenticateWebAuthnView):
    """Confirms by a passkey who it is, before something is changed."""

    def form_invalid(self, form: Any) -> HttpResponse:
        for message in form.errors.get("credential", ()):
            messages.error(self.request, message)
        return redirect(self.request.get_full_path())
