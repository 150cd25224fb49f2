"""How a person measures each test, how far each way has come, and what holds it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Min

from tracker.analysis.instruments import ONLY_RATE as ONLY_RATE_WORDS
from tracker.analysis.instruments import WITH, Extent, in_unit
from tracker.analysis.units import CM, own_unit
from tracker.catalogue.spec import PHONE
from tracker.models.catalogue import MobilityTest
from tracker.models.rating import UNMEASURED, Rating
from tracker.models.session import Session
from tracker.models.test_setting import ONLY_RATE, TestSetting
from tracker.models.trial import Trial
from tracker.models.user import User


@dataclass(frozen=True)
class Way:
    """One way to measure a test, or `ONLY_RATE`; `about` is what is read, with its unit."""

    method: str
    name: str
    about: str
    extent: Extent
    is_now: bool
    lies: str = ""  # where the phone lies that takes it by itself, and its drawing
    illustration: str = ""


def setting_of(user: User, test: MobilityTest) -> TestSetting:
    """What was set for a test; the defaults, unsaved, without a row."""
    setting = user.test_settings.filter(test=test).first()
    return setting or TestSetting(owner=user, test=test)


def chosen_methods(user: User, tests: Iterable[MobilityTest]) -> dict[int, str]:
    """By the number of a test the method that was chosen; empty if that is no measure any more."""
    stored = dict(user.test_settings.values_list("test_id", "method"))
    return {test.pk: usable(test, stored.get(test.pk, "")) for test in tests}


@dataclass(frozen=True)
class Methods:
    """By slug of a test: `read` by what values of a session were read, `chosen` by its person."""

    read: Mapping[str, str]
    chosen: Mapping[str, str]
    length: str = CM  # the person's unit of length

    def fixed(self, slug: str) -> str:
        """The one method that values can be entered by; empty while nobody has chosen."""
        return self.read.get(slug) or self.chosen.get(slug, "")


def methods_for(user: User, tests: Iterable[MobilityTest]) -> Methods:
    """Those of a session in which nothing was read yet."""
    tests = list(tests)
    chosen = chosen_methods(user, tests)
    by_slug = {test.slug: chosen[test.pk] or _only_one(test) for test in tests}
    return Methods({}, by_slug, user.length)


def _only_one(test: MobilityTest) -> str:
    """Where there is nothing to choose, it need not be asked."""
    return str(test.measure["id"]) if len(test.offered_measures) == 1 else ""


def methods_in(session: Session, ratings: Mapping[tuple[str, str], Rating]) -> Methods:
    """Those of a session with these ratings: what was read decides before what was chosen."""
    read = {slot[0]: rating.method for slot, rating in ratings.items() if rating.method}
    return replace(methods_for(session.owner, session.planned_tests), read=read)


def usable(test: MobilityTest, method: str) -> str:
    """The method if the test can be measured so, or `ONLY_RATE`; otherwise empty."""
    return method if method == ONLY_RATE or test.measure_by(method) else ""


def ways_of(user: User, test: MobilityTest) -> list[Way]:
    """Every way to measure a test, and only to rate it: first what a phone takes by itself."""
    now, extent = usable(test, setting_of(user, test).method), extents_of(user, test)
    none = Way(ONLY_RATE, str(ONLY_RATE_WORDS), "", Extent(), now == ONLY_RATE)
    ways = [m for m in test.measures if m in test.offered_measures or m["id"] == now]
    ways.sort(key=lambda measure: measure["instrument"] != PHONE)
    return [*(_way(measure, user.length, extent, now) for measure in ways), none]


def _way(measure: Mapping[str, Any], length: str, extent: Mapping[str, Extent], now: str) -> Way:
    method = measure["id"]
    about = in_unit(measure["label"], own_unit(measure["unit"], length))
    place = measure.get("phone", {})
    return Way(
        method,
        WITH[measure["instrument"]],
        about,
        extent.get(method, Extent()),
        method == now,
        place.get("lies", ""),
        place.get("illustration", ""),
    )


def extents_of(user: User, test: MobilityTest) -> dict[str, Extent]:
    """By method how far its readings have come, in sessions that were not deleted."""
    measured = user.ratings.filter(test=test, session__in=user.sessions.undeleted())
    rows = measured.exclude(UNMEASURED).values("method").order_by("method")
    counted = rows.annotate(sessions=Count("session", distinct=True), first=Min("day"))
    return {row["method"]: Extent(row["sessions"], row["first"]) for row in counted}


def trial_that_holds(user: User, test: MobilityTest) -> Trial | None:
    """The running fair test that looks at this test: until it has ended, nothing may change."""
    trial = user.trials.filter(ended_at=None).first()
    return trial if trial and test.slug in trial.tests else None
