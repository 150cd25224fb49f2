"""The pages on which people make, change, delete and restore their own tests."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tracker.accounts.requests import SignedInRequest
from tracker.forms.own_tests import OwnTestForm
from tracker.models import MobilityTest
from tracker.sessions.own_tests import (
    MOST_OWN,
    InAPlan,
    LastShown,
    TooMany,
    put_away,
    put_back,
)
from tracker.sessions.pictures import picture_of
from tracker.views.test_order import REFUSALS

CREATED, MAX_CREATED = "tests made", 20
NO_ROOM = gettext_lazy(
    "You have %(most)s tests of your own, and more do not fit. Delete one, then restore it."
)


def get_own_test(request: SignedInRequest, slug: str) -> MobilityTest:
    return get_object_or_404(request.user.own_mobilitytests, slug=slug, retired=False)


def new(request: SignedInRequest) -> HttpResponse:
    return _write(request)


def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    return _write(request, get_own_test(request, slug))


def _write(request: SignedInRequest, test: MobilityTest | None = None) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    page_name = request.POST.get("made", "")[:36] or str(uuid4())
    existing = test or _created_by_page(request, page_name)
    form = OwnTestForm(request.user, existing, data)
    if form.is_bound and form.is_valid() and (saved := form.save()):
        _remember_created(request, page_name, saved.slug)
        sentence = _("Saved. “%(name)s” is among your tests.")
        messages.success(request, sentence % {"name": saved.name})
        return redirect("tests") if test else redirect("own_test_picture", saved.slug)
    page = {
        "test": test,
        "form": form,
        "page_name": page_name,
        "picture": picture_of(test) if test else None,
    }
    return render(request, "tests/own.html", page, status=422 if form.is_bound else 200)


def _created_by_page(request: SignedInRequest, page_name: str) -> MobilityTest | None:
    """The test that this page created before: sent again, the page edits it."""
    slug = request.session.get(CREATED, {}).get(page_name)
    return request.user.own_mobilitytests.filter(slug=slug, retired=False).first() if slug else None


def _remember_created(request: SignedInRequest, page_name: str, slug: str) -> None:
    created = request.session.get(CREATED, {}) | {page_name: slug}
    request.session[CREATED] = dict(list(created.items())[-MAX_CREATED:])


@require_POST
def delete(request: SignedInRequest, slug: str) -> HttpResponseRedirect:
    test = get_object_or_404(request.user.own_mobilitytests, slug=slug)
    try:
        if not test.retired:
            put_away(test)
    except InAPlan:
        messages.warning(request, _("A fair test with this test is running. Delete it after that."))
        return redirect("own_test_edit", slug)
    except LastShown:
        messages.warning(request, REFUSALS["last"])
        return redirect("own_test_edit", slug)
    undo = reverse("own_test_restore", args=[slug])
    messages.success(request, _("Test deleted. Its ratings stay."), extra_tags=f"undo:{undo}")
    return redirect("tests")


@require_POST
def restore(request: SignedInRequest, slug: str) -> HttpResponseRedirect:
    test = get_object_or_404(request.user.own_mobilitytests, slug=slug)
    try:
        put_back(test)
    except TooMany:
        messages.warning(request, NO_ROOM % {"most": MOST_OWN})
    return redirect("tests")
