"""The page that asks what each column of a sheet means."""

import json

import pytest
from django.test import Client

from tests.factories import FEET, make_user, put_in_sheet
from tests.pages import client_of, text_of
from tracker.models import ColumnMapping, User
from tracker.transfer.sheets.mapping import stored_for
from tracker.transfer.sheets.meanings import Meanings
from tracker.transfer.sheets.sheet import Sheet

pytestmark = pytest.mark.django_db

ADDRESS = "/data/import/columns/"
EITHER = "Datum;Toe touch before\n03/04/2025;7\n"
ANKLE = "ankle_dorsiflexion:left"
CHOSEN = {
    "column0": "dmy",
    "column1": f"{ANKLE}:pre",
    "column2": f"{ANKLE}:post",
    "column3": "routine",
    "column4": "out",
}


def upload(user: User, text: str = FEET) -> Client:
    put_in_sheet(user, text)
    return client_of(user)


def first_row(client: Client, sent: dict[str, str]) -> dict[str, str]:
    answer = client.post(ADDRESS, sent, headers={"accept": "application/json"})
    row: dict[str, str] = json.loads(answer.content)
    return row


def test_it_shows_what_the_columns_hold_and_seem_to_mean() -> None:
    page = text_of(upload(make_user()).get(ADDRESS))
    assert "</bdi>, 2 rows. Nothing is saved yet." in page
    assert "12.01.2025, 14.01.2025" in page
    assert "marked “brought in”" in page


def test_which_end_is_free_has_to_be_answered() -> None:
    client = upload(make_user())
    page = client.get(ADDRESS)
    assert b"checked" not in page.content
    answer = client.post(ADDRESS, CHOSEN | {"routine": "sock_pull"})
    assert answer.status_code == 422
    assert "Choose which end is free in your sheet." in text_of(answer)


def test_a_row_without_a_routine_needs_one() -> None:
    client = upload(make_user())
    answer = client.post(ADDRESS, CHOSEN | {"end": "free"})
    assert "Choose what you did where the sheet does not say." in text_of(answer)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"column0": "out"}, "Choose which column holds the date."),
        ({"column0": ""}, "Choose what this column is, or leave it out."),
        ({"column1": "out", "column2": "out"}, "Choose at least one column with ratings"),
        ({"column2": f"{ANKLE}:pre"}, "Two columns mean the same."),
        ({"column4": "mdy"}, "Two columns mean the same."),
        ({"column4": "made-up:left:pre"}, "Select a valid choice."),
    ],
)
def test_what_cannot_be_read_is_said(changed: dict[str, str], sentence: str) -> None:
    client = upload(make_user())
    answer = client.post(ADDRESS, CHOSEN | {"end": "free", "routine": "sock_pull"} | changed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_a_date_that_can_be_two_days_is_asked_for() -> None:
    client = upload(make_user(), EITHER)
    assert "03/04/2025 can be two days. Choose how its dates are written." in text_of(
        client.get(ADDRESS)
    )
    sent = {"column0": "", "column1": "toe_touch:none:pre", "end": "free", "routine": "sock_pull"}
    assert "03/04/2025 can be two days." in text_of(client.post(ADDRESS, sent))
    assert "4 March 2025" in first_row(client, sent | {"column0": "mdy"})["sentence"]
    assert "3 April 2025" in first_row(client, sent | {"column0": "dmy"})["sentence"]


def test_the_first_row_reads_as_the_choices_say_with_and_without_a_script() -> None:
    client = upload(make_user())
    sent = CHOSEN | {"end": "stiff", "routine": "toe_spreaders"}
    expected = {
        "title": "Row 2 then reads",
        "sentence": "12 January 2025, Sock Pull. Ankle dorsiflexion, left: before 3, after 5.",
    }
    assert first_row(client, sent) == expected
    assert expected["sentence"] in text_of(client.post(ADDRESS, sent | {"look": ""}))
    turned = first_row(client, sent | {"end": "free"})
    assert turned["sentence"].endswith("before 7, after 5.")
    assert first_row(client, CHOSEN)["sentence"] == "Choose the rest first, then it shows here."
    assert not ColumnMapping.objects.filter(owner__in=User.objects.all()).exists()


def test_what_was_said_holds_for_the_next_sheet_like_it() -> None:
    user = make_user()
    client = upload(user)
    answer = client.post(ADDRESS, CHOSEN | {"end": "stiff", "routine": "toe_spreaders"})
    assert answer["location"] == "/data/import/check/"
    expected = Meanings(tuple(CHOSEN.values()), "stiff", "toe_spreaders")
    assert Meanings.of(user.uploads.get().meanings) == expected
    later = Sheet(user, "later.csv", FEET.replace("2025", "2026").encode())
    assert stored_for(later) == expected
    assert stored_for(Sheet(user, "other.csv", EITHER.encode())) == Meanings()
    assert stored_for(Sheet(make_user(), "later.csv", FEET.encode())) == Meanings()
    upload(user)
    assert client.get(ADDRESS).content.count(b"checked") == 1


def test_without_a_file_it_leads_to_where_one_is_chosen() -> None:
    user = make_user()
    assert client_of(user).get(ADDRESS)["location"] == "/data/import/"
    assert upload(user, "a" * 100_000).get(ADDRESS)["location"] == "/data/import/"
