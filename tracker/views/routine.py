"""The pages of routines, and how people create, copy, edit and delete their own."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tracker.accounts.requests import SignedInRequest
from tracker.forms.routine_editor import RoutineEditor
from tracker.models import Routine, Step
from tracker.rules.freezing import frozen_routine
from tracker.rules.plan import PlannedStep
from tracker.sessions.own_routines import MOST_OWN, TooMany, deleted, put_away, put_back
from tracker.sessions.test_order import forget_usual
from tracker.views.start import usual_in_words


def get_offered_routine(request: SignedInRequest, slug: str) -> Routine:
    routines = Routine.objects.offered_to(request.user).own_first().filter(slug=slug)
    return get_object_or_404(routines[:1])


def get_own_routine(request: SignedInRequest, slug: str) -> Routine:
    return get_object_or_404(request.user.own_routines, slug=slug, retired=False)


CREATED, MAX_CREATED = "routines made", 20
NO_ROOM = gettext_lazy(
    "You have %(most)s routines of your own, and more do not fit. Delete one, then restore it."
)


@require_safe
def routines(request: SignedInRequest) -> HttpResponse:
    offered = Routine.objects.offered_to(request.user).order_by("name").prefetch_related("steps")
    rows = [(routine, routine.minutes(45)) for routine in offered]
    page = {
        "own": [row for row in rows if row[0].owner_id],
        "built_in": [row for row in rows if not row[0].owner_id],
        "deleted": deleted(request.user),
    }
    return render(request, "routine/routines.html", page)


@require_safe
def routine(request: SignedInRequest, slug: str) -> HttpResponse:
    shown = get_offered_routine(request, slug)
    page = {
        "routine": shown,
        "steps": _steps(shown),
        "usual": usual_in_words(request.user, shown),
        "lengths": [
            (seconds, shown.minutes(seconds)) for seconds in sorted(shown.presets.values())
        ],
    }
    return render(request, "routine/routine.html", page)


@require_POST
def forget_tests(request: SignedInRequest, slug: str) -> HttpResponseRedirect:
    """The tests that were set for a routine: from now on it is filled in as last time."""
    forget_usual(request.user, get_offered_routine(request, slug))
    messages.success(request, _("From now on the tests are filled in as last time."))
    return redirect("routine", slug)


def _steps(routine: Routine) -> list[tuple[PlannedStep, str]]:
    """The steps in order, each once and in the words of its first side, with how it is done."""
    planned = frozen_routine(routine, 45, "left").in_language().steps
    first = {step.technique: step for step in reversed(planned)}
    return [(first[step.technique], _in_words(step)) for step in routine.steps.all()]


def _in_words(step: Step) -> str:
    is_opposite = step.hand == step.Hand.OPPOSITE and step.sides != step.Sides.NONE
    about = {"sides": step.get_sides_display(), "seconds": step.seconds}
    if step.seconds and is_opposite:
        return _("%(sides)s, the opposite hand, %(seconds)s s") % about
    if step.seconds:
        return _("%(sides)s, both hands, %(seconds)s s") % about
    if is_opposite:
        return _("%(sides)s, the opposite hand") % about
    return _("%(sides)s, both hands") % about


def new(request: SignedInRequest) -> HttpResponse:
    return _write(request)


def copy(request: SignedInRequest, slug: str) -> HttpResponse:
    """The editor, prefilled with a copy of a routine; the copy exists once it is saved."""
    return _write(request, like=get_offered_routine(request, slug))


def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    return _write(request, get_own_routine(request, slug))


def _write(
    request: SignedInRequest, routine: Routine | None = None, like: Routine | None = None
) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    page_name = request.POST.get("made", "")[:36] or str(uuid4())
    existing = routine or _created_by_page(request, page_name)
    editor = RoutineEditor(request.user, existing, data, None if existing else like)
    if editor.is_bound and editor.is_valid() and (saved := editor.save()):
        _remember_created(request, page_name, saved.slug)
        sentence = _("Saved. “%(name)s” is among your routines.")
        messages.success(request, sentence % {"name": saved.name})
        return redirect("routine", saved.slug)
    page = {"routine": routine, "like": like, "editor": editor, "page_name": page_name}
    return render(request, "routine/edit.html", page, status=422 if editor.is_bound else 200)


def _created_by_page(request: SignedInRequest, page_name: str) -> Routine | None:
    """The routine that this page created before: sent again, the page edits it."""
    slug = request.session.get(CREATED, {}).get(page_name)
    return request.user.own_routines.filter(slug=slug, retired=False).first() if slug else None


def _remember_created(request: SignedInRequest, page_name: str, slug: str) -> None:
    created = request.session.get(CREATED, {}) | {page_name: slug}
    request.session[CREATED] = dict(list(created.items())[-MAX_CREATED:])


@require_POST
def delete(request: SignedInRequest, slug: str) -> HttpResponseRedirect:
    routine = get_object_or_404(request.user.own_routines, slug=slug)
    if not routine.retired:
        put_away(routine)
        undo = reverse("routine_restore", args=[slug])
        messages.success(request, _("Routine deleted."), extra_tags=f"undo:{undo}")
    return redirect("routines")


@require_POST
def restore(request: SignedInRequest, slug: str) -> HttpResponseRedirect:
    routine = get_object_or_404(request.user.own_routines, slug=slug)
    before = routine.name
    try:
        put_back(routine)
    except TooMany:
        messages.warning(request, NO_ROOM % {"most": MOST_OWN})
        return redirect("routines")
    if routine.name != before:
        sentence = _("You have another “%(before)s” by now, so this is “%(name)s”.")
        messages.info(request, sentence % {"before": before, "name": routine.name})
    return redirect("routine", slug)
