"""Writes the order of a person's tests, which of them are hidden, and their short set."""

from collections.abc import Collection, Iterable
from typing import Any

from tracker.models import MobilityTest, Routine, RoutineSetting, TestSetting, Trial, User
from tracker.models.revision import changing
from tracker.queries.offered import (
    MOST_SHORT,
    UsualSet,
    all_tests,
    is_shown,
    offered_tests,
    usual_sets,
)

UP, DOWN = -1, 1


class HasToShow(Exception):
    """A test that cannot be hidden; `reason` is a value of `why_shown`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def running_trial_with(user: User, test: MobilityTest) -> Trial | None:
    """The fair test in progress that looks at `test`, also while it pauses."""
    running = user.trials.filter(ended_at=None).first()
    return running if running and test.slug in (*running.tests, running.guess) else None


def why_shown(user: User, test: MobilityTest) -> str:
    """Why a test that shows has to: "looks at it", "last", or "" if it can be hidden."""
    if running_trial_with(user, test):
        return "looks at it"
    return "" if offered_tests(user).exclude(pk=test.pk).exists() else "last"


def move(user: User, test: MobilityTest, by: int) -> int:
    """Moves a shown test `by` places, and returns its place among them, the first is 1."""
    with changing(user.pk):
        tests = list(all_tests(user))
        shown = list(filter(is_shown, tests))
        at = shown.index(test)
        to = min(max(at + by, 0), len(shown) - 1)
        if to != at:
            shown.insert(to, shown.pop(at))
            _place(user, [*shown, *(test for test in tests if not is_shown(test))])
        return to + 1


def _place(user: User, tests: Iterable[MobilityTest]) -> None:
    """Each test gets a place of its own: one that comes later stands after all of them."""
    settings = {setting.test_id: setting for setting in user.test_settings.all()}
    rows = []
    for place, test in enumerate(tests):
        setting = settings.get(test.pk) or TestSetting(owner=user, test=test)
        setting.place = place
        rows.append(setting)
    _save(rows, "place")


def _save(rows: Iterable[TestSetting], *fields: str) -> None:
    for row in rows:
        row.save(update_fields=fields if row.pk else None)


def use_usual_order(user: User) -> None:
    with changing(user.pk):
        user.test_settings.exclude(place=None).update(place=None)


def hide(user: User, test: MobilityTest) -> None:
    """No session offers it any more; what was rated stays. Raises HasToShow."""
    with changing(user.pk):
        if reason := why_shown(user, test):
            raise HasToShow(reason)
        _set(user, test, hidden=True)


def show(user: User, test: MobilityTest) -> None:
    with changing(user.pk):
        _set(user, test, hidden=False)


def _set(user: User, test: MobilityTest, **fields: Any) -> None:
    settings = user.test_settings.filter(test=test)
    if not settings.update(**fields):
        TestSetting.objects.create(owner=user, test=test, **fields)


def choose_mine(user: User, tests: Collection[MobilityTest]) -> None:
    """Which tests make up the short set; none of them means the usual ones."""
    assert len(tests) <= MOST_SHORT
    with changing(user.pk):
        user.test_settings.filter(mine=True).exclude(test__in=tests).update(mine=False)
        for test in tests:
            _set(user, test, mine=True)


def set_usual(user: User, routine: Routine, usual: UsualSet) -> None:
    """From now on these tests are filled in with `routine`."""
    if usual_sets(user).get(routine.slug) == usual:
        return
    with changing(user.pk):
        fields = {"set": usual.set, "tests": usual.tests}
        if not user.routine_settings.filter(routine=routine).update(**fields):
            RoutineSetting.objects.create(owner=user, routine=routine, **fields)


def forget_usual(user: User, routine: Routine) -> None:
    """From now on the tests of last time are filled in with `routine`."""
    with changing(user.pk):
        user.routine_settings.filter(routine=routine).delete()
