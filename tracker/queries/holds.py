"""The holds behind what a phone measured: a person's own error, and where another phone began."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils import timezone

from tracker.analysis.answers.holds import SOURCE, Pair, Swing, swing_of
from tracker.analysis.answers.sample import RECENT
from tracker.analysis.pairs import MeasureInfo, TestInfo
from tracker.catalogue.spec import PHONE, is_by_phone
from tracker.charts.phone_angle import PhoneAngles, SideAngles
from tracker.models import MobilityTest, Rating, Session, User
from tracker.models.rating import ValueRow
from tracker.rules.holds import Holds

Key = tuple[int, str]  # test, method
UNKNOWN = Swing(None, 0)


class Change(NamedTuple):
    """A session with another phone than the one before, or by one whose zero was set meanwhile."""

    day: datetime.date
    is_new_phone: bool


def with_swings(tests: Iterable[TestInfo], rows: Iterable[ValueRow]) -> list[TestInfo]:
    """The tests, with the error of the person's own phone as far as these values tell it.

    Of finished sessions alone: the error of an open one would tell its angles.
    """
    pairs = _pairs_in(rows)
    return [
        replace(
            test, measures=tuple(_own(m, pairs.get((test.id, m.method))) for m in test.measures)
        )
        for test in tests
    ]


def swing_by(user: User, test: MobilityTest, measure: MeasureInfo) -> Swing:
    """How far two readings by this measure differ by themselves, in recent sessions."""
    pairs = _pairs_in(_rows_of(user, test).filter(day__gt=_first_day(user)).value_rows())
    return _swing(measure, pairs.get((test.pk, measure.method)))


def with_recent_swings(user: User, tests: Iterable[TestInfo]) -> list[TestInfo]:
    """The same for whoever has no history at hand."""
    finished = user.ratings.filter(session__in=user.sessions.done(), day__gt=_first_day(user))
    return with_swings(tests, finished.filter(method__startswith=f"{PHONE}_").value_rows())


def comparable(rows: Iterable[ValueRow]) -> Iterator[ValueRow]:
    """The same without the after value where before and after are not by one phone in one state."""
    for *about, after, before_holds, after_holds in rows:
        is_same = not (before_holds and after_holds) or _differs(before_holds, after_holds) == ""
        yield (*about, after if is_same else None, before_holds, after_holds)  # type: ignore[misc]


def changes_of(user: User, test: MobilityTest) -> dict[str, list[Change]]:
    """By method, the sessions from which on a series cannot be compared with what was before."""
    before: dict[str, tuple[str, bool]] = {}
    changes: dict[str, list[Change]] = defaultdict(list)
    columns = ("method", "day", "pre_holds", "post_holds")
    for method, day, *stored in _rows_of(user, test).order_by("day", "pk").values_list(*columns):
        for holds in _read(stored):
            now = holds.phone, holds.zeroed
            if before.setdefault(method, now) != now:
                changes[method].append(Change(day, before[method][0] != holds.phone))
                before[method] = now
    return changes


def angles_of(session: Session, ratings: Iterable[Rating]) -> list[PhoneAngles]:
    """What a phone measured in a finished session, test by test in the planned order."""
    by_test: dict[str, list[Rating]] = defaultdict(list)
    for rating in ratings:
        if is_by_phone(rating.method) and (rating.pre_holds or rating.post_holds):
            by_test[rating.test.slug].append(rating)
    return [_angles(session, by_test[slug]) for slug in session.plan.test_slugs if slug in by_test]


def _angles(session: Session, ratings: list[Rating]) -> PhoneAngles:
    user, test, method = session.owner, ratings[0].test, ratings[0].method
    measure = next(m for m in TestInfo.of(test).measures if m.method == method)
    order = {side: place for place, side in enumerate(test.sides)}
    sides = [_side(rating) for rating in sorted(ratings, key=lambda rating: order[rating.side])]
    about = method, str(test.name), measure.label, swing_by(user, test, measure)
    return PhoneAngles(*about, sides, _begins(session, ratings))


def _begins(session: Session, ratings: list[Rating]) -> str:
    """Why its angles cannot be compared with those of the session before; "" if they can."""
    rows = _rows_of(session.owner, ratings[0].test).filter(method=ratings[0].method)
    earlier = rows.filter(session__started_at__lt=session.started_at)
    before = earlier.order_by("-session__started_at").values_list("pre_holds", "post_holds").first()
    last = next((holds for holds in reversed(before or ()) if holds), None)
    first = next((r.pre_holds or r.post_holds for r in ratings), None)
    return _differs(last, first) if last and first else ""


def _side(rating: Rating) -> SideAngles:
    before, after = rating.pre_holds, rating.post_holds
    differs = _differs(before, after) if before and after else ""
    return SideAngles(rating.side, _pair(before), _pair(after), differs)


def _differs(before: dict[str, Any], after: dict[str, Any]) -> str:
    """Why two readings cannot be compared: another "phone", or its "zero" was set between them."""
    if before["phone"] != after["phone"]:
        return "phone"
    return "" if before["zeroed"] == after["zeroed"] else "zero"


def _pair(stored: dict[str, Any] | None) -> Pair | None:
    return next(((float(h.angles[0]), float(h.angles[1])) for h in _read([stored])), None)


def _rows_of(user: User, test: MobilityTest) -> Any:
    by_phone = user.ratings.filter(test=test, method__startswith=f"{PHONE}_")
    return by_phone.filter(session__in=user.sessions.done())


def _first_day(user: User) -> datetime.date:
    return user.day_of(timezone.now()) - datetime.timedelta(weeks=RECENT.weeks or 0)


def _own(measure: MeasureInfo, pairs: dict[int, list[Pair]] | None) -> MeasureInfo:
    swing = _swing(measure, pairs)
    return measure._replace(mdc=swing.size, mdc_kind=SOURCE) if swing.size else measure


def _swing(measure: MeasureInfo, pairs: dict[int, list[Pair]] | None) -> Swing:
    return swing_of(pairs.values(), measure.step) if pairs else UNKNOWN


def _pairs_in(rows: Iterable[ValueRow]) -> dict[Key, dict[int, list[Pair]]]:
    """By test and method, and by session, the holds of each reading of a phone."""
    pairs: dict[Key, dict[int, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    for session, test, _side, method, _before, _after, *stored in rows:
        if is_by_phone(method):
            for holds in _read(stored):
                first, second = map(float, holds.angles)
                pairs[test, method][session].append((first, second))
    return pairs


def _read(stored: Iterable[dict[str, Any] | None]) -> Iterator[Holds]:
    return (Holds.from_json(holds) for holds in stored if holds)
