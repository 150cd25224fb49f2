"""The host's page: people without their health data, sign-up, and whether the server runs."""

import datetime
import smtplib
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import Settings

from mobility.condition import GIGABYTE, Condition
from mobility.database import backups
from tests.factories import PASSWORD, make_history, make_session, make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tests.sessions.test_parallel import at_once
from tracker.accounts import condition, last_seen, signing_up
from tracker.accounts.hosts import LastHost, hosts, set_role
from tracker.models import AccountEvent, ServerSetting, User
from tracker.queries.people import PEOPLE_A_PAGE
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.django_db

HOST, SIGNUP = "/host/", "/accounts/signup/"
TODAY = datetime.date(2026, 3, 20)  # a Friday
NOTE = "zanzibar"


@pytest.fixture
def host() -> User:
    return make_user(email="tom@example.org", is_staff=True)


@pytest.fixture(autouse=True)
def _backups(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def sends(settings: Settings) -> None:
    settings.SENDS_MAIL = True


@pytest.fixture
def well(monkeypatch: pytest.MonkeyPatch, settings: Settings, sends: None) -> Condition:
    """A server on which nothing is wrong."""
    measured = Condition(timezone.now(), "PostgreSQL 17", 41 * 1024**2, 62 * GIGABYTE)
    monkeypatch.setattr(condition, "measure", lambda: measured)
    monkeypatch.setattr(condition, "commits_reach_the_disk", lambda *_: [])
    return measured


def page_of(user: User, path: str = HOST) -> str:
    return words_of(client_of(user).get(path))


def test_the_page_lists_people_and_nothing_of_their_health(host: User) -> None:
    maya = make_user(email="maya@example.org", last_seen_on=timezone.localdate())
    make_history(owner=maya, days=3)
    delete_for_now(make_session(owner=maya, note=NOTE))
    make_session(owner=maya, note=NOTE)
    words = page_of(host)
    assert "2 people" in words
    assert "maya@example.org Today · 3 sessions" in words
    assert "tom@example.org (you) Now · 0 sessions Host" in words
    assert NOTE not in text_of(client_of(host).get(HOST))


def test_only_the_host_finds_the_page_in_settings(host: User) -> None:
    assert "This server" in page_of(host, "/settings/")
    assert "This server" not in page_of(make_user(), "/settings/")


def test_five_hundred_people_come_in_pages_with_as_many_queries_as_one(
    host: User, django_assert_max_num_queries: Any
) -> None:
    User.objects.bulk_create(
        User(email=f"runner{number:03}@example.org", last_seen_on=TODAY) for number in range(500)
    )
    client = client_of(host)
    client.get(HOST)
    with django_assert_max_num_queries(16):
        words = words_of(client.get(HOST))
    assert "501 people" in words
    assert f"Show {PEOPLE_A_PAGE - 5} more" in words
    assert "Page 1 of 11" in words
    assert "runner499@example.org" in page_of(host, "/host/?page=11")


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-3, "Today"),
        (0, "Today"),
        (1, "Yesterday"),
        (5, "Sunday"),
        (7, "1 week ago"),
        (29, "4 weeks ago"),
        (30, "1 month ago"),
        (100, "3 months ago"),
        (400, "Over a year ago"),
    ],
)
@pytest.mark.once
def test_when_somebody_was_here_is_coarse(days: int, words: str) -> None:
    assert last_seen.in_words(TODAY - datetime.timedelta(days=days), TODAY) == words


def test_the_day_of_a_visit_is_written_once_and_raises_no_revision(
    django_assert_num_queries: Any,
) -> None:
    user = make_user(last_seen_on=None)
    revision = user.revision.number
    client = client_of(user)
    client.get("/settings/")
    user.refresh_from_db()
    assert user.last_seen_on == user.day_of(timezone.now())
    assert User.objects.get(pk=user.pk).revision.number == revision
    with django_assert_num_queries(0):
        last_seen.note(user)


def test_nobody_who_is_signed_out_is_noted(host: User) -> None:
    with nothing_changes():
        Client().get("/")


def test_a_day_that_cannot_be_written_refuses_no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(user: User) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(last_seen, "note", away)
    assert client_of(make_user()).get("/settings/").status_code == 200


def test_whoever_signs_up_is_decided_on_the_page_without_a_restart(host: User) -> None:
    client = client_of(host)
    assert fields_of(client.get(HOST), "/host/sign-up/")["signup"] == ["open"]
    assert "email" in fields_of(Client().get(SIGNUP))
    for choice, words in (
        ("invited", "Sign-up is by invitation."),
        ("closed", "Sign-up is closed."),
    ):
        client.post("/host/sign-up/", {"signup": choice})
        assert words in words_of(Client().get(SIGNUP))
        assert SIGNUP not in text_of(Client().get("/"))
        assert fields_of(client.get(HOST), "/host/sign-up/")["signup"] == [choice]
    client.post("/host/sign-up/", {"signup": "open"})
    assert "email" in fields_of(Client().get(SIGNUP))
    assert AccountEvent.objects.filter(owner=host, kind="sign_up_set").count() == 3


@pytest.mark.parametrize("signup", ["open", "invited", "closed"])
def test_what_the_environment_says_wins_and_the_page_says_so(signup: str, host: User) -> None:
    signing_up.set_who_can_sign_up("closed" if signup == "open" else "open")
    client = client_of(host)
    with override_settings(SIGNUP=signup), nothing_changes():
        answer = client.get(HOST)
        assert "The variable SIGNUP says so." in words_of(answer)
        assert fields_of(answer, "/host/sign-up/") == {}
        client.post("/host/sign-up/", {"signup": "open"})
        assert bool(fields_of(Client().get(SIGNUP))) == (signup == "open")


def test_a_made_up_choice_changes_nothing(host: User) -> None:
    client = client_of(host)
    with nothing_changes():
        client.post("/host/sign-up/", {"signup": "everybody"})


def test_where_all_is_well_nothing_stands_first(host: User, well: Condition) -> None:
    ServerSetting.objects.create(pk=1, mail_tried_at=timezone.now())
    words = page_of(host)
    assert "All is well" in words
    assert "needs you" not in words
    assert "PostgreSQL 17, 41.0" in words
    assert "Works, tried on" in words


def test_what_is_wrong_stands_first(
    host: User, well: Condition, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    old = timezone.now() - datetime.timedelta(days=9)
    monkeypatch.setattr(condition, "measure", lambda: Condition(old, "SQLite 3.51", 9, GIGABYTE))
    settings.SENDS_MAIL = False
    settings.SITE_URL = "http://runners.example.org"
    words = page_of(host)
    assert "4 things need you The last backup is 9 days old No email" in words
    for problem in ("The disk is nearly full", "No https: others can read along"):
        assert problem in words.partition("people")[0]
    assert "Does it run?" in words


@pytest.mark.parametrize(("free", "has_room"), [(3, True), (1, False)])
@pytest.mark.once
def test_the_disk_has_room_for_two_more_databases(free: int, has_room: bool) -> None:
    assert Condition(None, "", GIGABYTE, free * GIGABYTE).has_room is has_room


def test_a_backup_is_made_on_the_page_and_its_age_is_shown(host: User) -> None:
    assert "There is no backup yet" in page_of(host)
    if backups.connection.vendor == "sqlite":
        # The database of the tests is written in a transaction that no copy sees.
        Path(backups.folder(), "supple-20260101-031000.sqlite3").touch()
        assert "days old" in page_of(host)
    Path(backups.folder(), f"supple-{timezone.now():%Y%m%d-%H%M%S}.dump").touch()
    assert "Last backup Today," in page_of(host)


def test_a_backup_that_is_refused_says_why(host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> str:
        raise backups.BackupRefused("The disk is full.")

    monkeypatch.setattr(backups, "create", refuse)
    answer = client_of(host).post("/host/back-up/", follow=True)
    assert "No backup was made: The disk is full." in words_of(answer)


def test_a_backup_that_is_made_says_its_size(host: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "create", lambda path: path.write_text("a" * 2048))
    answer = client_of(host).post("/host/back-up/", follow=True)
    assert "Backed up, and read back. The file is 2.0" in words_of(answer)


def test_without_mail_the_test_says_what_is_missing(host: User) -> None:
    answer = client_of(host).post("/host/test-mail/", follow=True)
    assert "Nothing was sent: EMAIL_URL is not set." in words_of(answer)
    assert not mail.outbox


def test_a_test_mail_goes_to_the_host_alone(host: User, well: Condition) -> None:
    make_user()
    answer = client_of(host).post("/host/test-mail/", follow=True)
    assert "The mail server took it." in words_of(answer)
    assert "Works, tried on" in words_of(answer)
    assert [message.to for message in mail.outbox] == [[host.email]]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), "did not accept the user or the password"),
        (smtplib.SMTPSenderRefused(550, b"not you", "a"), "refused it: “not you”"),
        (smtplib.SMTPRecipientsRefused({"a": (550, b"not them")}), "refused it: “not them”"),
        (ConnectionRefusedError(111, "Connection refused"), "cannot be reached: Connection"),
        (TimeoutError("timed out"), "cannot be reached: timed out."),
    ],
)
def test_a_test_mail_that_fails_says_why_until_one_works(
    error: OSError, words: str, host: User, well: Condition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", fail)
        assert words in words_of(client_of(host).post("/host/test-mail/", follow=True))
    assert "1 thing needs you The last test email failed" in page_of(host)
    client_of(host).post("/host/test-mail/")
    assert "All is well" in page_of(host)


def test_a_role_is_given_and_taken_by_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    user = make_user(email="tom@example.org")
    call_command("role", "Tom@Example.org", "host")
    assert client_of(user).get(HOST).status_code == 200
    make_user(is_staff=True)
    call_command("role", user.email, "person")
    assert client_of(user).get(HOST).status_code == 404
    assert "tom@example.org is a person now." in capsys.readouterr().out


def test_the_last_host_stays_and_an_unknown_address_is_named(host: User) -> None:
    make_user(is_staff=True, is_active=False)
    with pytest.raises(CommandError, match=r"tom@example\.org is the only host"):
        call_command("role", host.email, "person")
    with pytest.raises(CommandError, match=r"nobody@example\.org has no account here"):
        call_command("role", "nobody@example.org", "host")
    assert list(hosts()) == [host]


def test_closing_an_account_tells_its_person_and_lets_them_in(host: User, sends: None) -> None:
    ben, client = make_user(email="ben@example.org"), signed_in_just_now(host)
    assert "ben@example.org, here since" in words_of(client.get(f"/host/{ben.pk}/remove/"))
    answer = client.post(f"/host/{ben.pk}/remove/", {"close": "yes"}, follow=True)
    assert "An email says so." in words_of(answer)
    ben.refresh_from_db()
    assert ben.closes_at
    assert (ben.closes_at - timezone.now()).days == 13
    (message,) = mail.outbox
    assert message.to == [ben.email]
    assert "download your data" in message.body
    assert "Your account is deleted on" in page_of(ben, "/")
    assert "Your account is deleted on" in page_of(ben, "/history/")
    assert "Your account is deleted on" not in page_of(host, "/")
    client.post(f"/host/{ben.pk}/stay/")
    ben.refresh_from_db()
    assert ben.closes_at is None


def test_without_mail_closing_says_that_nobody_was_told(host: User) -> None:
    ben, client = make_user(email="ben@example.org"), signed_in_just_now(host)
    assert "Close in 14 days" in words_of(client.get(f"/host/{ben.pk}/remove/"))
    answer = client.post(f"/host/{ben.pk}/remove/", {"close": "yes"}, follow=True)
    assert "no email went out" in words_of(answer)


def test_removing_at_once_needs_the_address_and_leaves_nothing(host: User) -> None:
    ben, client = make_user(email="ben@example.org"), signed_in_just_now(host)
    make_history(owner=ben, days=2)
    path = f"/host/{ben.pk}/remove/"
    for typed in ("", "tom@example.org"):
        answer = client.post(path, {"email": typed})
        assert answer.status_code == 422
        assert "Type ben@example.org to remove this account." in words_of(answer)
        assert User.objects.filter(pk=ben.pk).exists()
    answer = client.post(path, {"email": " Ben@Example.org"}, follow=True)
    assert "ben@example.org is removed" in words_of(answer)
    assert not User.objects.filter(pk=ben.pk).exists()
    assert not ben.sessions.model.objects.filter(owner_id=ben.pk).exists()
    event = AccountEvent.objects.get(owner=host, kind="person_removed")
    assert event.about == ""


def test_enter_in_the_address_does_not_close_the_account(host: User) -> None:
    """A browser sends the first button of a form with it, so this form has one."""
    page = text_of(signed_in_just_now(host).get(f"/host/{make_user().pk}/remove/"))
    (form,) = [part for part in page.split("<form") if 'name="email"' in part]
    assert form.partition("</form>")[0].count("<button") == 1


def test_a_removal_asks_for_the_password_and_spares_hosts(host: User) -> None:
    ben, other = make_user(), make_user(is_staff=True)
    answer = client_of(host).get(f"/host/{ben.pk}/remove/")
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    client = signed_in_just_now(host)
    for user in (host, other):
        with nothing_changes():
            assert client.get(f"/host/{user.pk}/remove/").status_code == 404
            client.post(f"/host/{user.pk}/remove/", {"close": "yes"})


def signed_in_just_now(user: User) -> Client:
    client = client_of(user)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


@pytest.mark.once
def test_the_day_of_the_version_is_that_of_the_changelog(settings: Settings) -> None:
    changes = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    assert not settings.RELEASED or f"## {settings.VERSION}, {settings.RELEASED}" in changes


def test_the_page_names_version_and_day(host: User, settings: Settings) -> None:
    settings.VERSION, settings.RELEASED = "1.4.0", "2026-03-02"
    assert "Version 1.4.0, of 2 March 2026" in page_of(host)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("committed")
class TestAtOnce:
    def test_two_hosts_who_leave_at_once_leave_one(self) -> None:
        first, second = make_user(is_staff=True), make_user(is_staff=True)
        outcomes = at_once(
            lambda: set_role(first, host=False), lambda: set_role(second, host=False)
        )
        assert sorted(type(outcome) for outcome in outcomes if outcome) == [LastHost]
        assert hosts().count() == 1
