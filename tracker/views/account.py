"""Makes allauth's pages stricter: links work for their owner alone, with one address an account."""

from functools import partial
from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from mobility import rate_limit
from tracker.accounts import addresses, invitations, signing_up
from tracker.accounts.events import record_failed_sign_in
from tracker.accounts.forms import IN_USE
from tracker.accounts.links import send_link
from tracker.accounts.whom_to_ask import whom_to_ask
from tracker.models import Invitation

TOO_MANY_ACCOUNTS = gettext_lazy(
    "Many accounts were made from where you are. Try again in an hour, or ask %(whom)s."
)


class SignIn(views.LoginView):
    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, "email_password_mismatch"):
            # Once it is sent, so that a known address takes no longer than an unknown one.
            after: list[Any] = response._resource_closers  # type: ignore[attr-defined]
            after.append(partial(record_failed_sign_in, self.request, form.cleaned_data["login"]))
        return response


class SignUp(views.SignupView):
    def closed(self) -> HttpResponse:
        about = {"by_invitation": not signing_up.nobody_can()}
        return render(self.request, self.template_name_signup_closed, about)

    def form_valid(self, form: Any) -> HttpResponse:
        """Shows a form error to the later of two people who sign up with one address at once."""
        if rate_limit.accounts.wait(get_adapter().get_client_ip(self.request)):
            form.add_error(None, TOO_MANY_ACCOUNTS % {"whom": whom_to_ask()})
            return self.form_invalid(form)
        try:
            with transaction.atomic():
                return self.create(form)
        except IntegrityError:
            form.add_error("email", get_adapter().validation_error("email_taken"))
            return self.form_invalid(form)

    def create(self, form: Any) -> HttpResponse:
        """Makes the account of a valid form, within a transaction."""
        return super().form_valid(form)


class Used(Exception):
    """The invitation was used, or taken back, while its page was open."""


class Join(SignUp):
    """The sign-up by invitation: the address is that of the invitation, whatever is sent."""

    template_name = "account/join.html"
    invitation: Invitation | None = None

    def is_open(self) -> bool:
        self.invitation = invitations.usable(self.kwargs["token"])
        return self.invitation is not None

    def closed(self) -> HttpResponse:
        """The same page for every link that does not work."""
        return render(self.request, "account/join_over.html", status=404)

    def get_form_kwargs(self) -> dict[str, Any]:
        assert self.invitation
        email, options = self.invitation.email, super().get_form_kwargs()
        if "data" in options:
            options["data"] = options["data"].copy()
            options["data"]["email"] = email
        return options | {"initial": {"email": email}}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["email"].widget.attrs["readonly"] = True
        form.is_invited = True
        return form

    def get_context_data(self, **about: Any) -> dict[str, Any]:
        return super().get_context_data(**about) | {"invitation": self.invitation}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except Used:
            return self.closed()

    def create(self, form: Any) -> HttpResponse:
        if not (self.invitation and invitations.use(self.invitation)):
            raise Used
        return super().create(form)


class SignUpByPasskey(SignUp):
    """Asks for an address; the code that is mailed there leads to a page that makes the passkey."""

    template_name = "account/signup_by_passkey.html"

    def is_open(self) -> bool:
        if not settings.MFA_PASSKEY_SIGNUP_ENABLED:
            raise Http404
        return bool(super().is_open())

    def get_form_kwargs(self) -> dict[str, Any]:
        return dict(super().get_form_kwargs()) | {"by_passkey": True}


class Email(views.EmailView):
    template_name = "account/email.html"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except addresses.AddressInUse:
            form.add_error("email", IN_USE % {"email": form.cleaned_data["email"]})
            return self.form_invalid(form)

    def _action_primary(self, request: HttpRequest, *given: Any, **named: Any) -> None:
        """Does nothing: an address becomes primary only by its confirmation link."""

    def _action_send(self, request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if address := self._get_email_address(request):
            send_link(request, address)
        return HttpResponseRedirect(self.get_success_url())


class ConfirmEmail(views.ConfirmEmailView):
    """Confirms an address only for the account that asked for it, whoever opens the link."""

    def logout_other_user(self, confirmation: Any) -> None:
        """Does nothing: opening a link must not sign anybody out."""

    def post(self, *given: Any, **named: Any) -> HttpResponse:
        self.object = self.get_object()
        if self._is_theirs():
            return super().post(*given, **named)
        return self.render_to_response(self.get_context_data(), status=403)

    def get_context_data(self, **about: Any) -> dict[str, Any]:
        page = super().get_context_data(**about)
        page["can_confirm"] = page["can_confirm"] and self._is_free()
        return page | {"is_theirs": self._is_theirs()}

    def _is_theirs(self) -> bool:
        return bool(self.object) and self.request.user.pk == self.object.email_address.user_id

    def _is_free(self) -> bool:
        address = self.object.email_address
        return not addresses.holders(address.email).exclude(pk=address.user_id).exists()

    def get_redirect_url(self) -> str:
        return str(reverse("account_email"))
