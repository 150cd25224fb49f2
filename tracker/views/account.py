"""Makes allauth's pages stricter: links work for their owner alone, with one address an account."""

from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from mobility import rate_limit
from tracker.accounts import addresses, invitations, signing_up
from tracker.accounts.forms import IN_USE, LINK_TOO_SOON
from tracker.accounts.whom_to_ask import whom_to_ask
from tracker.models import Invitation

TOO_MANY_ACCOUNTS = gettext_lazy(
    "Many accounts were made from where you are. Try again in an hour, or ask %(whom)s."
)


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
        super()._action_send(request)
        if not self._did_send_verification_email:
            messages.warning(request, LINK_TOO_SOON)
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
