"""allauth's adapter: sign-up, mails, address changes and rate limits by our rules."""

import logging
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.accounts import addresses, known_device, signing_up
from tracker.accounts.devices import end_others
from tracker.accounts.events import record, record_failure
from tracker.accounts.languages import language_for
from tracker.accounts.notices import mark_as_notified
from tracker.accounts.whom_to_ask import whom_to_ask
from tracker.models import User

LOG = logging.getLogger(__name__)
STAGES_OF_OURS = {
    "allauth.account.stages.EmailVerificationStage": "tracker.accounts.second_step.AddressStage",
    "allauth.mfa.stages.AuthenticateStage": "tracker.accounts.second_step.CodeStage",
}
WAYS = {
    "reauthenticate": gettext_lazy("Use your password"),
    "mfa_reauthenticate": gettext_lazy("Use a code of your app"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}
NOT_THE_CURRENT = gettext_lazy("That is not your current password.")


def _no_match() -> SafeString:
    message = _(
        "That email and password don’t match. Check for typos. "
        '<a class="fw-semibold" href="%(reset)s">Reset your password</a>'
    )
    return mark_safe(message % {"reset": reverse("account_reset_password")})


def _locked() -> SafeString:
    """The duration is that of ACCOUNT_RATE_LIMITS."""
    if settings.SENDS_MAIL:
        message = _(
            "Too many tries. Try again in 5 minutes, or "
            '<a class="fw-semibold" href="%(reset)s">reset your password</a>.'
        )
        return mark_safe(message % {"reset": reverse("account_reset_password")})
    message = _(
        "Too many tries. Try again in 5 minutes. If you forgot your password, ask %(whom)s."
    )
    return mark_safe(message % {"whom": escape(whom_to_ask())})


def _address_in_use() -> SafeString:
    message = _(
        'There is an account with this email. <a class="fw-semibold" href="%(sign_in)s">Sign in</a>'
        ' or <a class="fw-semibold" href="%(reset)s">reset your password</a>.'
    )
    links = {"sign_in": reverse("account_login"), "reset": reverse("account_reset_password")}
    return mark_safe(message % links)


class Adapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": lazy(_no_match, SafeString)(),
        "email_taken": lazy(_address_in_use, SafeString)(),
        "enter_current_password": NOT_THE_CURRENT,
        "incorrect_password": NOT_THE_CURRENT,
        "incorrect_code": gettext_lazy("That code is wrong. Type the one of the newest email."),
        "too_many_login_attempts": lazy(_locked, SafeString)(),
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Only paths of this site; False for a malformed URL."""
        try:
            return url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        except ValueError:
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return signing_up.anybody_can()

    def get_client_ip(self, request: HttpRequest) -> str:
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured as error:
            raise PermissionDenied(
                _("X-Forwarded-For names fewer addresses than TRUSTED_PROXIES says.")
            ) from error

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Replace the address after its link was opened, or its code was typed at the sign-up."""
        about = {"email": email_address.email}
        try:
            self.change_address(request, email_address, confirmed=True)
        except (addresses.AddressInUse, EmailAddress.DoesNotExist):
            self.add_message(
                request, messages.ERROR, "account/messages/email_confirmation_failed.txt", about
            )
            return False
        return True

    def can_delete_email(self, email_address: EmailAddress) -> bool:
        return email_address.email != email_address.user.email

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        return [STAGES_OF_OURS.get(stage, stage) for stage in stages]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to confirm who it is, the first of which is offered first."""
        ways = super().get_reauthentication_methods(user)
        if not settings.PASSKEYS and len(ways) > 1:
            ways = [way for way in ways if way["id"] != "mfa_reauthenticate:webauthn"]
        return [way | {"description": WAYS[way["id"]]} for way in ways]

    def is_reauthentication_required(self, *, app: str, **about: Any) -> bool:
        """Not within a quarter of an hour of a sign-in, either."""
        records = get_authentication_records(self.request, self.request.user)
        now, most = time.time(), account_settings.REAUTHENTICATION_TIMEOUT
        if any(now - record["at"] < most for record in records):
            return False
        return bool(super().is_reauthentication_required(app=app, **about))

    def change_address(
        self, request: HttpRequest, address: EmailAddress, *, confirmed: bool
    ) -> None:
        user, email = address.user, address.email
        before = addresses.change(user, email, confirmed=confirmed)
        if before == email:
            return
        about = {"from_email": before, "to_email": email}
        self.add_message(
            request, messages.SUCCESS, "account/messages/email_confirmed.txt", {"email": email}
        )
        mark_as_notified(request)
        user.email = email
        end_others(request, user)
        record(request, user, "email_changed")
        self.send_notification_mail("account/email/email_changed", user, about, email=before)

    def reauthenticate(self, user: Any, password: str) -> bool:
        is_right = bool(super().reauthenticate(user, password))
        if not is_right:
            record_failure(self.request, user)
        return is_right

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, signup: bool
    ) -> None:
        """A code at the sign-up, which is typed on its page; a link for a new address."""
        address, about = (
            emailconfirmation.email_address,
            {"user": emailconfirmation.email_address.user},
        )
        if isinstance(emailconfirmation, EmailConfirmationHMAC):
            about["activate_url"] = self.get_email_confirmation_url(request, emailconfirmation)
            self.send_mail("account/email/email_confirmation", address.email, about)
        else:
            about["code"] = emailconfirmation.code
            self.send_mail("account/email/email_confirmation_signup", address.email, about)

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _on_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _on_our_site(super().get_email_confirmation_url(request, emailconfirmation))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A failure to send is a page of its own."""
        try:
            self.deliver(template_prefix, email, context)
        except OSError as error:
            LOG.error("A mail could not be sent: %s", error)
            page = render(self.request, "account/mail_failed.html", status=503)
            raise ImmediateHttpResponse(page) from error

    def deliver(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of whoever reads it, with SITE_URL instead of the request's host.

        Anybody can forge the host, and ask for a link in any language. Raises OSError.
        """
        site = {
            "site_url": settings.SITE_URL,
            "site_name": urlsplit(settings.SITE_URL).netloc,
        }
        with language_for(context.get("user") or User.objects.filter(email=email.lower()).first()):
            site["whom_to_ask"] = whom_to_ask()
            super().send_mail(template_prefix, email, context | site)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Ignore a failure to send, because the change that it reports is done."""
        if settings.SENDS_MAIL:
            try:
                super().send_notification_mail(*args, **kwargs)
            except ImmediateHttpResponse:
                return

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Without the host of the request, which anybody can forge.

        A device that was signed in before has its own counter.
        """
        email = _normalised_email(credentials)
        return f"{email} {known_device.device_of(request, email)}".strip()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, action="login_failed", key=_normalised_email(credentials))

    def post_login(self, request: HttpRequest, user: Any, **about: Any) -> HttpResponse:
        response = super().post_login(request, user, **about)
        known_device.remember(response, user.email)
        return response


def _normalised_email(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email", "")).strip().lower()


def _on_our_site(url: str) -> str:
    return settings.SITE_URL + urlsplit(url).path
