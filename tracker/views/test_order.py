"""The page of a person's tests: their order, the hidden ones, and the short set."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tracker.accounts.requests import SignedInRequest
from tracker.analysis.words import Messages, inside
from tracker.forms.own_tests import UNIT_NAMES
from tracker.forms.test_order import MineForm, MoveForm
from tracker.models import MobilityTest, Picture, User
from tracker.queries.offered import all_tests, hidden_slugs, is_shown
from tracker.sessions.own_tests import deleted
from tracker.sessions.pictures import with_pictures
from tracker.sessions.test_order import HasToShow, hide, show, use_usual_order, why_shown

REFUSALS = Messages(
    {
        "looks at it": gettext_lazy(
            "Your fair test looks at this test. You can hide it once that has ended."
        ),
        "last": gettext_lazy("This is the last test that shows. A session needs at least one."),
    }
)
WAYS = ("up", "down")


@dataclass(frozen=True)
class TestRow:
    """A test as its row shows it, with how it is measured in words; only own ones have pictures."""

    __test__ = False  # pytest would collect it by its name

    test: MobilityTest
    measured: str
    picture: Picture | None

    @property
    def ratings(self) -> int:
        return len(self.test.sides)


@dataclass(frozen=True)
class Hiding:
    """Whether a test is hidden, and if it shows and has to, why; for `tests/_hide.html`."""

    is_hidden: bool
    refusal: str

    @classmethod
    def of(cls, user: User, test: MobilityTest) -> "Hiding":
        why = why_shown(user, test)
        return cls(test.slug in hidden_slugs(user), REFUSALS[why] if why else "")


def tests(request: SignedInRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    if "usual" in request.POST:
        use_usual_order(request.user)
        messages.success(request, _("The tests are in the usual order."))
        return redirect("tests")
    if "save" in request.POST:
        return _choose_mine(request)
    return _move(request)


def _move(request: SignedInRequest) -> HttpResponse:
    """One place, and back to the page, where the same arrow has the focus."""
    form = MoveForm(request.user, request.POST)
    if not form.is_valid() or form.test is None:
        messages.warning(request, _("That test does not show any more. Nothing was moved."))
        return redirect("tests")
    form.save()
    return redirect(f"{reverse('tests')}?{urlencode({form.way: form.test.slug})}")


def _choose_mine(request: SignedInRequest) -> HttpResponse:
    offered = [test for test in all_tests(request.user) if is_shown(test)]
    form = MineForm(request.user, offered, request.POST)
    if not form.is_valid():
        return _page(request, form)
    form.save()
    messages.success(request, _("Saved. Your short set changes from the next session on."))
    return redirect("tests")


def _page(request: SignedInRequest, form: MineForm | None = None) -> HttpResponse:
    user, everything = request.user, list(all_tests(request.user))
    methods, own = dict(user.test_settings.values_list("test", "method")), with_pictures(user)
    pictures = {test.pk: picture for test, picture in own}
    rows = [
        TestRow(test, how_measured(test, methods.get(test.pk, "")), pictures.get(test.pk))
        for test in everything
    ]
    shown = [row for row in rows if is_shown(row.test)]
    page = {
        "shown": shown,
        "hidden": [row for row in rows if not is_shown(row.test)],
        "number": len(everything),
        "ratings": sum(row.ratings for row in shown),
        "form": form or MineForm(user, [row.test for row in shown]),
        "is_usual": not user.test_settings.exclude(place=None).exists(),
        "is_in_fair_test": user.trials.filter(ended_at=None).exists(),
        "moved": _moved(request, shown),
        "own": own,
        "deleted": deleted(user),
    }
    return render(request, "tests/tests.html", page, status=422 if form else 200)


def _moved(request: SignedInRequest, shown: list[TestRow]) -> dict[str, object]:
    """Which arrow was pressed on the page before, if any, and where its test is now."""
    for way in WAYS:
        for place, row in enumerate(shown, start=1):
            if row.test.slug == request.GET.get(way):
                return {"way": way, "test": row.test, "place": place}
    return {}


def how_measured(test: MobilityTest, method: str) -> str:
    """How a test is measured, in words; `method` is that of its setting."""
    if measure := test.measure_by(method):
        # That of an own test is called like the test, which stands above it.
        what = UNIT_NAMES[measure["unit"]] if test.owner_id else inside(measure["label"])
        return _("Measured: %(measure)s") % {"measure": what}
    return _("Rated only")


@require_POST
def hide_test(request: SignedInRequest, slug: str) -> HttpResponseRedirect:
    test = _get_test(request, slug)
    try:
        hide(request.user, test)
    except HasToShow as why:
        messages.warning(request, REFUSALS[why.reason])
    else:
        undo = reverse("test_show", args=[slug])
        sentence = _("“%(name)s” is hidden. What you rated stays in your charts.")
        messages.success(request, sentence % {"name": test.name}, extra_tags=f"undo:{undo}")
    return redirect("tests")


@require_POST
def show_test(request: SignedInRequest, slug: str) -> HttpResponseRedirect:
    test = _get_test(request, slug)
    show(request.user, test)
    messages.success(request, _("“%(name)s” shows again.") % {"name": test.name})
    return redirect("tests")


def _get_test(request: SignedInRequest, slug: str) -> MobilityTest:
    return get_object_or_404(all_tests(request.user), slug=slug)
