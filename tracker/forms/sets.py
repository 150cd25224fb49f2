"""The sets of tests that a form offers, and what is said of them, with a network and without."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from tracker.analysis.words import listed
from tracker.models import MobilityTest
from tracker.queries.offered import has_mine, tests_of

SECONDS_A_RATING = 20  # to stand as the test asks, to move and to tap
SETS = [
    ("quick", pgettext_lazy("set of tests", "Quick")),
    ("full", pgettext_lazy("set of tests", "Full")),
    ("own", gettext_lazy("Choose tests")),
]
MINE = ("quick", pgettext_lazy("set of tests", "My three"))


def set_choices(offered: Iterable[MobilityTest]) -> list[tuple[str, Any]]:
    """The sets of these tests and their labels."""
    return [MINE if has_mine(offered) else SETS[0], *SETS[1:]]


def words_of_sets(offered: Sequence[MobilityTest]) -> dict[str, str]:
    """The labels of the short set and of the full one, and a line about each ("about_full")."""
    short, full = (tests_of(name, (), offered) for name in ("quick", "full"))
    label = _("My three, %(number)s") if has_mine(offered) else _("Quick, %(number)s")
    about_short = ngettext(
        "%(tests)s. About %(minutes)s minute each time.",
        "%(tests)s. About %(minutes)s minutes each time.",
        _minutes(short),
    )
    about_full = ngettext(
        "All tests. About %(minutes)s minute each time.",
        "All tests. About %(minutes)s minutes each time.",
        _minutes(full),
    )
    names = listed([test.name for test in short])
    return {
        "quick": label % {"number": _ratings(short)},
        "full": _("Full, %(number)s") % {"number": _ratings(full)},
        "about_quick": about_short % {"tests": names, "minutes": _minutes(short)},
        "about_full": about_full % {"minutes": _minutes(full)},
    }


def _ratings(tests: Sequence[MobilityTest]) -> int:
    return sum(len(test.sides) for test in tests)


def _minutes(tests: Sequence[MobilityTest]) -> int:
    return max(1, round(_ratings(tests) * SECONDS_A_RATING / 60))
