"""The JSON of events: it survives a round trip, and anything else is refused."""

import datetime
import json
from decimal import Decimal

import pytest

from tracker.rules.events import (
    TYPES,
    ContextGiven,
    Counted,
    Event,
    Finished,
    MarkedEdited,
    MethodChosen,
    Moved,
    NoteErased,
    NoteWritten,
    Rated,
    RoutineEnded,
    from_json,
    to_json,
)

pytestmark = pytest.mark.once

AT = datetime.datetime(2026, 3, 10, 6, 58, 12, 345000, tzinfo=datetime.UTC)
DAY = datetime.date(2026, 3, 10)
EVENTS: list[Event] = [
    Rated("pre", "toe_touch", "none", "score", 0),
    Rated("pre", "toe_touch", "none", "score", None),
    Rated("mid", "ankle_dorsiflexion", "left", "value", Decimal("-8.50"), AT),
    Rated("pre", "toe_touch", "none", "value", Decimal("4"), method="fingertip_to_floor_cm"),
    Rated("post", "ankle_dorsiflexion", "left", "skip", "pain"),
    MethodChosen("toe_touch", "none"),
    ContextGiven(),
    ContextGiven("hard", slept_badly=True, just_woke=False),
    RoutineEnded("routine", {"left.ts_twist": 30}, "sore"),
    RoutineEnded("second", {}, at=AT),
    Finished(),
    Finished(AT),
    NoteWritten("“Left” calf\n"),
    NoteErased(AT),
    Moved(AT, DAY, AT - datetime.timedelta(days=1), DAY - datetime.timedelta(days=1)),
    Counted(anyway=True),
    MarkedEdited(AT),
]


def test_every_event_is_read_as_it_was_written() -> None:
    assert from_json(json.loads(json.dumps(to_json(EVENTS)))) == EVENTS
    assert {type(event) for event in EVENTS} == set(TYPES.values())


def test_the_stored_form_of_a_tap_does_not_change() -> None:
    """People's databases hold entries of this form: another form needs another version."""
    tap = Rated("pre", "ankle_dorsiflexion", "left", "value", Decimal("8.5"))
    assert to_json([tap]) == {
        "version": 1,
        "events": [
            {
                "type": "rated",
                "phase": "pre",
                "test": "ankle_dorsiflexion",
                "side": "left",
                "field": "value",
                "value": "8.5",
            }
        ],
    }


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ({"version": 2, "events": []}, "version 2"),
        ({"version": 1, "events": [{"type": "danced"}]}, "type danced"),
    ],
)
def test_events_of_a_newer_release_are_refused(stored: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        from_json(stored)
