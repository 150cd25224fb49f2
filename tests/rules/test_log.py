"""The fold of a log: the newest write wins in any order, and a retracted entry has no effect."""

import datetime
import itertools
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest

from tracker.rules.events import (
    Counted,
    Event,
    Finished,
    Kind,
    MarkedEdited,
    Moved,
    NoteWritten,
    Rated,
    RoutineEnded,
    Stored,
    to_json,
)
from tracker.rules.log import EventLog, Register

pytestmark = pytest.mark.once

NOON = datetime.datetime(2026, 3, 10, 12, tzinfo=datetime.UTC)
DAY = NOON.date()
TOUCH = ("toe_touch", "none")
MARK = Register("pre", *TOUCH, "mark")
NUMBERS = itertools.count(1)


def at(minutes: float) -> datetime.datetime:
    return NOON + datetime.timedelta(minutes=minutes)


@dataclass
class Line:
    """A row of the log without a table."""

    kind: str
    events: Stored
    entered_at: datetime.datetime
    received_at: datetime.datetime
    undone: bool = False
    uuid: UUID = field(default_factory=uuid4)
    pk: Any = field(default_factory=lambda: next(NUMBERS))


def line(kind: Kind, *events: Event, minutes: float = 0, arrived: float = 60) -> Line:
    return Line(kind, to_json(events), at(minutes), at(arrived))


def rated(minutes: float, fieldname: str, value: Any, kind: Kind = Kind.RATING) -> Line:
    return line(kind, Rated("pre", *TOUCH, fieldname, value), minutes=minutes)


def score(lines: list[Line]) -> Any:
    return EventLog(lines).rating("pre", TOUCH)["score"]


def test_the_newest_write_wins_in_any_order_of_arrival() -> None:
    lines = [rated(3, "score", 6), rated(1, "score", 4), rated(2, "score", 5)]
    assert {score(list(order)) for order in itertools.permutations(lines)} == {6}
    assert EventLog(lines).rating("pre", TOUCH)["at"] == at(3)


def test_no_entry_is_newer_than_its_arrival() -> None:
    ahead = line(Kind.RATING, Rated("pre", *TOUCH, "score", 9), minutes=999, arrived=10)
    assert score([ahead, rated(20, "score", 5)]) == 5


@pytest.mark.parametrize("names", [(1, 2), (2, 1)])
def test_a_phone_whose_clock_is_ahead_keeps_its_own_order(names: tuple[int, int]) -> None:
    first = line(Kind.RATING, Rated("pre", *TOUCH, "score", 4), minutes=900, arrived=10)
    then = line(Kind.RATING, Rated("pre", *TOUCH, "score", 6), minutes=901, arrived=10)
    first.uuid, then.uuid = map(UUID, (f"{names[0]:032x}", f"{names[1]:032x}"))
    assert score([first, then]) == score([then, first]) == 6


def test_of_several_moves_that_are_all_retracted_the_first_says_when_it_was() -> None:
    moves = [
        line(Kind.EDIT, Moved(at(-9), DAY, at(0), DAY)),
        line(Kind.EDIT, Moved(at(-30), DAY, at(-9), DAY)),
    ]
    log = EventLog(moves)
    assert log.start == (at(-30), DAY)
    log.retract(moves[1].uuid)
    assert log.start == (at(-9), DAY)
    log.retract(moves[0].uuid)
    assert log.start == (at(0), DAY)


def test_the_states_of_a_register_are_those_after_each_write() -> None:
    log = EventLog([rated(1, "score", 4), rated(2, "skip", "pain"), rated(3, "score", None)])
    assert log.states(MARK) == [
        {"score": None, "skip": ""},
        {"score": 4, "skip": ""},
        {"score": None, "skip": "pain"},
        {"score": None, "skip": "pain"},
    ]


def test_a_retracted_entry_has_no_effect() -> None:
    first = [rated(1, "score", 4), line(Kind.NOTE, NoteWritten("A"))]
    edit = line(
        Kind.EDIT,
        Rated("pre", *TOUCH, "score", 2),
        NoteWritten("B"),
        Counted(anyway=True),
        Moved(at(-9), DAY, at(0), DAY),
        minutes=30,
    )
    log = EventLog([edit, *first])
    assert (score_of(log), log.note, log.counts_anyway, log.start) == (2, "B", True, (at(-9), DAY))
    assert log.retract(edit.uuid) == {MARK}
    assert (score_of(log), log.note, log.counts_anyway, log.start) == (4, "A", False, (at(0), DAY))
    assert log.edited_at(at(20)) is None
    edit.undone = True
    again = EventLog([*first, edit])
    assert (score_of(again), again.start) == (4, (at(0), DAY))


def test_a_retracted_end_of_a_routine_never_was() -> None:
    first = line(Kind.PAGE, RoutineEnded("routine", {"left.pull": 9}), minutes=1)
    log = EventLog([first, line(Kind.PAGE, RoutineEnded("routine", {"left.pull": 20}), minutes=2)])
    assert log.retract(first.uuid) == set()
    end = log.routine_end("routine", ["left.pull"])
    assert end is not None
    assert end.event.dose == {"left.pull": 20}


def score_of(log: EventLog) -> Any:
    return log.rating("pre", TOUCH)["score"]


def test_a_backfilled_note_is_older_than_all_others() -> None:
    later = line(Kind.NOTE, NoteWritten("B"))
    first = line(Kind.BACKFILL, NoteWritten("A"))
    assert EventLog([later, first]).note == "B"


@pytest.mark.parametrize(
    ("kind", "minutes", "is_edited"),
    [
        (Kind.RATING, 10, False),
        (Kind.RATING, 20, False),
        (Kind.RATING, 30, True),
        (Kind.PAGE, 30, False),
        (Kind.LATE_PAGE, 10, True),
        (Kind.EDIT, 10, True),
        (Kind.ADDED, 30, False),
        (Kind.BACKFILL, 30, False),
    ],
)
def test_a_change_after_the_end_is_recognised_by_its_kind_or_its_time(
    kind: Kind, minutes: float, is_edited: bool
) -> None:
    log = EventLog([rated(1, "score", 4), rated(minutes, "score", 7, kind)])
    assert log.edited_at(at(20)) == (at(minutes) if is_edited else None)


def test_the_same_value_again_after_the_end_is_no_change() -> None:
    log = EventLog([rated(1, "score", 4), rated(30, "score", 4), rated(31, "skip", "")])
    assert log.edited_at(at(20)) is None


def test_a_session_marked_as_edited_before_the_log_stays_edited() -> None:
    assert EventLog([line(Kind.BACKFILL, MarkedEdited(at(25)))]).edited_at(at(20)) == at(25)


def test_the_earliest_end_counts() -> None:
    ends = [line(Kind.FINISH, Finished(), minutes=minutes) for minutes in (30, 20, 40)]
    closed = line(Kind.CLOSED, Finished(at(50)), minutes=55)
    assert EventLog([*ends, closed]).finished_at == at(20)
    assert EventLog().finished_at is None


def test_the_first_end_of_a_leg_with_anything_done_counts() -> None:
    ends = [
        line(Kind.ROUTINE, RoutineEnded("routine", dose), minutes=minutes)
        for minutes, dose in ((10, {}), (12, {"lace": 5}), (14, {"pull": 3}), (16, {"pull": 9}))
    ]
    for some, wanted in ((ends, 14), (ends[:2], 12), (ends[:1], 10)):
        end = EventLog(reversed(some)).routine_end("routine", {"pull"})
        assert end and end.key.at == at(wanted)
    assert EventLog(ends).routine_end("second", {"pull"}) is None
