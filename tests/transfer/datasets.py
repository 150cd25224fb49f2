"""Made-up people for the ways out and in: any kind of session, any values, hostile notes."""

import datetime
from typing import Any

from hypothesis import strategies as st

from tests.factories import make_user
from tracker.models import MobilityTest, Routine, Session, User
from tracker.rules.context import RUNS
from tracker.rules.events import ContextGiven
from tracker.rules.reasons import SKIP_REASONS
from tracker.transfer.sheets.brought import BroughtSession, RatedOf

# What begins a formula in a spreadsheet, and what can begin a cell in the middle of a text.
STARTS = "=+-@\t\r\n\0＝＋－＠"
hostile = st.text(st.sampled_from([*STARTS, *"'\",;| a1", "ü", "😀"]), max_size=20)
# As forms store notes: without the newlines of other systems, and without NUL, which none takes.
notes = hostile.map(lambda text: text.replace("\r", "\n").replace("\0", " ").strip())
ZONES = ("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Kiritimati")
FIRST, LAST = datetime.datetime(2001, 1, 1), datetime.datetime(2026, 1, 1)
ticks = st.sampled_from([None, True, False])
contexts = st.builds(ContextGiven, st.sampled_from(["", *RUNS]), ticks, ticks)


@st.composite
def fields(draw: st.DrawFn, test: MobilityTest, method: str) -> dict[str, Any]:
    """What is entered of one rating, never nothing."""
    value = draw(st.none() | st.decimals(-50, 300, places=draw(st.integers(0, 5))))
    skip = draw(st.sampled_from(["", "", "", *SKIP_REASONS]))
    score = None if skip else draw(st.none() | st.integers(0, 10))
    discomfort = draw(st.none() | st.integers(0, 10))
    entered = {"score": score, "skip": skip, "discomfort": discomfort}
    entered = {name: content for name, content in entered.items() if content not in (None, "")}
    if value is not None and method:
        entered |= {"value": value + 0, "method": method}
    return entered or {"score": draw(st.integers(0, 10))}


@st.composite
def sessions(
    draw: st.DrawFn, user: User, tests: list[MobilityTest], routines: list[Routine]
) -> BroughtSession:
    kind = draw(st.sampled_from(Session.Kind.values))
    phases = ("pre", "mid", "post") if kind == Session.Kind.ONE_LEG else ("pre", "post")
    rated = draw(st.lists(st.sampled_from(tests), min_size=1, max_size=3, unique_by=_slug))
    ratings = {}
    for test in rated:
        method = draw(st.sampled_from(["", *(measure["id"] for measure in test.measures)]))
        for side in draw(st.lists(st.sampled_from(test.sides), min_size=1, unique=True)):
            for phase in draw(st.lists(st.sampled_from(phases), min_size=1, unique=True)):
                ratings[RatedOf(phase, test.slug, side)] = draw(fields(test, method))
    started = draw(st.datetimes(FIRST, LAST, timezones=st.just(datetime.UTC)))
    zone = draw(st.sampled_from(ZONES))
    return BroughtSession(
        uuid=draw(st.uuids(version=4)),
        started_at=started.replace(microsecond=0),
        zone=zone,
        day=user.day_of(started, zone),
        routine=draw(st.sampled_from(routines)),
        ratings=ratings,
        kind=kind,
        leg=draw(st.sampled_from(["left", "right"])) if kind == Session.Kind.ONE_LEG else "",
        worked=draw(st.sampled_from(["both", "both", "left", "right", ""])),
        note=draw(notes),
        context=draw(contexts),
        is_left_out=draw(st.booleans()),
    )


def _slug(test: MobilityTest) -> str:
    return test.slug


@st.composite
def datasets(draw: st.DrawFn) -> tuple[User, list[BroughtSession]]:
    user = make_user(time_zone=draw(st.sampled_from(["UTC", "America/New_York"])))
    tests = list(MobilityTest.objects.filter(owner=None))
    routines = list(Routine.objects.filter(owner=None, sham=False).prefetch_related("steps"))
    some = st.lists(sessions(user, tests, routines), min_size=1, max_size=4, unique_by=_name)
    return user, draw(some)


def _name(session: BroughtSession) -> Any:
    return session.uuid
