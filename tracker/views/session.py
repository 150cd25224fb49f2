"""The pages of one session: ratings before, routine, ratings after, result."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tracker import charts
from tracker.accounts.requests import SignedInRequest
from tracker.catalogue import spec
from tracker.catalogue.spec import is_by_phone
from tracker.forms.context import ContextCard
from tracker.forms.notes import NotePageForm
from tracker.forms.ratings import RatingsForm, slot_label
from tracker.forms.routine_report import RoutineForm
from tracker.forms.slots import measured_values
from tracker.models import Session
from tracker.phone.bundle import snapshot_of
from tracker.phone.cards import blank_card, cards_of
from tracker.phone.words import PHASE_WORDS, STOP_RULE, SUBMIT_WORDS
from tracker.queries.answers import control_changes_of
from tracker.queries.context import is_asked_elsewhere
from tracker.queries.history import history_of_session
from tracker.queries.holds import angles_of
from tracker.queries.trials import number_in_trial
from tracker.rules.context import in_words
from tracker.rules.events import RoutineEnded
from tracker.rules.log import EventLog
from tracker.rules.stages import RULES
from tracker.sessions.changes import changes_from_page
from tracker.sessions.done import WorkDone
from tracker.sessions.editing import write_note
from tracker.sessions.writer import SessionWriter, conclude
from tracker.sessions.writer import finish as finish_session

RATED_PHASES = ("pre", "post")


def get_own_session(request: SignedInRequest, uuid: UUID) -> Session:
    session: Session = get_object_or_404(request.user.sessions.undeleted(), uuid=uuid)
    return session


def _session_of_page(request: SignedInRequest, uuid: UUID) -> Session:
    """The session of a page; a POST to a deleted one gets an explanation, a GET a 404."""
    if request.method == "POST":
        return get_object_or_404(_with_is_new(request.user.sessions.all()), uuid=uuid)
    return get_object_or_404(_with_is_new(request.user.sessions.undeleted()), uuid=uuid)


def _with_is_new(sessions: QuerySet[Session]) -> QuerySet[Session]:
    """Annotated with `is_new`: the first two sessions explain what comes next."""
    done = Session.objects.filter(owner=OuterRef("owner")).done()
    return sessions.annotate(is_new=~Exists(done[1:2]))


@require_safe
def session(request: SignedInRequest, uuid: UUID) -> HttpResponseRedirect:
    """Redirects to the page of the current stage, from links and on resuming."""
    return to_stage(get_object_or_404(request.user.sessions, uuid=uuid))


def to_stage(session: Session) -> HttpResponseRedirect:
    if session.deleted_at:
        return redirect("history_deleted")
    return redirect(_page_of(session, session.stage))


def _page_of(session: Session, stage: str) -> str:
    return reverse(f"session_{RULES.page_of(stage)}", args=[session.uuid])


def pre(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    return rating_page(request, _session_of_page(request, uuid), "pre")


def post(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    return rating_page(request, _session_of_page(request, uuid), "post")


def mid(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    return rating_page(request, _session_of_page(request, uuid), "mid")


def rating_page(request: SignedInRequest, session: Session, phase: str) -> HttpResponse:
    with locked_for_post(request, session):
        is_allowed = RULES.may_see if request.method == "GET" else RULES.may_send
        is_open = is_allowed(session.position, phase)
        if not is_open and (not request.POST or session.deleted_at):
            return redirect_to_stage(request, session)
        form = RatingsForm(session, phase, request.POST or None)
        if form.is_bound and (reason := RULES.refusal(session.position, phase)):
            return report_unsaved(request, form, reason)
        card = _context_card(request, session, phase)
        if form.is_bound and form.is_valid():
            writer = SessionWriter(session)
            new = [
                writer.record_page(phase, form.slot_values(), form.base()),
                writer.record_context(card.changed(writer.log)) if card else None,
            ]
            if any(new):
                writer.save()
            if response := next_redirect(request, form, is_open=is_open):
                return response
            form.rebase()
    page = _about_rating_page(session, form) | {"lately": card}
    return render(request, "session/rate.html", page, status=422 if form.is_bound else 200)


def _about_rating_page(session: Session, form: RatingsForm) -> dict[str, Any]:
    phase, cards = form.phase, cards_of(form)
    words = {"word": PHASE_WORDS[phase], "next": SUBMIT_WORDS[phase]}
    about = {"session": session, "snapshot": snapshot_of(session), "phase": phase, "form": form}
    blank = None if all(card.measure for card in cards) else blank_card()
    about |= {"cards": cards, "blank": blank, "phone_is_offered": spec.PHONE_IS_OFFERED}
    return words | about | {"is_new": vars(session)["is_new"]}


def _context_card(request: SignedInRequest, session: Session, phase: str) -> ContextCard | None:
    """The card of what came before, on the one page of a day that asks for it."""
    if phase != "pre":
        return None
    if request.method == "POST":
        return ContextCard.of(session, request.POST) if "lately" in request.POST else None
    return None if is_asked_elsewhere(session) else ContextCard.of(session)


@contextmanager
def locked_for_post(request: SignedInRequest, session: Session) -> Iterator[None]:
    """Locks the session while a POST is saved; a GET takes no lock."""
    if request.method != "POST":
        yield
        return
    with session.changing():
        yield


def next_redirect(
    request: SignedInRequest, form: RatingsForm, *, is_open: bool
) -> HttpResponseRedirect | None:
    """The response to a saved page; None if ratings are missing that the page asks for."""
    if not is_open:
        return to_stage(form.session)
    go = request.POST.get("go", "")
    if go == "later":
        return redirect("home")
    if (test := form.test_to_measure(go)) is not None:
        method = reverse("test_method", args=[test.slug])
        return redirect(f"{method}?session={form.session.uuid}")
    if go == "anyway" or not form.point_out_missing():
        conclude(form.session, form.phase)
        return to_stage(form.session)
    return None


def redirect_to_stage(request: SignedInRequest, session: Session) -> HttpResponseRedirect:
    if request.method == "POST" and session.deleted_at:
        messages.warning(request, _("Not saved: this session was deleted. Restore it first."))
    return to_stage(session)


def report_unsaved(
    request: SignedInRequest, form: RatingsForm, reason: str
) -> HttpResponseRedirect:
    """Says what was not saved; values already stored are not lost."""
    form.is_valid()
    log = EventLog(form.session.entries.all())
    changes = changes_from_page(log, form.phase, form.slot_values(), form.base())
    unsaved = [
        slot_label(test, s) for test in form.tests for s in test.sides if (test.slug, s) in changes
    ]
    unsaved += [str(form[name].label) for name in form.errors if name in form.fields]
    if unsaved:
        message = _("Not saved: %(what)s. %(reason)s")
        messages.warning(request, message % {"what": "; ".join(unsaved), "reason": reason})
    return to_stage(form.session)


def routine(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    return routine_page(request, _session_of_page(request, uuid), "routine")


def second(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The routine for the other leg, if the legs are done one after the other."""
    return routine_page(request, _session_of_page(request, uuid), "second")


def routine_page(request: SignedInRequest, session: Session, leg: str) -> HttpResponse:
    with locked_for_post(request, session):
        # A report is saved at any stage: the player treats the redirect as confirmation.
        is_accepted = request.method == "POST" and not RULES.refusal(session.position, leg)
        if not (is_accepted or RULES.may_see(session.position, leg)):
            return redirect_to_stage(request, session)
        routine = session.plan.legs[leg].in_language()
        form = RoutineForm(routine.steps, request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            writer, clean = SessionWriter(session), form.cleaned_data
            end = RoutineEnded(leg, clean["dose"], clean["stopped_reason"])
            writer.record_routine_end(end, clean["ago"])
            if request.POST.get("go") == "finish":
                writer.finish()
            writer.save()
            return to_stage(session)
    page = {
        "session": session,
        "snapshot": snapshot_of(session),
        "phase": leg,
        "next_url": _page_of(session, RULES.next_stage(replace(session.position, stage=leg))),
        "routine": routine,
        "steps": routine.steps,
        "form": form,
        "stop_rule": "" if session.kind == "test_only" else STOP_RULE,
    }
    return render(request, "session/routine.html", page, status=422 if form.is_bound else 200)


@require_safe
def result(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    session = get_own_session(request, uuid)
    if not session.is_done:
        return to_stage(session)
    history, rows = history_of_session(session), session.by_slot().items()
    ratings = [rating for _slot, rating in rows]
    is_of_today = session.day == request.user.day_of(timezone.now())
    page = {
        "session": session,
        "lately": in_words(session.context),
        "figures": charts.figures(
            "result",
            history,
            proximity=session.plan.routine.places,
            controls=control_changes_of(request.user),
            phone=angles_of(session, ratings),
            skips={
                slot: [rating.skip_reason(phase) for phase in RATED_PHASES] for slot, rating in rows
            },
        ),
        "variations": session.plan.routine.in_language().variations,
        "form": NotePageForm.of(session),
        "rated_again": any(score is not None for s in history.series.values() for score in s.after),
        "number": number_in_trial(session),
        "done": WorkDone.of(session),
        "measured": measured_values(
            [rating for rating in ratings if not is_by_phone(rating.method)], request.user.length
        ),
        "pains": sum(r.fields_of(p)["skip"] == "pain" for r in ratings for p in RATED_PHASES),
        "is_of_today": is_of_today,
        "section": "home" if is_of_today else "history",
    }
    return render(request, "session/result.html", page)


@require_POST
def note(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    session = get_own_session(request, uuid)
    form = NotePageForm(request.POST)
    if form.is_valid() and form.demand_newer(session):
        if form.is_changed(session):
            write_note(session, form.cleaned_data["note"], form.cleaned_data["page"])
        return redirect("session_result", uuid)
    return render(request, "session/note.html", {"session": session, "form": form}, status=422)


@require_POST
def finish(request: SignedInRequest, uuid: UUID) -> HttpResponseRedirect:
    """Ends an open session with what was entered."""
    session = get_own_session(request, uuid)
    finish_session(session)
    return to_stage(session)
