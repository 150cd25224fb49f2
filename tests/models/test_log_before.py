"""The migration to events keeps the meaning of old entries and adds what they did not hold."""

import datetime
import importlib
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.db.migrations.exceptions import IrreversibleError

from tests.factories import make_session, make_user
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
    from_json,
)
from tracker.rules.log import EventLog

pytestmark = pytest.mark.once

MIGRATION = importlib.import_module("tracker.migrations.0011_events")
NOON = datetime.datetime(2026, 3, 10, 12, tzinfo=datetime.UTC)
DAY = NOON.date()
TOUCH = ("toe_touch", "none")
STEPS = [
    {"key": "left.pull", "side": "left", "kind": "work"},
    {"key": "right.pull", "side": "right", "kind": "work"},
]
SECOND = [{"key": "right.twist", "side": "right", "kind": "work"}]
BLANK = {"score": None, "value": None, "discomfort": None, "skip": "", "at": None}


def at(minutes: float) -> datetime.datetime:
    return NOON + datetime.timedelta(minutes=minutes)


def session(**columns: Any) -> Any:
    plain = {"pk": 1, "owner_id": 7, "uuid": UUID(int=9), "plan": {"routine": {"steps": STEPS}}}
    plain |= {"stage": "done", "dose": {}, "stopped_reason": "", "note": "", "worked": ""}
    plain |= {"day": DAY, "started_at": NOON, "routine_done_at": None, "finished_at": at(20)}
    plain |= {"entered_later": False, "edited_at": None, "count_anyway": False}
    return SimpleNamespace(**(plain | columns))


def row(**columns: Any) -> Any:
    phases = {f"{p}_{name}": value for p in ("pre", "mid", "post") for name, value in BLANK.items()}
    return SimpleNamespace(test=SimpleNamespace(slug=TOUCH[0]), side=TOUCH[1], **(phases | columns))


def entry(payload: dict[str, Any], wrote: Any = None, minutes: float = 0, **columns: Any) -> Any:
    plain = {"pk": minutes, "uuid": uuid4(), "payload": payload, "wrote": wrote or {}}
    plain |= {
        "replaced": {},
        "entered_at": at(minutes),
        "received_at": at(minutes),
        "undone": False,
    }
    return SimpleNamespace(**(plain | columns))


def unsaved(**columns: Any) -> Any:
    return SimpleNamespace(pk=None, undone=False, **columns)


def about(**changes: Any) -> dict[str, Any]:
    """What an old edit stored of a session besides its ratings."""
    plain = {"started_at": NOON.isoformat(), "day": str(DAY), "note": "", "anyway": False}
    return plain | {"edited_at": ""} | changes


def explained(
    session: Any, entries: list[Any], rows: list[Any] | None = None
) -> tuple[EventLog, list[Any]]:
    for entry in entries:
        entry.session = session
    log: EventLog
    log, made = MIGRATION.explained(unsaved, session, entries, rows or [])
    return log, made


def made_events(made: list[Any]) -> list[Event]:
    return [event for entry in made for event in from_json(entry.events)]


@pytest.mark.parametrize(
    ("payload", "wrote", "kind", "events"),
    [
        (
            {"field": "value", "phase": "pre"},
            {"ratings": [["pre", *TOUCH, "value", "8.5"]]},
            Kind.RATING,
            [Rated("pre", *TOUCH, "value", Decimal("8.5"))],
        ),
        (
            {"dose": "{}"},
            {"routines": [["routine", {"left.pull": 3}, "sore"]]},
            Kind.ROUTINE,
            [RoutineEnded("routine", {"left.pull": 3}, "sore")],
        ),
        (
            {"kind": "found"},
            {"ratings": [["pre", *TOUCH, "skip", "pain", at(3).isoformat()]]},
            Kind.BACKFILL,
            [Rated("pre", *TOUCH, "skip", "pain", at(3))],
        ),
        ({"kind": "start"}, {}, Kind.START, []),
        ({"kind": "finish"}, {}, Kind.FINISH, [Finished()]),
        ({"kind": "note"}, {"note": "A"}, Kind.NOTE, [NoteWritten("A")]),
        ({"kind": "page"}, {}, Kind.PAGE, []),
        ({"kind": "late page"}, {}, Kind.LATE_PAGE, []),
        ({"kind": "closed"}, {"closed": True}, Kind.CLOSED, [Finished(at(20))]),
    ],
)
def test_each_kind_of_entry_keeps_its_meaning(
    payload: dict[str, Any], wrote: dict[str, Any], kind: Kind, events: list[Event]
) -> None:
    stored = entry(payload, wrote, 5)
    explained(session(), [stored])
    assert (stored.kind, from_json(stored.events)) == (kind, events)


def test_an_edit_keeps_what_it_changed_and_the_values_before() -> None:
    wrote = {"ratings": [["pre", *TOUCH, "score", 2]]}
    wrote |= {"session": {"started_at": at(-9).isoformat(), "note": "B", "anyway": True}}
    edit = entry({"kind": "edit"}, wrote, 30, replaced={"session": about(note="A")})
    now = {"started_at": at(-9), "note": "B", "count_anyway": True, "edited_at": at(30)}
    log, made = explained(session(**now), [edit], [row(pre_score=2, pre_at=at(30))])
    assert from_json(edit.events) == [
        Rated("pre", *TOUCH, "score", 2),
        NoteWritten("B"),
        Counted(anyway=True),
        Moved(at(-9), DAY, NOON, DAY),
    ]
    assert made_events(made) == [Finished(at(20)), NoteWritten("A")]
    log.retract(edit.uuid)
    assert (log.note, log.counts_anyway, log.start) == ("A", False, (NOON, DAY))


def test_a_session_without_entries_gets_one_with_all_its_values() -> None:
    columns = {"dose": {"left.pull": 3}, "stopped_reason": "sore", "routine_done_at": at(9)}
    blank = session(**columns, note="A", count_anyway=True, edited_at=at(30))
    rated = {"pre_score": 4, "pre_value": Decimal("8.50"), "post_skip": "pain"}
    rows = [row(**rated, pre_at=at(1), post_at=at(10))]
    log, (made,) = explained(blank, [], rows)
    assert made.kind == Kind.BACKFILL and (made.owner_id, made.session_id) == (7, 1)
    assert from_json(made.events) == [
        Rated("pre", *TOUCH, "score", 4, at(1)),
        Rated("pre", *TOUCH, "value", Decimal("8.50"), at(1)),
        Rated("post", *TOUCH, "skip", "pain", at(10)),
        RoutineEnded("routine", {"left.pull": 3}, "sore", at(9)),
        Finished(at(20)),
        NoteWritten("A"),
        Counted(anyway=True),
        MarkedEdited(at(30)),
    ]
    assert log.edited_at(at(20)) == at(30)
    assert explained(blank, [], rows)[1][0].uuid == made.uuid, "the same whenever it is run"


def test_a_session_explained_by_its_entries_gets_no_other() -> None:
    tap = entry({"field": "score"}, {"ratings": [["pre", *TOUCH, "score", 4]]}, 1)
    end = entry({"kind": "finish"}, {}, 20)
    assert explained(session(), [tap, end], [row(pre_score=4, pre_at=at(1))])[1] == []


def test_an_open_session_gets_no_end() -> None:
    unfinished = session(stage="routine", finished_at=None)
    _, made = explained(unfinished, [], [row(pre_score=4, pre_at=at(1))])
    assert made_events(made) == [Rated("pre", *TOUCH, "score", 4, at(1))]


def test_the_dose_of_two_legs_is_split() -> None:
    plan = {"routine": {"steps": STEPS[:1]}, "second": {"steps": SECOND}}
    dose = {"left.pull": 3, "right.twist": 4}
    unfinished = session(
        plan=plan, dose=dose, routine_done_at=at(9), stage="post", finished_at=None
    )
    assert made_events(explained(unfinished, [])[1]) == [
        RoutineEnded("routine", {"left.pull": 3}, "", at(9)),
        RoutineEnded("second", {"right.twist": 4}, "", at(9)),
    ]


def test_an_edit_that_stored_only_the_replaced_values() -> None:
    """Such edits stored "counts" for every unedited session, and no day."""
    old = {"started_at": NOON.isoformat(), "note": "", "counts": True, "edited_at": ""}
    replaced = {"ratings": [["pre", *TOUCH, {"score": 4, "value": None}]], "session": old}
    edit = entry({"kind": "edit"}, {}, 30, replaced=replaced)
    rows = [row(pre_score=2, pre_value=Decimal("8.50"), pre_at=at(30))]
    log, _ = explained(session(edited_at=at(30)), [edit], rows)
    now = log.rating("pre", TOUCH)
    assert (now["score"], now["value"], log.edited_at(at(20))) == (2, Decimal("8.50"), at(30))
    log.retract(edit.uuid)
    was = log.rating("pre", TOUCH)
    assert (was["score"], was["value"], log.edited_at(at(20))) == (4, None, None)


def test_a_row_that_differs_from_its_entries_wins() -> None:
    tap = entry({"field": "score"}, {"ratings": [["pre", *TOUCH, "score", 4]]}, 1)
    note = entry({"kind": "note"}, {"note": "A"}, 2, replaced={"note": ""})
    changed = session(note="B", finished_at=at(20))
    log, made = explained(changed, [tap, note], [row(pre_skip="pain", pre_at=at(1))])
    assert [entry.kind for entry in made] == [Kind.BACKFILL, Kind.CORRECTION]
    now = log.rating("pre", TOUCH)
    assert (now["score"], now["skip"], log.note) == (None, "pain", "B")


def test_an_undone_edit_stays_undone() -> None:
    wrote = {"ratings": [["pre", *TOUCH, "score", 2]], "session": {"edited_at": at(30).isoformat()}}
    edit = entry({"kind": "edit"}, wrote, 30, replaced={"session": about()}, undone=True)
    log, made = explained(session(), [edit], [row(pre_at=at(30))])
    assert made_events(made) == [Finished(at(20))]
    assert log.rating("pre", TOUCH)["at"] is None


@pytest.mark.parametrize("dose", [{}, {"gone.step": 30}])
def test_a_routine_of_which_no_step_is_known_ended_nevertheless(dose: dict[str, int]) -> None:
    done = session(dose=dose, stopped_reason="pain", routine_done_at=at(9))
    log, made = explained(done, [])
    assert RoutineEnded("routine", {}, "pain", at(9)) in made_events(made)
    columns = MIGRATION.before.columns(done, log)
    assert (columns["stopped_reason"], columns["routine_done_at"]) == ("pain", at(9))


def test_a_reason_to_stop_stays_of_which_no_moment_is_known() -> None:
    log, _ = explained(session(stopped_reason="sore"), [])
    end = log.routine_end("routine", ())
    assert end is not None
    assert end.event.reason == "sore"


@pytest.mark.django_db
def test_a_database_in_which_something_was_entered_does_not_go_back() -> None:
    MIGRATION.backwards(apps, None)
    make_session(owner=make_user(), stage="done")
    with pytest.raises(IrreversibleError, match="restore the backup"):
        MIGRATION.backwards(apps, None)
