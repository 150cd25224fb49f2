"""The pages that erase a session or its note for good, after one question."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from tracker.accounts.requests import SignedInRequest
from tracker.sessions.erasing import erase, erase_note, has_note
from tracker.views.session import get_own_session, to_stage


def session(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A deleted one, or one that is still in the history."""
    of_owner = get_object_or_404(request.user.sessions.select_related("trial"), uuid=uuid)
    if request.method == "POST":
        erase(of_owner)
        messages.success(request, _("Erased for good."))
        return redirect("history_deleted" if of_owner.deleted_at else "history")
    page = {
        "session": of_owner,
        "ratings": of_owner.ratings.count(),
        "has_note": has_note(of_owner.entries.all()),
        "back": reverse("history_deleted")
        if of_owner.deleted_at
        else reverse("session", args=[uuid]),
        "section": "history",
    }
    return render(request, "history/erase.html", page)


def note(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    of_owner = get_own_session(request, uuid)
    if request.method == "POST":
        erase_note(of_owner)
        messages.success(request, _("Note erased for good."))
        return to_stage(of_owner)
    page = {"session": of_owner, "section": "history"}
    return render(request, "history/erase_note.html", page)
