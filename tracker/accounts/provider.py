"""Signing in with an account at the provider that the host set, by OpenID Connect."""

import logging
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from allauth.socialaccount.providers.base.provider import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from requests import RequestException

from mobility import rate_limit
from mobility.oidc import Provider
from tracker.accounts import addresses, invitations, signing_up
from tracker.accounts.whom_to_ask import whom_to_ask
from tracker.models import User

LOG = logging.getLogger(__name__)
# How accounts at the provider are stored, whatever it is called.
ID, KIND = "provider", "openid_connect"
NONCE = "provider_nonce"
# No name and no picture.
SCOPE = ["openid", "email"]
SECONDS_OF_A_CONFIGURATION = 60 * 60
NO_ANSWER = (RequestException, OAuth2Error, KeyError, TypeError, ValueError, ImproperlyConfigured)
ADDRESSES = ("issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint")
_configurations: dict[str, tuple[float, dict[str, Any]]] = {}


def name() -> str:
    """What people call the provider; empty if there is none."""
    return settings.OIDC.name if settings.OIDC else ""


def account_of(user: User) -> SocialAccount | None:
    return SocialAccount.objects.filter(user=user, provider=ID).first()


@contextmanager
def answering() -> Iterator[None]:
    """An answer that is none of a provider is its fault, and raises ProviderException."""
    try:
        yield
    except NO_ANSWER as error:
        raise ProviderException(repr(error)) from error


def nonce_of(request: HttpRequest) -> str:
    """Ties what the provider signs to this browser session."""
    return str(request.session.setdefault(NONCE, secrets.token_urlsafe(24)))


class Client(OpenIDConnectOAuth2Adapter):
    """Asks the provider; what it says about somebody is checked and then forgotten."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, ID)

    def get_provider(self) -> Any:
        parent: Any = super()
        provider = parent.get_provider()
        # It would make another of its own.
        provider.get_oauth2_adapter = lambda _: self
        return provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        # As it is registered at the provider, whatever host a request names.
        return settings.SITE_URL + reverse("provider_back")

    @property
    def openid_config(self) -> dict[str, Any]:
        """Its addresses, which are asked for once an hour and not for each sign-in."""
        url = _that_is_set().url
        asked_at, configuration = _configurations.get(url, (0.0, {}))
        if time.monotonic() - asked_at > SECONDS_OF_A_CONFIGURATION or not configuration:
            with answering():
                configuration = self._ask_for_configuration()
            _configurations[url] = (time.monotonic(), configuration)
        return configuration

    def _ask_for_configuration(self) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            response = session.get(self.get_provider().server_url)
            response.raise_for_status()
            answer: dict[str, Any] = dict(response.json())
            return {name: answer[name] for name in ADDRESSES} | answer

    def get_access_token_data(self, *about: Any, **named: Any) -> Any:
        with answering():
            return super().get_access_token_data(*about, **named)

    def parse_token(self, data: Any) -> Any:
        with answering():
            parent: Any = super()
            return parent.parse_token(data)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **about: Any) -> Any:
        with answering():
            return self._login(request, app, token, about["response"])

    def _login(self, request: HttpRequest, app: SocialApp, token: Any, answer: Any) -> SocialLogin:
        # Read from the provider itself, over TLS, so that its signature adds nothing.
        signed = self._decode_id_token(app, answer["id_token"])
        if not secrets.compare_digest(str(signed.get("nonce", "")), nonce_of(request)):
            raise ProviderException("the nonce is another")
        claims = self._fetch_user_info(token.token)
        if claims["sub"] != signed["sub"]:
            raise ProviderException("the claims are somebody else's")
        login: SocialLogin = self.get_provider().sociallogin_from_response(
            request, {"userinfo": claims}
        )
        login.account.extra_data = {}
        for address in login.email_addresses:
            address.verified = claims.get("email_verified") is True
        return login


class Adapter(DefaultSocialAccountAdapter):
    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The one that is set; none of the database."""
        if settings.OIDC is None or provider not in (None, ID, KIND):
            return []
        about = {"server_url": settings.OIDC.url, "oauth_pkce_enabled": True, "scope": SCOPE}
        return [
            SocialApp(
                provider=KIND,
                provider_id=ID,
                name=settings.OIDC.name,
                client_id=settings.OIDC.client_id,
                secret=settings.OIDC.secret,
                settings=about,
            )
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever is new here: whether they may be, and with which address."""
        is_linking = sociallogin.state.get("process") == "connect"
        if sociallogin.is_existing or is_linking:
            return
        email = _email_of(sociallogin)
        if not (_may_sign_up(sociallogin) or _invitation(sociallogin)):
            about = {"by_invitation": not signing_up.nobody_can()}
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html", about))
        if not email or addresses.holders(email).exists():
            raise ImmediateHttpResponse(_refused(request, email))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return True  # pre_social_login has refused whoever may not.

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> Any:
        email = _email_of(sociallogin)
        if rate_limit.accounts.wait(get_account_adapter().get_client_ip(request)):
            raise ImmediateHttpResponse(render(request, "429.html", status=429))
        try:
            with transaction.atomic():
                self._use_invitation(request, sociallogin)
                user = super().save_user(request, sociallogin, form)
                is_verified = any(row.verified for row in sociallogin.email_addresses)
                addresses.ensure_primary(user, verified=is_verified)
        except IntegrityError as error:
            # Of two who came at once with one address, the later.
            raise ImmediateHttpResponse(_refused(request, email)) from error
        return user

    def _use_invitation(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        invitation = _invitation(sociallogin)
        if invitation and not invitations.use(invitation) and not _may_sign_up(sociallogin):
            raise ImmediateHttpResponse(render(request, "account/join_over.html", status=404))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: SocialAccount) -> str:
        return reverse("settings_account")

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Any = None,
        extra_context: Any = None,
    ) -> None:
        raise ImmediateHttpResponse(
            failed(request, exception, cancelled=error == AuthError.CANCELLED)
        )


def failed(request: HttpRequest, error: Any, *, cancelled: bool = False) -> HttpResponse:
    """Back to where somebody came from, with what happened."""
    about = {"name": name(), "whom": whom_to_ask()}
    if cancelled:
        messages.info(request, _("You cancelled at %(name)s. Nothing was changed.") % about)
    else:
        LOG.warning("OIDC: %s", " ".join(repr(error or "no such state").split())[:300])
        sentence = _("%(name)s did not confirm who you are. Try again, or ask %(whom)s.")
        messages.error(request, sentence % about)
    return redirect("settings_account" if request.user.is_authenticated else "account_login")


def _refused(request: HttpRequest, email: str) -> HttpResponse:
    """An account is never taken over by what another server says about an address."""
    page = {"provider": name(), "email": email}
    return render(request, "account/provider_refused.html", page, status=409)


def _that_is_set() -> Provider:
    assert settings.OIDC
    return settings.OIDC


def _email_of(login: SocialLogin) -> str:
    return str(getattr(login.user, "email", "") or "").lower()


def _may_sign_up(login: SocialLogin) -> bool:
    return _that_is_set().signup or signing_up.anybody_can()


def _invitation(login: SocialLogin) -> Any:
    """The one that waits for this address, if the provider says whose it is."""
    verified = [row.email.lower() for row in login.email_addresses if row.verified]
    if signing_up.nobody_can() or not verified:
        return None
    return invitations.pending().filter(email__in=verified).first()
