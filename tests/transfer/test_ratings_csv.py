"""ratings.csv: a row a rating, safe to open in a spreadsheet."""

import csv
import datetime
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import end_routine, finish, make_session, make_user, record
from tracker.models import User
from tracker.transfer.formats.ratings_csv import COLUMNS, FORMAT
from tracker.transfer.guard import guarded, unguarded

# What begins a formula in a spreadsheet, and what can begin a cell in the middle of a text.
STARTS = "=+-@\t\r\n\0＝＋－＠"
hostile = st.text(st.sampled_from([*STARTS, *"'\",;| a1", "ü", "😀"]), max_size=20)
START = datetime.datetime(2026, 3, 10, 6, 58, tzinfo=datetime.UTC)


def content_of(user: User) -> bytes:
    return b"".join(FORMAT.write(user))


def rows_of(user: User) -> list[dict[str, str]]:
    text = content_of(user).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


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
