"""A sheet on its way in: from choosing it to taking it out again."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import make_session, make_user
from tests.pages import client_of, text_of
from tracker.models import Import, Upload, User
from tracker.transfer.formats import FORMATS

pytestmark = pytest.mark.django_db

FEET = "Datum;Ankle L pre;Ankle L post\n12.01.2025;7;5\n14.01.2025;6;4\n"
ANKLE = "ankle_dorsiflexion:left"
CHOSEN = {
    "column0": "dmy",
    "column1": f"{ANKLE}:pre",
    "column2": f"{ANKLE}:post",
    "end": "free",
    "routine": "sock_pull",
}


def choose(client: Client, content: str | bytes, name: str = "feet.csv") -> Any:
    content = content.encode() if isinstance(content, str) else content
    return client.post("/data/import/", {"file": SimpleUploadedFile(name, content)})


def with_columns(user: User, content: str = FEET) -> Client:
    """Whoever has chosen a sheet and said what its columns are."""
    client = client_of(user)
    assert choose(client, content)["location"] == "/data/import/columns/"
    assert client.post("/data/import/columns/", CHOSEN)["location"] == "/data/import/check/"
    return client


def bring_in(client: Client) -> Any:
    """Press the button of the page that was looked at."""
    upload = Upload.objects.filter(owner=client.session["_auth_user_id"]).first()
    return client.post("/data/import/check/", {"upload": upload.pk if upload else ""})


def test_a_sheet_comes_in_as_a_whole_once_it_was_looked_at() -> None:
    user = make_user()
    client = with_columns(user)
    page = text_of(client.get("/data/import/check/"))
    assert "2 sessions to add" in page and "Nothing is saved yet." in page
    assert not user.sessions.exists()
    assert bring_in(client)["location"] == "/data/import/done/"
    assert "2 sessions added" in text_of(client.get("/data/import/done/"))
    assert user.sessions.count() == 2 and not user.uploads.exists()
    assert user.account_events.filter(kind="data_brought_in", about="feet.csv").exists()
    page = text_of(client.get("/history/"))
    assert page.count("brought in") == 2 and "about 8 min" not in page


def test_the_next_sheet_like_it_is_read_without_asking_and_adds_only_what_is_new() -> None:
    user = make_user()
    client = with_columns(user)
    bring_in(client)
    longer = FEET + "15.01.2025;5;5\n"
    assert choose(client, longer)["location"] == "/data/import/check/"
    page = text_of(client.get("/data/import/check/"))
    assert "1 session to add" in page
    bring_in(client)
    choose(client, FEET)
    assert "All 2 are here already." in text_of(client.get("/data/import/check/"))
    bring_in(client)
    assert user.sessions.count() == 3


def test_it_is_taken_out_again_and_can_come_back() -> None:
    user = make_user()
    mine = make_session(owner=user, stage="done")
    client = with_columns(user)
    bring_in(client)
    about = {"import": str(user.imports.get().pk)}
    page = client.post("/data/import/undo/", about, follow=True)
    assert "2 sessions were taken out again." in text_of(page)
    assert user.sessions.get() == mine
    assert not user.erased_sessions.exists()
    choose(client, FEET)
    bring_in(client)
    assert user.sessions.count() == 3


def test_after_a_day_it_stays() -> None:
    user = make_user()
    client = with_columns(user)
    bring_in(client)
    stored = user.imports.get()
    stored.made_at = stored.made_at.replace(year=2020)
    stored.save()
    assert client.get("/data/import/done/")["location"] == "/data/"
    client.post("/data/import/undo/", {"import": str(stored.pk)})
    assert user.sessions.count() == 2


def test_with_one_bad_row_nothing_comes_in() -> None:
    user = make_user()
    client = with_columns(user, FEET + "15.01.2025;12;5\n")
    answer = client.get("/data/import/check/")
    page = text_of(answer)
    assert "1 place needs fixing first" in page
    assert "This is over 10. Use a number from 0 to 10, or leave it empty." in page
    bring_in(client)
    assert not user.sessions.exists() and not Import.objects.filter(owner=user).exists()


def test_the_list_of_what_is_wrong_is_safe_in_a_spreadsheet() -> None:
    user = make_user()
    client = with_columns(user, FEET + "15.01.2025;=1+1;5\n")
    content = client.get("/data/import/problems/").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == ["Row", "Column", "Value", "What to do"]
    assert rows[1][:3] == ["4", "Ankle L pre", "'=1+1"]


def test_what_a_cell_holds_is_text_and_no_markup() -> None:
    client = with_columns(make_user(), FEET + "15.01.2025;<img src=x>;5\n")
    assert "&lt;img src=x&gt;</b>" in text_of(client.get("/data/import/check/"))


def test_a_file_that_cannot_be_read_is_refused_where_it_was_chosen() -> None:
    user = make_user()
    client = client_of(user)
    answer = choose(client, b"\xd0\xcf\x11\xe0" + bytes(100), "../../feet.xls")
    assert answer.status_code == 422
    assert "This is an old workbook." in text_of(answer)
    assert not user.uploads.exists()


def test_the_name_of_a_file_is_its_last_part() -> None:
    user = make_user()
    choose(client_of(user), FEET, "../../etc/<b>feet.csv")
    assert user.uploads.get().file_name == "<b>feet.csv"


def test_ones_own_download_comes_back_without_asking() -> None:
    user = make_user()
    client = client_of(user)
    make_session(owner=user, stage="done", note="fine, =1+1")
    content = b"".join(FORMATS["ratings"].write(user))
    for rows in (user.entries, user.ratings, user.sessions):
        rows.all().delete()
    assert choose(client, content)["location"] == "/data/import/check/"
    bring_in(client)
    assert user.sessions.get().note == "fine, =1+1"
    assert client.get("/data/import/columns/")["location"] == "/data/import/"
