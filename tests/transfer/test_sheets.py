"""Sheets of old notes: what their columns seem to mean, what is wrong, and what comes in."""

import datetime
from decimal import Decimal

import pytest

from tests.factories import make_user
from tracker.models import User
from tracker.models.entry import Entry
from tracker.sessions.erasing import erase
from tracker.sessions.lifecycle import delete_for_now
from tracker.transfer.sheets.in_words import in_words
from tracker.transfer.sheets.mapping import is_usable
from tracker.transfer.sheets.meanings import Meanings
from tracker.transfer.sheets.sheet import Sheet, SheetCandidate

pytestmark = pytest.mark.django_db

FEET = (
    "Datum;Ankle L pre;Ankle L post;what I did;mood\n"
    "12.01.2025;7;5;sock;3\n"
    "14.01.2025;6;4;sock;4\n"
    "15.01.2025;6;;–;2\n"
)
ANKLE = "ankle_dorsiflexion:left"
MEANINGS = Meanings(
    ("dmy", f"{ANKLE}:pre", f"{ANKLE}:post", "routine", "out"), "stiff", "toe_spreaders"
)


def sheet_of(text: str, user: User | None = None) -> Sheet:
    return Sheet(user or make_user(), "feet.csv", text.encode())


def guesses(head: str, *cells: str) -> list[str]:
    text = "\n".join([head, *cells])
    return [column.guess for column in sheet_of(text).columns]


def candidate(text: str, meanings: Meanings = MEANINGS, user: User | None = None) -> SheetCandidate:
    return sheet_of(text, user).candidate(meanings, makes_ready=True)


def problems(text: str, meanings: Meanings = MEANINGS) -> list[tuple[int, str, str]]:
    return [(p.row, p.column, p.sentence) for p in candidate(text, meanings).problems]


def test_columns_seem_to_mean_what_their_heads_say() -> None:
    assert [column.guess for column in sheet_of(FEET).columns] == list(MEANINGS.columns)
    assert guesses("date,time,note,Toe touch before", "2025-03-10,6:58,hi,4") == [
        *("ymd", "time", "note", "toe_touch:none:pre")
    ]
    assert guesses("Tag;Zehen spreizen links vorher", "1.3.2025;4")[1] == "toe_spread:left:pre"
    assert (
        guesses("date,ankle left before cm", "2025-03-10,8.5")[1] == f"{ANKLE}:pre:knee_to_wall_cm"
    )


def test_a_head_that_could_mean_several_tests_is_not_guessed() -> None:
    assert guesses("date,toe left before,ankle before,mood", "2025-03-10,4,5,6")[1:] == ["out"] * 3


def test_dates_that_can_be_two_days_are_asked_for_and_never_guessed() -> None:
    either = sheet_of("date,x\n03/04/2025,1\n05/06/2025,2").columns[0]
    assert (either.guess, either.is_either) == ("", True)
    assert guesses("date,x", "03/14/2025,1", "05/06/2025,2")[0] == "mdy"
    assert guesses("date,x", "03/14/2025,1", "25/06/2025,2", "26/06/2025,2")[0] == "dmy"


def test_the_first_row_says_how_it_will_be_stored() -> None:
    sheet = sheet_of(FEET)
    row = sheet.first(MEANINGS)
    assert row and row.number == 2
    expected = "12 January 2025, Sock Pull. Ankle dorsiflexion, left: before 3, after 5."
    assert in_words(row.content, sheet.catalogue) == expected  # type: ignore[arg-type]


def test_rows_come_in_as_sessions_that_were_brought_in() -> None:
    user = make_user(time_zone="Europe/Berlin")
    stored = candidate(FEET, user=user).bring_in(user)
    sessions = list(user.sessions.order_by("started_at"))
    assert {session.uuid for session in sessions} == set(stored) and len(stored) == 3
    first, _second, third = sessions
    assert first.local_start == datetime.datetime(2025, 1, 12, 12, tzinfo=first.local_start.tzinfo)
    assert (first.routine.slug, third.routine.slug) == ("sock_pull", "toe_spreaders")
    assert (first.kind, first.drawn, first.trial, first.counts) == ("routine", False, None, True)
    rating = first.ratings.get()
    assert (rating.pre_score, rating.post_score) == (3, 5)
    assert set(Entry.objects.filter(owner=user).values_list("kind", flat=True)) == {"brought"}


def test_the_same_file_twice_adds_nothing_in_whatever_order_its_rows_are() -> None:
    user = make_user()
    assert len(candidate(FEET, user=user).bring_in(user)) == 3
    head, *rows = FEET.splitlines()
    again = candidate("\n".join([head, *reversed(rows), rows[0]]), user=user)
    assert {line.is_here for line in again.lines} == {True}
    assert again.bring_in(user) == []
    assert user.sessions.count() == 3


def test_what_was_erased_for_good_does_not_come_back() -> None:
    user = make_user()
    [first, *_others] = candidate(FEET, user=user).bring_in(user)
    erase(user.sessions.get(uuid=first))
    assert candidate(FEET, user=user).bring_in(user) == []


def test_a_deleted_session_stays_deleted() -> None:
    user = make_user()
    [first, *_others] = candidate(FEET, user=user).bring_in(user)
    delete_for_now(user.sessions.get(uuid=first))
    assert candidate(FEET, user=user).bring_in(user) == []
    assert user.sessions.undeleted().count() == 2


FAULTY = {
    "12.01.2025;12;5;sock;": ("Ankle L pre", "This is over 10. Use a number from 0 to 10"),
    "12.01.2025;-1;5;sock;": ("Ankle L pre", "This is under 0."),
    "12.01.2025;6,5;5;sock;": ("Ankle L pre", "This is no whole number."),
    "12.01.2025;good;5;sock;": ("Ankle L pre", "This is no number."),
    "30.02.2025;6;5;sock;": ("Datum", "This is no day. Write day, month and year"),
    ";6;5;sock;": ("Datum", "This row has no date."),
    "12.01.2099;6;5;sock;": ("Datum", "This is in the future."),
    "12.01.1999;6;5;sock;": ("Datum", "This is before the year 2000."),
    "12.01.2025;6;5;Sock Pul;": ("what I did", "This is not known. Did you mean Sock Pull?"),
    "12.01.2025;6;5;yoga;": ("what I did", "This is no routine here."),
    "12.01.2025;6;5;sock;;7": ("", "This row has more cells than the sheet has columns."),
    "01.01.0001;6;5;sock;": ("Datum", "This is before the year 2000."),
    "31.12.9999;6;5;sock;": ("Datum", "This is in the future."),
    f"12.01.2025;{'9' * 500};5;sock;": ("Ankle L pre", "This is no number."),
}


@pytest.mark.parametrize("row", FAULTY, ids=lambda row: row[:30])
def test_what_is_wrong_is_said_with_row_and_column(row: str) -> None:
    column, start = FAULTY[row]
    [(number, name, sentence)] = problems(FEET + "\n" + row)
    assert (number, name) == (6, column)
    assert sentence.startswith(start)


def test_a_measured_value_outside_of_what_can_be_is_named() -> None:
    meanings = Meanings(("ymd", f"{ANKLE}:pre:knee_to_wall_cm"), "", "sock_pull")
    [(_row, _column, sentence)] = problems("date;wall\n2025-03-10;85\n2025-03-11;8,5", meanings)
    assert sentence.startswith("This cannot be right. Use a number from 0 to 30")
    user = make_user()
    candidate("date;wall\n2025-03-10;8,5\n2025-03-11;3 1/4 in", meanings, user).bring_in(user)
    values = user.ratings.order_by("day").values_list("pre_value", flat=True)
    assert list(values) == [Decimal("8.5"), Decimal("8.255")]


def test_a_note_of_before_is_a_note_however_it_begins() -> None:
    user = make_user()
    meanings = Meanings(("ymd", f"{ANKLE}:pre", "note"), "free", "sock_pull")
    candidate('date,a,b\n2025-03-10,4,"=1+1\r\n<b>"\n', meanings, user).bring_in(user)
    assert user.sessions.get().note == "=1+1\n<b>"


def test_a_mapping_whose_test_was_deleted_is_not_used() -> None:
    sheet = sheet_of(FEET)
    assert is_usable(MEANINGS, sheet)
    gone = Meanings((*MEANINGS.columns[:4], "my-own-test:left:pre"), "free", "sock_pull")
    assert not is_usable(gone, sheet)
    assert not is_usable(Meanings(MEANINGS.columns[:4], "free", "sock_pull"), sheet)
