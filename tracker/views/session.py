"""One session, page by page: before, routine, after, what changed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from tracker import charts
from tracker.forms.notes import NoteForm
from tracker.forms.ratings import RatingsForm
from tracker.forms.routine import RoutineForm
from tracker.models import Session
from tracker.models.history import history_of_session

# The before ratings may still be mended until the after ratings begin.
OPEN_TO = {"pre": ("pre", "routine"), "post": ("post",)}
NEXT = {"pre": "Save and start the routine", "post": "Save and see what changed"}
STOP_RULE = (
    "Stop if you feel sharp or sudden pain, pins and needles, numbness, an electric feeling, "
    "or a cramp that does not let go. A mild stretch or pressure is expected."
)


def own(request: HttpRequest, uuid: UUID) -> Session:
    return get_object_or_404(request.user.sessions.kept(), uuid=uuid)


@require_safe
def session(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """To the page of its stage: a deep link and a resumed session are the same."""
    return to_stage(own(request, uuid))


def to_stage(session: Session) -> HttpResponseRedirect:
    stage = "result" if session.is_done else session.stage
    return redirect(f"session_{stage}", session.uuid)


def pre(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _rate(request, own(request, uuid), "pre")


def post(request: HttpRequest, uuid: UUID) -> HttpResponse:
    return _rate(request, own(request, uuid), "post")


def _rate(request: HttpRequest, session: Session, phase: str) -> HttpResponse:
    if session.stage not in OPEN_TO[phase]:
        return to_stage(session)
    form = RatingsForm(session, phase, request.POST or None)
    if form.is_bound and form.is_valid():
        session.record(phase, form.readings())
        if request.POST.get("go") == "later":
            return redirect("home")
        if request.POST.get("go") == "anyway" or not form.point_out_missing():
            return _phase_done(session, phase)
    page = {"session": session, "phase": phase, "form": form, "next": NEXT[phase]}
    return render(request, "session/rate.html", page, status=422 if form.is_bound else 200)


def _phase_done(session: Session, phase: str) -> HttpResponseRedirect:
    session.pre_done() if phase == "pre" else session.finish()
    return to_stage(session)


def routine(request: HttpRequest, uuid: UUID) -> HttpResponse:
    session = own(request, uuid)
    if session.stage != "routine":
        return to_stage(session)
    form = RoutineForm(session, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        session.routine_done(form.cleaned_data["dose"], form.cleaned_data["stopped_reason"])
        return to_stage(session)
    plan = session.plan["routine"]
    page = {
        "session": session,
        "plan": session.plan,
        "routine": plan,
        "steps": plan["steps"],
        "form": form,
        "stop_rule": STOP_RULE,
    }
    return render(request, "session/routine.html", page, status=422 if form.is_bound else 200)


@require_safe
def result(request: HttpRequest, uuid: UUID) -> HttpResponse:
    session = own(request, uuid)
    if not session.is_done:
        return to_stage(session)
    history = history_of_session(session)
    page = {
        "session": session,
        "figures": charts.figures("result", history, places=session.plan["routine"]["places"]),
        "form": NoteForm(initial={"note": session.note}),
        "steps": _steps_done(session),
    }
    return render(request, "session/result.html", page)


def _steps_done(session: Session) -> list[dict[str, object]]:
    """The moves of the plan with the seconds really done, set-up and release left out."""
    steps = session.plan["routine"]["steps"]
    return [
        step | {"done": session.dose.get(step["key"], 0)}
        for step in steps
        if step["kind"] == "work" and session.dose
    ]


@require_POST
def note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    session = own(request, uuid)
    form = NoteForm(request.POST)
    if form.is_valid():
        session.write_note(form.cleaned_data["note"])
        return redirect("session_result", uuid)
    return render(request, "session/note.html", {"session": session, "form": form}, status=422)


@require_POST
def finish(request: HttpRequest, uuid: UUID) -> HttpResponseRedirect:
    """End an open session with what is there."""
    session = own(request, uuid)
    session.finish()
    return to_stage(session)
