"""The way to the provider of OpenID Connect and back, and an account that is linked with it."""

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.decorators import rate_limit
from allauth.socialaccount.providers.base.provider import ProviderException
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts import events, provider
from tracker.accounts.requests import SignedInRequest
from tracker.accounts.second_step import passkeys_of
from tracker.models.revision import changing


@login_not_required
@require_POST
@rate_limit(action="provider")  # type: ignore[untyped-decorator]
def sign_in(request: HttpRequest) -> HttpResponse:
    """To the provider; whoever is signed in goes on as who they are."""
    if settings.OIDC is None or request.user.is_authenticated:
        return redirect("account_login")
    return _safely(request, lambda: _away(request, "login"))


@require_POST
@reauthentication_required
def link(request: SignedInRequest) -> HttpResponse:
    if settings.OIDC is None:
        return redirect("settings_account")
    return _safely(request, lambda: _away(request, "connect"))


@login_not_required
@require_safe
@rate_limit(action="provider")  # type: ignore[untyped-decorator]
def back(request: HttpRequest) -> HttpResponse:
    """From the provider, with an answer that only this browser session can use, once."""
    if settings.OIDC is None:
        return redirect("account_login")
    view = OAuth2CallbackView.adapter_view(provider.Client(request))
    return _safely(request, lambda: view(request))


@require_POST
@reauthentication_required
def unlink(request: SignedInRequest) -> HttpResponse:
    """Only for somebody who can still sign in without it."""
    user, account = request.user, provider.account_of(request.user)
    if account is None:
        return redirect("settings_account")
    if not user.has_usable_password() and not passkeys_of(user):
        messages.warning(request, _("Set a password or add a passkey first, then unlink it."))
        return redirect("settings_account")
    with changing(user.pk):
        account.delete()
        events.record(request, user, "provider_unlinked", provider.name())
    about = {"user": user, "provider": provider.name()}
    get_account_adapter().send_notification_mail("account/email/provider_unlinked", user, about)
    messages.success(request, _("Unlinked. It does not sign you in any more."))
    return redirect("settings_account")


def _away(request: HttpRequest, process: str) -> HttpResponse:
    client = provider.Client(request)
    nonce = {"nonce": provider.nonce_of(request)}
    target = get_next_redirect_url(request)
    way: Any = client.get_provider()
    answer: HttpResponse = way.redirect(request, process, next_url=target, auth_params=nonce)
    return answer


def _safely(request: HttpRequest, ask: Callable[[], Any]) -> HttpResponse:
    try:
        answer: HttpResponse = ask()
        return answer
    except ImmediateHttpResponse as error:
        page: HttpResponse = error.response
        return page
    except ProviderException as error:
        return provider.failed(request, error)
