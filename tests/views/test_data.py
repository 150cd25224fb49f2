"""Your data: everything leaves as a file, and a file comes in after a look at what is in it."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from mobility.uploads import ReadOneFile
from tests.factories import make_session, make_user
from tests.pages import client_of, words_of
from tests.rows import nothing_changes
from tracker.models import AccountEvent, Import, Upload, User
from tracker.sessions.erasing import erase
from tracker.transfer.formats import FORMATS
from tracker.views import bringing, data

pytestmark = pytest.mark.django_db
TESTS = ("toe_touch",)


def signed_in_now(user: User) -> Client:
    """Signed in with a password within the last quarter of an hour."""
    client = client_of(user)
    session = client.session
    at = timezone.now().timestamp()
    session["account_authentication_methods"] = [{"method": "password", "at": at}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def send(client: Client, content: bytes, name: str = "supple.zip") -> HttpResponse:
    file = SimpleUploadedFile(name, content)
    return client.post("/data/import/", {"file": file}, follow=True)


def bring_in(client: Client, upload: Upload | None = None, *, follow: bool = True) -> HttpResponse:
    """Press the button of the page that was looked at, by default that of the file which waits."""
    upload = upload or Upload.objects.get(owner=client.session["_auth_user_id"])
    return client.post("/data/import/check/", {"upload": upload.pk}, follow=follow)


def whole(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content)


@pytest.fixture
def user() -> User:
    made = make_user()
    make_session(owner=made, tests=TESTS, stage="done", note="Grüße")
    return made


def test_a_download_asks_who_it_is_first(user: User) -> None:
    response = client_of(user).get("/data/supple.zip")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/reauthenticate/")


def test_the_zip_holds_every_format_and_is_noted(user: User) -> None:
    client = signed_in_now(user)
    response = client.get("/data/supple.zip")
    with zipfile.ZipFile(io.BytesIO(whole(response))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [format_.file_name for format_ in FORMATS.values()]
        assert b"Gr\xc3\xbc\xc3\x9fe" in archive.read("supple.json")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="supple-20')
    assert AccountEvent.objects.get(owner=user).kind == "data_downloaded"
    assert "Nothing came after it." in words_of(client.get("/data/"))
    make_session(owner=user, tests=TESTS)
    assert "1 session came after it." in words_of(client.get("/data/"))


def test_each_format_is_a_download_of_its_own(user: User) -> None:
    client = signed_in_now(user)
    for format_ in FORMATS.values():
        response = client.get(f"/data/{format_.name}/")
        assert whole(response) == b"".join(format_.write(user))
        assert response.headers["Content-Type"] == format_.content_type


def test_the_page_counts_what_there_is_and_says_how_large_each_file_is(user: User) -> None:
    words = words_of(client_of(user).get("/data/"))
    assert "1 session and" in words
    assert re.search(r"JSON, about \d+ KB To keep.* CSV, about 1 KB .* FHIR R4, about", words)


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_file_is_read_only_once_it_is_known_who_sends_it(
    signed_in: bool, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[int] = []
    read = ReadOneFile.handle_raw_input

    def noted(self: ReadOneFile, input_data: Any, *rest: Any) -> Any:
        lengths.append(rest[1])
        return read(self, input_data, *rest)

    monkeypatch.setattr(ReadOneFile, "handle_raw_input", noted)
    client = client_of(user) if signed_in else Client()
    client.post("/data/import/", {"file": SimpleUploadedFile("a.zip", b"x" * 5_000_000)})
    assert len(lengths) == signed_in


def test_many_downloads_have_to_wait(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "downloads", data.rate_limit.Buckets(1, 0.001))
    client = signed_in_now(user)
    assert client.get("/data/json/").status_code == 200
    refused = client.get("/data/json/")
    assert (refused.status_code, int(refused.headers["Retry-After"]) > 0) == (429, True)


def test_a_file_is_looked_at_then_comes_in_and_can_be_undone_for_a_day(user: User) -> None:
    content, other = b"".join(FORMATS["json"].write(user)), make_user()
    client = client_of(other)
    checked = send(client, content, "my feet.json")
    words = words_of(checked)
    assert "1 session to add Nothing is saved yet." in words
    assert "my feet.json" in words
    assert not other.sessions.exists()
    done = words_of(bring_in(client))
    assert "1 session added" in done
    assert other.sessions.get().uuid == user.sessions.get().uuid
    assert not Upload.objects.filter(owner=other).exists()
    assert "All 1" not in (again := words_of(send(client, content)))
    assert "Nothing new The only session is here already." in again
    client.post("/data/import/cancel/")
    assert "1 session was taken out again." in take_out(client)
    assert (other.sessions.count(), other.entries.count(), other.ratings.count()) == (0, 0, 0)
    assert "1 session to add" in words_of(send(client, content))


def take_out(client: Client, came_in: Import | None = None) -> str:
    """Press the button below what came in, by default last; the words of the page after it."""
    came_in = came_in or Import.objects.get(owner=client.session["_auth_user_id"])
    about = {"import": str(came_in.pk)}
    return words_of(client.post("/data/import/undo/", about, follow=True))


def test_what_was_changed_since_it_came_in_stays(user: User) -> None:
    make_session(owner=user, tests=TESTS, stage="done")
    other = make_user()
    client = client_of(other)
    send(client, b"".join(FORMATS["json"].write(user)))
    bring_in(client)
    changed = other.sessions.first()
    client.post(f"/sessions/{changed.uuid}/note/", {"note": "mine"})
    assert "1 that you changed since stays." in words_of(client.get("/data/import/done/"))
    words = take_out(client)
    assert "1 session was taken out again." in words
    assert "1 that you changed since stays." in words
    assert [session.note for session in other.sessions.all()] == ["mine"]


def test_a_page_of_an_earlier_import_takes_nothing_out(user: User) -> None:
    first, second, other = user, make_user(), make_user()
    make_session(owner=second, tests=TESTS, stage="done")
    client = client_of(other)
    for person in (first, second):
        send(client, b"".join(FORMATS["json"].write(person)))
        bring_in(client)
        if person is first:
            seen = Import.objects.get(owner=other)
    assert "That is not what came in last. Nothing was taken out." in take_out(client, seen)
    assert other.sessions.count() == 2
    take_out(client)
    assert other.sessions.get().uuid == user.sessions.get().uuid


def test_a_file_that_another_tab_chose_meanwhile_is_looked_at_before_it_comes_in(
    user: User,
) -> None:
    other, content = make_user(), b"".join(FORMATS["json"].write(user))
    client = client_of(other)
    send(client, content, "first.json")
    seen = Upload.objects.get(owner=other)
    send(client, content, "second.json")
    words = words_of(bring_in(client, seen))
    assert "Nothing is saved yet." in words
    assert "second.json" in words
    assert not other.sessions.exists()
    assert "1 session added" in words_of(bring_in(client))


def test_a_second_press_of_the_button_leaves_what_can_be_undone(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, content = make_user(), b"".join(FORMATS["json"].write(user))
    client = client_of(other)
    send(client, content)
    upload = Upload.objects.get(owner=other)
    bring_in(client)
    # The second saw the file before the first had brought it in.
    monkeypatch.setattr(bringing, "waiting", lambda _user: upload)
    again = client.post("/data/import/check/", {"upload": upload.pk})
    assert again.headers["Location"] == "/data/import/done/"
    take_out(client)
    assert not other.sessions.exists()


def test_what_was_entered_while_it_was_read_is_looked_at_first(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for somebody else's file, so something can come in between."""
    other, content = make_user(), b"".join(FORMATS["json"].write(user))
    client, candidate_of = client_of(other), bringing.candidate_of
    send(client, content)

    def meanwhile(*about: Any, **options: Any) -> Any:
        candidate = candidate_of(*about, **options)
        if options.get("makes_ready") and not other.sessions.exists():
            make_session(owner=other, tests=TESTS)
        return candidate

    monkeypatch.setattr(bringing, "candidate_of", meanwhile)
    words = words_of(bring_in(client))
    assert "Something was entered meanwhile. Nothing came in; try again." in words
    assert "Nothing is saved yet." in words
    assert "1 session added" in words_of(bring_in(client))
    assert other.sessions.count() == 2


def test_what_cannot_be_undone_does_not_come_in(
    user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, content = make_user(), b"".join(FORMATS["json"].write(user))
    client = client_of(other, raise_request_exception=False)
    send(client, content)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(bringing, "note_import", fail)
    assert bring_in(client).status_code == 500
    assert not other.sessions.exists()


def test_after_a_day_nothing_waits_and_nothing_can_be_undone(user: User) -> None:
    content, other = b"".join(FORMATS["json"].write(user)), make_user()
    client = client_of(other)
    send(client, content)
    bring_in(client)
    send(client, content)
    yesterday = timezone.now() - timedelta(hours=25)
    Import.objects.filter(owner=other).update(made_at=yesterday)
    Upload.objects.filter(owner=other).update(made_at=yesterday)
    take_out(client)
    assert other.sessions.count() == 1
    assert client.get("/data/import/check/").headers["Location"] == "/data/import/"
    assert client.get("/data/import/done/").headers["Location"] == "/data/"


def test_a_file_with_a_problem_says_where_and_stores_nothing(user: User) -> None:
    content = b"".join(FORMATS["json"].write(user)).replace(b'"phase":"pre"', b'"phase":"=1+1"', 1)
    client = client_of(make_user())
    page = send(client, content)
    assert page.status_code == 422
    words = words_of(page)
    assert "Nothing was saved 1 place needs fixing first" in words
    with nothing_changes():
        assert client.post("/data/import/check/").status_code == 422
    listed = client.get("/data/import/problems/").content.decode()
    assert listed.startswith("\ufeffRow,Column,Value,What to do\r\n1,")


@pytest.mark.parametrize("content", [b"", b"Dear diary, it was a long run", b"PK\x03\x04"])
def test_what_is_no_file_of_ours_gets_a_sentence_and_does_not_stay(content: bytes) -> None:
    user = make_user()
    page = send(client_of(user), content)
    assert page.status_code == 422
    assert "Choose" in words_of(page) or "Download it anew" in words_of(page)
    assert not Upload.objects.filter(owner=user).exists()


def test_an_erased_session_does_not_come_in_again(user: User) -> None:
    content = b"".join(FORMATS["json"].write(user))
    erase(user.sessions.get())
    assert "Nothing new" in words_of(send(client_of(user), content))


def test_a_page_of_settings_leads_to_it(user: User) -> None:
    page = client_of(user).get("/settings/")
    assert 'href="/data/"' in page.content.decode()
