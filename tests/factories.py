"""People and sessions for tests: plain functions, everything by keyword, believable by default."""

import datetime
import functools
import itertools
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from tracker.models import MobilityTest, Routine, Session, TestSetting, User
from tracker.queries.offered import offered_tests
from tracker.rules.events import Finished, Kind, RoutineEnded
from tracker.rules.freezing import frozen_plan
from tracker.sessions.changes import Ratings, rated
from tracker.sessions.editing import write_note
from tracker.sessions.lifecycle import NewSession, advance, start
from tracker.sessions.own_routines import name_of_copy, save, worked
from tracker.sessions.writer import SessionWriter
from tracker.transfer.uploads import put_in

COUNTER = itertools.count(1)
PASSWORD = "a quiet long sentence"
FULL_SCORES = (4, 6)
OF_A_START = ("kind", "trial", "zone", "started_at")
FEET = "Datum;Ankle L pre;Ankle L post;what I did;mood\n12.01.2025;7;5;sock;3\n14.01.2025;6;4;–;4\n"
PAUSES = ("lead_in", "change_seconds", "swap_seconds")
OF_A_STEP = (
    *("technique", "name", "cue", "say", "sides", "hand", "kind"),
    *("seconds", "less", "illustration"),
)


def make_user(*, email: str = "", safety_read: bool = True, **fields: Any) -> User:
    email = email or f"runner{next(COUNTER)}-{uuid.uuid4().hex[:6]}@example.org"
    read = timezone.now() if safety_read else None
    # As if every visit were the second of its day: the first writes the day.
    about = {"password": hashed(), "safety_read_at": read, "last_seen_on": datetime.date.max}
    return User.objects.create(email=email.lower(), **about | fields)


def measuring(user: User, **methods: str) -> User:
    """Chose how to measure: these, and the first measure of each other test."""
    TestSetting.objects.bulk_create(
        TestSetting(owner=user, test=test, method=methods.get(test.slug, test.measure["id"]))
        for test in MobilityTest.objects.filter(owner=None)
    )
    return user


@functools.cache
def hashed() -> str:
    """PASSWORD as it is stored; slow on purpose, so done once."""
    return make_password(PASSWORD)


def full_slots() -> list[tuple[str, str]]:
    """(test, side) of everything that the catalogue has to rate."""
    built_in = MobilityTest.objects.filter(owner=None, retired=False)
    return [(test.slug, side) for test in built_in for side in test.sides]


def start_session(
    owner: User,
    *,
    uuid: uuid.UUID,
    routine: Routine,
    tests: Iterable[MobilityTest],
    seconds: int,
    order: str,
    **fields: Any,
) -> Session:
    """A session with a plan of these, just started; `fields` are those of its plan or its own."""
    of_plan = {name: fields.pop(name) for name in ("chosen", "test_set") if name in fields}
    sits = fields.get("kind") == Session.Kind.TEST_ONLY
    plan = frozen_plan(routine, tests, seconds, order, sits=sits, **of_plan)
    of_start = {name: fields.pop(name) for name in OF_A_START if name in fields}
    session = start(owner, NewSession(uuid=uuid, routine=routine, plan=plan, **of_start))
    for name, value in fields.items():
        setattr(session, name, value)
    if fields:
        session.save(update_fields=list(fields))
    return session


def _routine(routine: str | Routine) -> Routine:
    if isinstance(routine, Routine):
        return routine
    return Routine.objects.get(slug=routine, owner=None)


def make_session(
    *,
    owner: User,
    stage: str = "pre",
    tests: tuple[str, ...] = (),
    routine: str | Routine = "toe_spreaders",
    seconds: int = 45,
    first_side: str = "left",
    pre: int | None = None,
    post: int | None = None,
    note: str = "",
    **fields: Any,
) -> Session:
    """A session at `stage`, with all tests, rated 4 before and 6 after once that is past."""
    offered = offered_tests(owner)
    session = start_session(
        owner,
        uuid=uuid.uuid4(),
        routine=_routine(routine),
        tests=list(offered.filter(slug__in=tests) if tests else offered),
        seconds=seconds,
        order=first_side,
        test_set="own" if tests else "full",
        **fields,
    )
    _walk(
        session,
        stage,
        FULL_SCORES[0] if pre is None else pre,
        FULL_SCORES[1] if post is None else post,
    )
    if note:
        write_note(session, note)
    return session


def _walk(session: Session, stage: str, pre: int, post: int) -> None:
    if stage == "pre":
        return
    rate(session, "pre", pre, at=_minutes_in(session, 1))
    advance(session, "pre")
    if stage in ("post", "done"):
        planned = {step.key: step.seconds for step in session.plan.routine.steps}
        end_routine(session, planned, at=_minutes_in(session, 9))
    if stage == "done":
        rate(session, "post", post, at=_minutes_in(session, 10))
        finish(session, _minutes_in(session, 11))


def _minutes_in(session: Session, minutes: int) -> datetime.datetime:
    """So long after its start, and not in the future."""
    return min(timezone.now(), session.started_at + datetime.timedelta(minutes=minutes))


def rate(session: Session, phase: str, score: int, at: datetime.datetime | None = None) -> None:
    record(session, phase, {slot: {"score": score} for slot in session.slots}, at=at)


def record(
    session: Session, phase: str, ratings: Ratings, at: datetime.datetime | None = None
) -> None:
    """Rated on a page at that moment, whatever the stage is."""
    at = at or timezone.now()
    with session.changing():
        writer = SessionWriter(session)
        ratings = {slot: _numbers(fields) for slot, fields in ratings.items()}
        writer.append(Kind.PAGE, rated(phase, ratings, at), at)
        writer.save()


def _numbers(fields: Mapping[str, Any]) -> dict[str, Any]:
    """With a measured value as its form makes it of a text."""
    return {n: Decimal(v) if n == "value" and v is not None else v for n, v in fields.items()}


def end_routine(
    session: Session,
    dose: Mapping[str, int] | None = None,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> None:
    """The player's page is sent: the routine, or the leg whose turn it is, was over at `at`."""
    leg = "second" if session.stage == "second" else "routine"
    with session.changing():
        writer = SessionWriter(session)
        at = at or writer.now
        writer.append(Kind.PAGE, [RoutineEnded(leg, dose or {}, reason)], at)
        writer.save()


def finish(session: Session, at: datetime.datetime | None = None) -> None:
    """It ends as it is."""
    with session.changing():
        writer = SessionWriter(session)
        if session.is_open:
            writer.append(Kind.FINISH, [Finished()], at)
        writer.save()


def change_routine(session: Session, **fields: Any) -> None:
    """Of its plan, as if it had been another one when the session began."""
    routine = replace(session.plan.routine, **fields)
    session.plan = replace(session.plan, routine=routine)


def make_history(*, owner: User, days: int, **fields: Any) -> list[Session]:
    """A finished session on each of the last `days` days, oldest first."""
    now = timezone.now()
    moments = [now - datetime.timedelta(days=ago) for ago in range(days, 0, -1)]
    return [
        make_session(owner=owner, stage="done", started_at=moment, **fields) for moment in moments
    ]


def put_in_sheet(user: User, text: str = FEET) -> None:
    """A sheet of old notes waits for its person to say what its columns are."""
    put_in(user, "feet.csv", text.encode())


def copy(routine: Routine, owner: User) -> Routine:
    """A routine of `owner`'s own that starts out like this one, as the page saves it."""
    about = {"name": name_of_copy(owner, routine), "region": worked(routine.places)}
    about["position_text"] = f"{routine.position_text} {routine.hand_rule}".strip()
    about |= {name: getattr(routine, name) for name in PAUSES}
    steps = [{name: getattr(step, name) for name in OF_A_STEP} for step in routine.steps.all()]
    return save(owner, None, about, steps, like=routine)
