"""The authenticator app and its recovery codes: on, off, and the code that is asked for."""

from allauth.mfa.base import views as codes
from allauth.mfa.recovery_codes.internal import flows as recovery_flows
from allauth.mfa.totp import views
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tracker.accounts import recovery
from tracker.accounts.confirming import confirmed
from tracker.accounts.requests import SignedInRequest
from tracker.accounts.second_step import has_app

turn_on = views.ActivateTOTPView.as_view()
ask_for_code = codes.AuthenticateView.as_view()
confirm_by_code = codes.ReauthenticateView.as_view()


def app(request: SignedInRequest) -> HttpResponse:
    """Leads to the page that turns the app on, or to the one that says it is on."""
    return redirect("mfa_deactivate_totp" if has_app(request.user) else "mfa_activate_totp")


def turn_off(request: SignedInRequest) -> HttpResponseBase:
    if not has_app(request.user):
        return redirect("mfa_activate_totp")
    return views.DeactivateTOTPView.as_view()(request)


@require_http_methods(["GET", "HEAD", "POST"])
@confirmed
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """Shows the codes that still work; makes new ones, which end the old."""
    if not has_app(request.user):
        return redirect("mfa_activate_totp")
    if request.method == "POST":
        recovery_flows.generate_recovery_codes(request)
        return redirect("mfa_view_recovery_codes")
    page = {"codes": recovery.unused(request.user)}
    return render(request, "mfa/recovery_codes/index.html", page)
