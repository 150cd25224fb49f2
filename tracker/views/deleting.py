"""The page that deletes an account with everything in it, and the one after it."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tracker.accounts.confirming import confirmed
from tracker.accounts.delete_form import DeleteForm
from tracker.accounts.deleting import delete_person, gone_from_backups_on, leaves_people_alone
from tracker.accounts.hosts import LastHost
from tracker.accounts.known_device import device_of
from tracker.accounts.requests import SignedInRequest
from tracker.models import User
from tracker.views.data import since_download


def delete(request: SignedInRequest) -> HttpResponse:
    """Somebody without a password confirms who they are on a page before this one."""
    if request.user.has_usable_password():
        return _delete(request)
    return confirmed(_delete)(request)


def _delete(request: SignedInRequest) -> HttpResponse:
    user, device = request.user, device_of(request, request.user.email)
    is_only_host = leaves_people_alone(user)
    form = DeleteForm(user, request.POST if request.method == "POST" else None)
    if not is_only_host and form.is_bound and form.is_valid():
        try:
            delete_person(user, device)
        except LastHost:
            return redirect("account_delete")
        return _goodbye(request)
    page = {"form": form, "is_last_host": is_only_host, **_what_goes(user)}
    page |= {"since": since_download(request)}
    return render(request, "account/delete.html", page, status=422 if form.is_bound else 200)


def _goodbye(request: HttpRequest) -> HttpResponse:
    # Nobody is left to be noted as signed out.
    request.user = AnonymousUser()
    request.session.flush()
    return redirect("account_deleted")


def _what_goes(user: User) -> dict[str, Any]:
    """Counts, by what they are of; and when the backups forget it, if anybody says."""
    sessions, now = user.sessions.all(), timezone.now()
    return {
        "sessions": sessions.count(),
        "notes": sessions.exclude(note="").count(),
        "steady": user.steady_readings.count(),
        "trials": user.trials.count(),
        "own_tests": user.own_mobilitytests.count(),
        "pictures": user.pictures.count(),
        "own_routines": user.own_routines.count(),
        "links": user.share_links.filter(withdrawn_at=None, ends_at__gt=now).count(),
        "gone_on": gone_from_backups_on(user),
        "section": "settings",
    }


@require_safe
@login_not_required
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "account/deleted.html")
