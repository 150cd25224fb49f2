"""ratings.csv: a row a rating, safe to open in a spreadsheet, and read back as it was."""

import csv
import datetime
import io
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import end_routine, finish, make_session, make_user, record
from tests.transfer.datasets import STARTS, datasets, hostile
from tracker.models import MobilityTest, User
from tracker.sessions.adding import add
from tracker.transfer.formats.ratings_csv import COLUMNS, FORMAT
from tracker.transfer.guard import guarded, unguarded
from tracker.transfer.sheets.brought import BroughtSession, Builder
from tracker.transfer.sheets.meanings import Meanings
from tracker.transfer.sheets.sheet import Sheet

FIELDS = {"score": "rating", "skip": "skipped", "discomfort": "discomfort", "value": "value"}
PHASES = {"pre": "before", "mid": "between", "post": "after"}
# What a session that came in with a file is not any more: entered while it was done, or edited.
CHANGED = ("entered_later", "why_not", "picked_by_chance")
START = datetime.datetime(2026, 3, 10, 6, 58, tzinfo=datetime.UTC)


def content_of(user: User) -> bytes:
    return b"".join(FORMAT.write(user))


def rows_of(user: User) -> list[dict[str, str]]:
    text = content_of(user).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def wipe(user: User) -> None:
    for rows in (user.entries, user.ratings, user.sessions):
        rows.all().delete()


def bring_back(user: User, content: bytes) -> int:
    """How many sessions came in with a ratings.csv."""
    candidate = Sheet(user, "ratings.csv", content).candidate(Meanings(), makes_ready=True)
    assert not candidate.problems, candidate.problems
    return len(candidate.bring_in(user))


@given(hostile)
@pytest.mark.once
def test_no_cell_begins_a_formula_whatever_separates_the_cells(text: str) -> None:
    for cell in re.split(r'[,;|\t\r\n"]', guarded(text)):
        assert not cell.lstrip(" ").startswith(tuple(STARTS)), guarded(text)


@given(hostile)
@pytest.mark.once
def test_the_guard_is_taken_away_again(text: str) -> None:
    assert unguarded(guarded(text)) == text


@pytest.mark.once
def test_a_guard_of_the_first_character_alone_is_not_enough() -> None:
    text = 'fine;=HYPERLINK("x")'
    assert text[0] not in STARTS and text.split(";")[1][0] in STARTS
    assert guarded(text).split(";")[1].startswith("'=")


@pytest.mark.django_db
def test_it_has_a_row_a_rating_with_the_moment_where_it_was_done() -> None:
    user = make_user(time_zone="Europe/Berlin")
    session = make_session(
        owner=user, stage="done", tests=("toe_touch",), started_at=START, note="-2 degrees\n=1+1"
    )
    record(session, "post", {("toe_touch", "none"): {"value": "-3.5"}})
    before, after = rows_of(user)
    assert list(before) == list(COLUMNS)
    assert before["started_at"] == "2026-03-10T07:58:00+01:00"
    assert (before["session"], before["day"]) == (str(session.uuid), "2026-03-10")
    assert (before["phase"], before["rating"], before["value"]) == ("before", "4", "")
    assert (after["phase"], after["rating"], after["value"], after["unit"]) == (
        *("after", "6", "-3.5"),
        "cm",
    )
    assert before["note"] == "'-2 degrees\n'=1+1"
    assert content_of(user).startswith(b"\xef\xbb\xbfsession,started_at,")


@pytest.mark.django_db
def test_it_says_why_a_session_does_not_count() -> None:
    user = make_user()
    session = make_session(owner=user, stage="routine", tests=("toe_touch",))
    end_routine(session, {}, "sore")
    make_session(owner=make_user(), stage="done")
    session.refresh_from_db()
    assert rows_of(user) == []
    record(session, "post", {("toe_touch", "none"): {"skip": "pain"}})
    session.refresh_from_db()
    finish(session)
    before, after = rows_of(user)
    assert (after["rating"], after["skipped"]) == ("", "pain")
    assert {(row["counts"], row["why_not"]) for row in (before, after)} == {("no", "nothing")}


def as_exported(made: BroughtSession) -> set[tuple[str, ...]]:
    """Its ratings, a field at a time, by what was generated and not by what was stored."""
    return {
        (str(made.uuid), PHASES[of.phase], of.test, of.side, FIELDS[name], plain(content))
        for of, entered in made.ratings.items()
        for name, content in entered.items()
        if name in FIELDS
    }


def plain(content: Any) -> str:
    return f"{content.normalize() + 0:f}" if isinstance(content, Decimal) else str(content)


def check_round_trip(user: User, made: list[BroughtSession]) -> None:
    """What is exported holds every rating; wiped and brought back, it is the same file."""
    builder = Builder(user, MobilityTest.objects.filter(owner=None))
    add([builder.addition(session) for session in made])
    before, content = rows_of(user), content_of(user)
    there = {
        (row["session"], row["phase"], row["test"], row["side"], field, row[field])
        for row in before
        for field in FIELDS.values()
        if row[field]
    }
    assert there == set().union(*map(as_exported, made))
    assert bring_back(user, content) == 0
    wipe(user)
    assert bring_back(user, content) == len(made)
    again = rows_of(user)
    for row in (*before, *again):
        for column in CHANGED:
            del row[column]
    assert again == before


@pytest.mark.django_db
@settings(max_examples=12, suppress_health_check=list(HealthCheck), deadline=None)
@given(st.data())
def test_what_was_exported_comes_back_as_it_was(data: st.DataObject) -> None:
    check_round_trip(*data.draw(datasets()))
