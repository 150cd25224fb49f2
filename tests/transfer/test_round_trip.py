"""What was exported comes back as it was, on either database, and a second time adds nothing."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.factories import make_session, make_user
from tests.harness.club import make_club
from tests.models.test_trial import make_trial
from tests.rows import nothing_changes
from tests.transfer.files import as_json, changed, exported, of
from tracker.analysis.example import OFTEN
from tracker.management.commands.demo import DemoWriter
from tracker.models import MobilityTest, Rating, User
from tracker.sessions.erasing import erase
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.rebuild import stored_sessions
from tracker.sessions.trials import end_trial
from tracker.transfer import tables
from tracker.transfer.candidate import Outdated
from tracker.transfer.formats import FORMATS, archive
from tracker.transfer.person import amount_of
from tracker.transfer.ready import ReadyTable
from tracker.transfer.tables import SETTINGS, Table

pytestmark = pytest.mark.django_db
# Tables with something of a person that no file holds.
LEFT_OUT = {
    "account.EmailAddress": "a sign-in, which a copy of it must not be",
    "mfa.Authenticator": "a key, which stays where it was made",
    "socialaccount.SocialAccount": "a sign-in at the club",
    "socialaccount.SocialToken": "a key",
    "usersessions.UserSession": "a sign-in",
    "sessions.Session": "a sign-in",
    "tracker.AccountEvent": "what happened to this account on this server",
    "tracker.ShareLink": "a key, which somebody else holds",
    "tracker.Upload": "a file that is being looked at",
    "tracker.Import": "undone within a day, here or not at all",
    "tracker.Rating": "derived from the log; ratings.csv has them",
    "tracker.Revision": "a number for caches",
    "tracker.Invitation": "of the host",
}
# Columns of a person that no file holds.
USER_LEFT_OUT = {
    **dict.fromkeys(("id", "password", "last_login", "email"), "the sign-in"),
    **dict.fromkeys(("email_changed_at", "password_changed_at", "sign_outs"), "the sign-in"),
    **dict.fromkeys(("is_superuser", "is_active", "is_staff", "closes_at"), "the host decides"),
    **dict.fromkeys(("date_joined", "last_seen_on", "downloaded_at"), "of this server"),
}


def test_after_export_deletion_and_import_the_export_has_the_same_bytes(tmp_path: Path) -> None:
    (member,) = make_club(1, 36, seed=4)
    erase(member.sessions.filter(drawn=True).newest_first()[3])
    before, path = exported(member), str(tmp_path / "member.zip")
    call_command("export_person", member.email, path)
    member.delete()
    call_command("import_person", path, email=member.email)
    again = User.objects.get(email=member.email)
    assert exported(again) == before
    differences = [d for s in stored_sessions(again.sessions.all()) for d in s.differences()]
    assert differences == []
    assert not again.has_usable_password()


def test_every_table_of_a_person_is_exported_or_left_out_for_a_reason() -> None:
    mine = {
        model._meta.label
        for model in apps.get_models()
        if any(field.related_model is User for field in model._meta.fields)
    }
    mine |= {"tracker.Entry", "tracker.Step", "sessions.Session"}
    exported = [table for table in vars(tables).values() if isinstance(table, Table)]
    named = {table.model._meta.label for table in exported} | set(LEFT_OUT)
    assert mine - named == set()
    columns = {field.name for field in User._meta.concrete_fields}
    assert columns == set(SETTINGS) | set(USER_LEFT_OUT)


def test_the_same_file_twice_adds_nothing(somebody: User) -> None:
    with nothing_changes():
        candidate = of(somebody, exported(somebody))
        assert candidate.bring_in(somebody) == []
    assert (candidate.counts, [line.is_here for line in candidate.lines]) == ({}, [True])


def test_what_is_here_already_stays_and_the_rest_is_added(somebody: User) -> None:
    content, other = exported(somebody), make_user(length="in")
    mine = make_session(owner=other, tests=("toe_touch",), stage="done")
    candidate = of(other, content)
    assert (candidate.problems, candidate.takes_settings) == ([], False)
    assert candidate.lines[0].routine == somebody.sessions.get().title
    assert [line.is_here for line in candidate.lines] == [False]
    assert candidate.bring_in(other) == [somebody.sessions.get().uuid]
    assert other.sessions.count() == 2
    assert other.ratings.exclude(session=mine).count() == somebody.ratings.count()
    other.refresh_from_db()
    assert other.length == "in"
    assert of(other, content).bring_in(other) == []


def test_chance_does_not_pick_again_what_it_picked_on_another_server() -> None:
    there, here = make_user(), make_user()
    trial = make_trial(owner=there)
    of(here, exported(there)).bring_in(here)
    there.trials.update(draws=3)
    later = exported(there)
    of(here, later).bring_in(here)
    assert here.trials.get().draws == 3
    here.trials.update(draws=5)
    of(here, later).bring_in(here)
    assert (here.trials.get().draws, here.trials.get().seed) == (5, trial.seed)


@pytest.mark.once
def test_what_a_page_says_of_the_size_of_a_file_is_about_its_size() -> None:
    user = make_user()
    DemoWriter(12, OFTEN).write(user, seed=2)
    for format_ in FORMATS.values():
        size = sum(map(len, format_.write(user)))
        assert 0.6 < format_.size(amount_of(user)) / size < 1.6, (format_.name, size)
    assert archive.size(amount_of(user)) < sum(map(len, FORMATS["fhir"].write(user)))


def test_what_begins_while_it_is_written_is_not_half_in_it(somebody: User) -> None:
    """A session of a plan that began after the plans were written."""
    write = FORMATS["json"].write(somebody)
    head = next(write)
    make_session(owner=somebody, trial=make_trial(owner=somebody))
    whole = json.loads(head + b"".join(write))
    assert (whole["trials"], len(whole["sessions"])) == ([], 1)


def test_what_was_erased_here_does_not_come_back(somebody: User) -> None:
    content = exported(somebody)
    erase(somebody.sessions.get())
    assert of(somebody, content).bring_in(somebody) == []
    assert not somebody.sessions.exists()


def test_a_fault_in_the_middle_brings_in_nothing(
    somebody: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, other = exported(somebody), make_user()

    def fail(table: ReadyTable, *about: Any) -> None:
        if table.model is Rating:
            raise ZeroDivisionError
        insert(table, *about)

    insert = ReadyTable.insert
    monkeypatch.setattr(ReadyTable, "insert", fail)
    with pytest.raises(ZeroDivisionError), nothing_changes():
        of(other, content).bring_in(other)
    monkeypatch.undo()
    assert len(of(other, content).bring_in(other)) == 1


def test_what_was_entered_since_it_was_looked_at_is_looked_at_again(somebody: User) -> None:
    content, other = exported(somebody), make_user()
    candidate = of(other, content)
    make_session(owner=other, tests=("toe_touch",))
    with pytest.raises(Outdated, match="entered meanwhile"), nothing_changes():
        candidate.bring_in(other)
    assert len(of(other, content).bring_in(other)) == 1


def test_two_open_sessions_and_two_running_fair_tests_are_problems_in_words() -> None:
    first, other = make_user(), make_user()
    for user in (first, other):
        make_trial(owner=user)
        make_session(owner=user, tests=("toe_touch",))
    (trial,) = of(other, exported(first)).problems
    assert trial.sentence == "A fair test runs here and another in the file. End one first."
    end_trial(other.trials.get())
    (session,) = of(other, exported(first)).problems
    assert session.sentence.startswith("This session is open, and so is one here.")
    delete_for_now(other.sessions.get())
    assert len(of(other, exported(first)).bring_in(other)) == 1


def test_another_test_of_the_same_name_is_a_problem_in_words() -> None:
    first, other = make_user(), make_user()
    about = MobilityTest.objects.filter(slug="toe_touch").values("region", "protocol")
    for user, sided in ((first, True), (other, False)):
        test = {"owner": user, "slug": "my-test", "name": "Mine", "sided": sided}
        MobilityTest.objects.create(**test, **about.get())
    (problem,) = of(other, exported(first)).problems
    assert problem.value == "Mine"
    assert problem.sentence.startswith("You have another test of this name")


def test_what_a_file_has_erased_does_not_go_here_and_does_not_come_in(somebody: User) -> None:
    """The same session is in the file, erased there, and here."""
    session, other = somebody.sessions.get(), make_user()
    row = {"uuid": str(session.uuid), "trial": None, "assigned": "", "place": None}
    content = changed(somebody, lambda whole: whole.update(erased=[row]))
    assert of(somebody, content).bring_in(somebody) == []
    assert not somebody.erased_sessions.exists()
    candidate = of(other, content)
    assert [line.is_here for line in candidate.lines] == [True]
    assert candidate.bring_in(other) == []
    assert other.erased_sessions.get().uuid == session.uuid


@pytest.mark.once
def test_rows_are_sorted_alike_whatever_a_database_thinks_of_letters() -> None:
    user = make_user()
    slugs = ["my-b", "my_a", "my-a", "myB", "my_B", "my1"]
    about = MobilityTest.objects.filter(slug="toe_touch").values("region", "protocol")
    for slug in slugs:
        MobilityTest.objects.create(owner=user, slug=slug, name=slug, **about.get())
    assert [row["slug"] for row in as_json(user)["tests"]] == sorted(slugs)


@pytest.mark.once
def test_a_command_says_what_is_wrong(tmp_path: Path, somebody: User) -> None:
    path = tmp_path / "a.zip"
    call_command("export_person", somebody.email, str(path))
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="there already"):
        call_command("export_person", somebody.email, str(path))
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("export_person", "nobody@example.org", str(path))
    path.write_bytes(b"a")
    with pytest.raises(CommandError, match="no download"):
        call_command("import_person", str(path), email="new@example.org")
    assert not User.objects.filter(email="new@example.org").exists()
