"""The host's pages about one person: invite, take an invitation back, close, remove."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tracker.accounts import closing, deleting, events, invitations, signing_up
from tracker.accounts.host_forms import InviteForm, RemoveForm
from tracker.accounts.hosts import host_only
from tracker.accounts.requests import SignedInRequest
from tracker.models import User

page_or_form = require_http_methods(["GET", "HEAD", "POST"])


@host_only
@page_or_form
def invite(request: SignedInRequest) -> HttpResponse:
    """The answer to a valid form is the one page that shows the link."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    page = {"form": form, "section": "settings", "nobody": signing_up.nobody_can()}
    if not (form.is_bound and form.is_valid()):
        return render(request, "host/invite.html", page, status=422 if form.is_bound else 200)
    invitation, link = invitations.invite(request.user, form.cleaned_data["email"])
    events.record(request, request.user, "invited")
    page |= {"invitation": invitation, "link": link}
    page["is_mailed"] = invitations.is_mailed(invitation, link)
    return render(request, "host/invited.html", page)


@host_only
@require_POST
def withdraw(request: SignedInRequest, invitation: int) -> HttpResponse:
    if invitations.withdraw(invitation):
        messages.success(request, _("The invitation is taken back. Its link does nothing now."))
    return redirect("host")


@host_only
@reauthentication_required
@page_or_form
def remove(request: SignedInRequest, person: int) -> HttpResponse:
    """Asks, and then closes the account, or removes it at once with everything in it."""
    user = _removable(person)
    if "close" in request.POST:
        return _close(request, user)
    form = RemoveForm(user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _remove(request, user)
    page = {"person": user, "form": form, "section": "settings"}
    page["gone_on"] = deleting.gone_from_backups_on(request.user)
    return render(request, "host/remove.html", page, status=422 if form.is_bound else 200)


@host_only
@require_POST
def let_stay(request: SignedInRequest, person: int) -> HttpResponse:
    user = _removable(person)
    closing.let_stay(user)
    events.record(request, request.user, "person_stays")
    messages.success(request, _("%(email)s stays.") % {"email": user.email})
    return redirect("host")


def _close(request: SignedInRequest, user: User) -> HttpResponse:
    is_mailed = closing.close(user)
    events.record(request, request.user, "person_closing")
    about = {"email": user.email, "day": closing.day_of(user)}
    if is_mailed:
        messages.success(request, _("%(email)s has until %(day)s. An email says so.") % about)
    else:
        sentence = _("%(email)s has until %(day)s. Their pages say so; no email went out.")
        messages.warning(request, sentence % about)
    return redirect("host")


def _remove(request: SignedInRequest, user: User) -> HttpResponse:
    email = user.email
    # Recorded without whom, since nothing of them is to stay.
    deleting.delete_person(user)
    events.record(request, request.user, "person_removed")
    messages.success(request, _("%(email)s is removed, with everything.") % {"email": email})
    return redirect("host")


def _removable(person: int) -> User:
    """Hosts are not removed here; a command makes a host a person first."""
    return get_object_or_404(User, pk=person, is_staff=False)
