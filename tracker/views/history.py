"""The history: the list of sessions, and how to edit, delete, restore and backdate one."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mobility import rate_limit
from tracker.accounts.requests import SignedInRequest
from tracker.forms.backdated import BackdatedGroup
from tracker.forms.edit import EditForm, StartTimeForm
from tracker.models import Session, User
from tracker.models.standing import prefetch_gaps
from tracker.queries.earlier import earlier_values
from tracker.rules.context import in_short
from tracker.rules.events import Kind
from tracker.sessions.editing import MethodsWouldMix, settle_clock
from tracker.sessions.editing import edit as write_edit
from tracker.sessions.editing import undo as undo_edit
from tracker.sessions.erasing import has_note
from tracker.sessions.lifecycle import AnotherIsOpen, delete_for_now
from tracker.sessions.lifecycle import restore as put_back
from tracker.views.session import get_own_session, to_stage

PAGE_SIZE = 30
REPLACED = gettext_lazy("Replaced. The session that was there is in History, under Deleted.")
NO_RATINGS = {"freer": 0, "same": 0, "stiffer": 0, "skipped": 0, "entered": 0}


@require_safe
def history(request: SignedInRequest) -> HttpResponse:
    sessions = request.user.sessions.done().newest_first()
    page = Paginator(sessions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": _rows(request.user, page)}
    return render(request, "history/history.html", context)


def _rows(user: User, sessions: Any) -> list[dict[str, Any]]:
    prefetch_gaps(sessions, user.sessions.all())
    ids = [session.pk for session in sessions]
    counts = {
        row["session_id"]: row for row in user.ratings.filter(session__in=ids).change_counts()
    }
    brought = _brought_in(user, sessions)
    rows = [_row(session, counts.get(session.pk, NO_RATINGS)) for session in sessions]
    for session, row in zip(sessions, rows, strict=True):
        # No sheet says how long it took.
        row |= {"brought_in": True, "duration": ""} if session.pk in brought else {}
    return rows


def _brought_in(user: User, sessions: Iterable[Session]) -> set[int]:
    """The numbers of those that came in with a sheet; most people never bring in any."""
    later = [session.pk for session in sessions if session.entered_later]
    if not later:
        return set()
    entries = user.entries.filter(session__in=later, kind=Kind.BROUGHT)
    return set(entries.values_list("session_id", flat=True))


def _row(session: Session, counts: Mapping[str, Any]) -> dict[str, Any]:
    return {**counts} | {
        "uuid": session.uuid,
        "day": session.day,
        "name": session.title,
        "duration": session.duration,
        "unrated": len(session.slots) - counts["entered"],
        "has_note": bool(session.note),
        "lately": in_short(session.context),
        "edited": session.edited_at is not None,
        "gap": session.gap_words,
        "exclusion_reason": session.worked and session.exclusion_reason,
        "entered_later": session.entered_later,
    }


def edit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    session = get_own_session(request, uuid)
    if not session.is_done:
        return to_stage(session)
    if "clock" in request.POST:
        return _settle_start(request, session)
    form = EditForm(session, request.POST or None)
    if request.method == "POST" and form.is_valid():
        if entry := form.save():
            _offer_undo(request, _("Changed."), reverse("session_undo", args=[uuid, entry.uuid]))
        return to_stage(session)
    entries = list(session.entries.all())
    page = {"session": session, "form": form, "earlier": earlier_values(session, entries)}
    page |= {"has_note": has_note(entries)}
    status = 422 if request.method == "POST" else 200
    return render(request, "history/edit.html", page, status=status)


def _settle_start(request: SignedInRequest, session: Session) -> HttpResponse:
    """Saves when a session really was, if the phone's clock was wrong."""
    form = StartTimeForm(session.zone, request.POST)
    if form.is_valid():
        settle_clock(session, form.cleaned_data["started_at"])
        return to_stage(session)
    return render(request, "history/when.html", {"session": session, "form": form}, status=422)


@require_POST
def count(request: SignedInRequest, uuid: UUID) -> HttpResponseRedirect:
    """Counts an excluded session anyway, or excludes it again."""
    session = get_own_session(request, uuid)
    if session.is_done:
        write_edit(session, {}, counts="counts" in request.POST)
    return to_stage(session)


@require_POST
def undo(request: SignedInRequest, uuid: UUID, entry: UUID) -> HttpResponseRedirect:
    session = get_own_session(request, uuid)
    try:
        if undo_edit(session, entry):
            messages.success(request, _("Restored."))
    except MethodsWouldMix:
        messages.error(
            request, _("Not undone. Two ways to measure a test would meet in a session.")
        )
    return to_stage(session)


@require_POST
def delete(request: SignedInRequest, uuid: UUID) -> HttpResponseRedirect:
    session = get_object_or_404(request.user.sessions, uuid=uuid)
    if not session.deleted_at:
        delete_for_now(session)
        _offer_undo(request, _("Session deleted."), reverse("session_restore", args=[uuid]))
    return redirect("history")


@require_POST
def restore(request: SignedInRequest, uuid: UUID) -> HttpResponseRedirect:
    session = get_object_or_404(request.user.sessions, uuid=uuid)
    try:
        put_back(session)
    except AnotherIsOpen:
        sentence = _("Another session is open. Finish or delete it, then restore this.")
        messages.error(request, sentence)
        return redirect("history_deleted")
    return to_stage(session)


@require_safe
def deleted(request: SignedInRequest) -> HttpResponse:
    sessions = request.user.sessions.exclude(deleted_at=None).order_by("-deleted_at")
    page = Paginator(sessions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "rows": _rows(request.user, page)}
    return render(request, "history/deleted.html", context)


def add(request: SignedInRequest) -> HttpResponse:
    form = BackdatedGroup(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid() and (session := form.save()):
        rate_limit.shares.spend(str(request.user.pk), rate_limit.A_SESSION)
        if form.twin not in (None, session) and form.twin.deleted_at:
            messages.success(request, REPLACED)
        return to_stage(session)
    status = 422 if request.method == "POST" else 200
    return render(request, "history/add.html", {"form": form}, status=status)


def _offer_undo(request: SignedInRequest, sentence: str, url: str) -> None:
    messages.success(request, sentence, extra_tags=f"undo:{url}")
