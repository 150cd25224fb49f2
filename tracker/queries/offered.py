"""The tests that a person is offered, in their order, and those of the short set."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from tracker.models import MobilityTest, RoutineSetting, TestSetting
from tracker.models.catalogue import CatalogueQuerySet

Tests = CatalogueQuerySet[MobilityTest]
USUAL_SHORT = ("ankle_dorsiflexion", "toe_touch")
MOST_SHORT = 3  # tests of the short set


class UsualSet(NamedTuple):
    """The tests that somebody rates with a routine: `set` as in a plan, `tests` their slugs."""

    set: str
    tests: list[str]


def in_order(tests: Tests, user: Any) -> Tests:
    """The tests with `is_mine` and `is_hidden`, as `user` ordered them; others after them."""
    of_test = _settings(user).filter(test=OuterRef("pk"))
    marked = tests.annotate(
        place=Subquery(of_test.values("place")[:1]),
        is_mine=Exists(of_test.filter(mine=True)),
        is_hidden=Exists(of_test.filter(hidden=True)),
    )
    # Databases differ on where NULL sorts.
    return marked.order_by(F("place").asc(nulls_last=True), "position", "slug")


def all_tests(user: Any) -> Tests:
    """What `user` could be offered, hidden ones too."""
    return in_order(MobilityTest.objects.offered_to(user), user)


def offered_tests(user: Any) -> Tests:
    """What `user` is offered: without the tests that they have hidden."""
    hidden = _settings(user).filter(test=OuterRef("pk"), hidden=True)
    return all_tests(user).filter(~Exists(hidden))


def hidden_slugs(user: Any) -> frozenset[str]:
    hidden = _settings(user).filter(hidden=True)
    return frozenset(hidden.values_list("test__slug", flat=True))


def _settings(user: Any) -> QuerySet[TestSetting]:
    return TestSetting.objects.filter(owner=user)


def is_mine(test: MobilityTest) -> bool:
    """Whether its person made it one of My three; a test that was read without them is none."""
    return bool(getattr(test, "is_mine", False))


def is_shown(test: MobilityTest) -> bool:
    """Whether it is offered today, to the person for whom it was read."""
    return not (test.retired or getattr(test, "is_hidden", False))


def has_mine(offered: Iterable[MobilityTest]) -> bool:
    """Whether the short set of these tests is My three and not the usual one."""
    return any(is_mine(test) for test in offered)


def short_set(offered: Iterable[MobilityTest]) -> list[MobilityTest]:
    """My three as far as they are offered, else the usual short set, else the first three."""
    offered = list(offered)
    mine = [test for test in offered if is_mine(test)]
    usual = [test for test in offered if test.slug in USUAL_SHORT]
    return mine or usual or offered[:MOST_SHORT]


def tests_of(
    chosen: str, own: Collection[str], offered: Iterable[MobilityTest]
) -> list[MobilityTest]:
    """The tests of a set: "full", "quick", or "own" with the slugs in `own`."""
    if chosen == "full":
        return list(offered)
    if chosen == "quick":
        return short_set(offered)
    return [test for test in offered if test.slug in own]


def usual_sets(user: Any) -> dict[str, UsualSet]:
    """By slug of the routine, the tests that `user` set for it."""
    settings = RoutineSetting.objects.filter(owner=user)
    rows = settings.filter(Q(routine__owner=None) | Q(routine__owner=user))
    return {
        slug: UsualSet(chosen, tests)
        for slug, chosen, tests in rows.values_list("routine__slug", "set", "tests")
    }
