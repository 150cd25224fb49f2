"""A person's own tests: new, changed, deleted and restored; what is fixed once they were used."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import F, Max, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import override

from tracker.models.catalogue import MobilityTest
from tracker.models.picture import Picture
from tracker.models.revision import changing
from tracker.models.test_setting import ONLY_RATE, TestSetting
from tracker.models.user import User
from tracker.rules.names import comparison_key
from tracker.sessions.own_routines import own_slug
from tracker.sessions.test_order import why_shown
from tracker.texts import SOURCE, in_every_language

# All of them are rated one after the other, before and after.
MOST_OWN = 20
MOST_UNUSED = 20
FIRST_POSITION = 100
# What a series is about; the ratings that are there were given for this and nothing else.
FIXED = ("name", "sided")
FIXED_OF_A_MEASURE = ("unit", "better")


class TooMany(Exception):
    """There are as many tests as one person can have."""


class NameTaken(Exception):
    """Another test has a name that looks the same; `is_deleted` if it can be restored."""

    def __init__(self, *, is_deleted: bool) -> None:
        super().__init__(is_deleted)
        self.is_deleted = is_deleted


class Fixed(Exception):
    """Something changes that the ratings which are there depend on."""


class InAPlan(Exception):
    """A fair test that runs is judged by this test."""


class LastShown(Exception):
    """No other test shows, and a session needs one."""


def save(owner: User, test: MobilityTest | None, about: Mapping[str, Any]) -> MobilityTest:
    """Write an own test; `about` are fields of its row.

    Raises TooMany, NameTaken and Fixed.
    """
    with changing(owner.pk):
        if clash := name_clash(owner, about["name"], test):
            raise clash
        if test is None:
            saved = _new(owner, about["name"])
        else:
            saved = owner.own_mobilitytests.get(pk=test.pk)
            if is_used(owner, saved):
                _refuse_what_is_fixed(saved, about)
        for name, value in about.items():
            setattr(saved, name, value)
        saved.save()
        _choose_its_measure(saved)
        return saved


def _choose_its_measure(test: MobilityTest) -> None:
    """Whoever says what they measure has chosen the method; one that is gone is none any more."""
    setting = TestSetting.objects.filter(owner=test.owner_id, test=test).first()
    setting = setting or TestSetting(owner_id=_owner(test).pk, test=test)
    measure = test.measure.get("id", "")
    if setting.method not in (measure, ONLY_RATE):
        setting.method, setting.method_since = measure, timezone.now() if measure else None
        setting.save()


def _new(owner: User, name: str) -> MobilityTest:
    if is_full(owner):
        raise TooMany
    own = owner.own_mobilitytests
    last = own.aggregate(last=Max("position"))["last"]
    position = FIRST_POSITION if last is None else last + 1
    slug = own_slug(name, "test", own.values_list("slug", flat=True))
    return MobilityTest(owner=owner, slug=slug, position=position)


def _refuse_what_is_fixed(stored: MobilityTest, about: Mapping[str, Any]) -> None:
    """Raises Fixed; a range may grow, and a measure may come where none was."""
    if any(about[name] != getattr(stored, name) for name in FIXED):
        raise Fixed
    if not stored.measure:
        return
    old, new = stored.measure, next(iter(about["measures"]), None)
    if new is None or any(new[name] != old[name] for name in FIXED_OF_A_MEASURE):
        raise Fixed
    if new["hard_min"] > old["hard_min"] or new["hard_max"] < old["hard_max"]:
        raise Fixed


def name_clash(owner: User, name: str, test: MobilityTest | None) -> NameTaken | None:
    """Why `test`, or a new one, cannot be called so; None if it can."""
    # As it is called it can be saved, whatever tests a later version brings.
    if test is not None and name == test.name:
        return None
    key = comparison_key(name)
    if key in _built_in_keys():
        return NameTaken(is_deleted=False)
    for other in owner.own_mobilitytests.all():
        if other != test and comparison_key(other.name) == key:
            return NameTaken(is_deleted=other.retired)
    return None


def _built_in_keys() -> set[str]:
    """The names of built-in tests, in whatever language a person reads them later."""
    with override(SOURCE):
        names = [test.name for test in MobilityTest.objects.filter(owner=None)]
    languages = [code for code, _ in settings.LANGUAGES]
    return {
        comparison_key(called) for name in names for called in in_every_language(name, languages)
    }


def is_full(owner: User) -> bool:
    return live(owner).count() >= MOST_OWN


def live(owner: User) -> QuerySet[MobilityTest]:
    return owner.own_mobilitytests.filter(retired=False)


def deleted(owner: User) -> QuerySet[MobilityTest]:
    """Those that can be restored, the last one first."""
    last_first = F("put_away_at").desc(nulls_last=True)
    return owner.own_mobilitytests.filter(retired=True).order_by(last_first, "-pk")


def put_away(test: MobilityTest) -> None:
    """Not gone: ratings refer to it, and it can be restored. Raises InAPlan and LastShown."""
    owner = _owner(test)
    with changing(owner.pk):
        if is_in_a_running_plan(owner, test):
            raise InAPlan
        if why_shown(owner, test) == "last":
            raise LastShown
        test.retired, test.put_away_at = True, timezone.now()
        test.save(update_fields=["retired", "put_away_at"])
        _forget(owner)


def put_back(test: MobilityTest) -> None:
    """On the lists again; its name is its own all the time. Raises TooMany."""
    owner = _owner(test)
    with changing(owner.pk):
        test.refresh_from_db()
        if test.retired and is_full(owner):
            raise TooMany
        test.retired, test.put_away_at = False, None
        test.save(update_fields=["retired", "put_away_at"])


def _owner(test: MobilityTest) -> User:
    assert test.owner is not None, "a built-in test is nobody's"
    return test.owner


def is_in_a_running_plan(owner: User, test: MobilityTest) -> bool:
    running = owner.trials.filter(ended_at=None).first()
    return running is not None and test.slug in (*running.tests, running.guess)


def is_used(owner: User, test: MobilityTest) -> bool:
    """Whether anything was ever rated or planned with it."""
    return (
        owner.ratings.filter(test=test).exists()
        or owner.steady_readings.filter(test=test).exists()
        or any(test.slug in (*plan.tests, plan.guess) for plan in owner.trials.all())
        or _is_in_a_session(owner, test)
    )


def _is_in_a_session(owner: User, test: MobilityTest) -> bool:
    """Read as text, which both databases can do: a plan names its tests in no column."""
    plans = owner.sessions.annotate(as_text=Cast("plan", TextField()))
    return plans.filter(as_text__contains=f'"test": "{test.slug}"').exists()


def _forget(owner: User) -> None:
    """Whoever makes and deletes for ever fills no disk: of old ones only what was used stays."""
    for test in deleted(owner)[MOST_UNUSED:]:
        if not is_used(owner, test):
            Picture.objects.filter(owner=owner, test=test).delete()
            TestSetting.objects.filter(owner=owner, test=test).delete()
            rows = owner.own_mobilitytests.filter(pk=test.pk)
            # `delete` would look for ratings of it once more, among those of everybody.
            rows._raw_delete(rows.db)
