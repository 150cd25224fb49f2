"""The revision of a person's data is raised by every write, and the guard of all tests sees it."""

import contextlib
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.factories import finish, make_history, make_session, make_user
from tests.pages import client_of
from tests.sessions.test_parallel import at_once
from tracker.models import Revision, Session, User, revision
from tracker.models import session as session_table
from tracker.models.revision import changing, data_version_of
from tracker.queries.answers import CACHE, answers_of
from tracker.sessions import lifecycle, transitions
from tracker.sessions.lifecycle import advance, delete_for_now

QUICK = ("ankle_dorsiflexion", "toe_touch")
TOUCH = ("toe_touch", "none")


def number(user: User) -> int:
    return data_version_of(user.pk).revision


@contextlib.contextmanager
def raised(user: User, *others: User) -> Iterator[None]:
    was, theirs = number(user), list(map(number, others))
    yield
    assert number(user) > was
    assert list(map(number, others)) == theirs


def late_tap(finished: Session, value: int) -> dict[str, Any]:
    """A rating entered before the session ended and sent only now."""
    at = finished.finished_at.isoformat()
    where = {"session": str(finished.uuid), "phase": "post", "test": "toe_touch", "side": "none"}
    return where | {"uuid": str(uuid.uuid4()), "field": "score", "value": value, "at": at}


def send(user: User, *entries: dict[str, Any]) -> list[str]:
    batch = {"user": user.pk, "entries": list(entries)}
    answer = client_of(user).post("/sync/", batch, content_type="application/json")
    return [result["status"] for result in answer.json()["results"]]


@pytest.mark.django_db
def test_a_late_tap_for_a_finished_session_changes_the_answers() -> None:
    user = make_user()
    last = make_history(owner=user, days=8, tests=QUICK)[-1]
    assert answers_of(user).changes[TOUCH].best == 2.0
    last.ratings.filter(test__slug="toe_touch").update(post_at=last.started_at)
    assert send(user, late_tap(last, 0)) == ["stored"]
    cached = answers_of(user).changes[TOUCH]
    CACHE.clear()
    assert cached == answers_of(user).changes[TOUCH]
    assert cached.best < 2.0


@pytest.mark.django_db
def test_changing_raises_the_revision_of_its_owner_alone() -> None:
    user, other = make_user(), make_user()
    with raised(user, other), changing(user.pk):
        User.objects.filter(pk=user.pk).update(theme="dark")


@pytest.mark.django_db
def test_a_rollback_raises_no_revision() -> None:
    user = make_user()
    was = number(user)
    with contextlib.suppress(IntegrityError), changing(user.pk):
        make_session(owner=user, tests=QUICK)
        raise IntegrityError
    assert (number(user), user.sessions.count()) == (was, 0)


@pytest.mark.django_db
def test_nested_blocks_of_an_owner_raise_the_revision_once() -> None:
    user = make_user()
    was = number(user)
    with changing(user.pk):
        make_session(owner=user, tests=QUICK, stage="done")
    assert number(user) == was + 1


@pytest.mark.django_db
def test_answers_computed_within_a_block_are_not_cached() -> None:
    user = make_user()
    made = make_history(owner=user, days=8, tests=QUICK)
    with contextlib.suppress(IntegrityError), changing(user.pk):
        delete_for_now(made[-1])
        assert answers_of(user).sample_size.used == 5
        raise IntegrityError
    made[-1].refresh_from_db()
    with changing(user.pk):
        user.sessions.update(note="Something else")
    assert answers_of(user).sample_size.used == 6


@pytest.mark.django_db
def test_a_new_edition_outdates_everybodys_answers() -> None:
    user = make_user()
    was = data_version_of(user.pk)
    revision.raise_edition()
    now = data_version_of(user.pk)
    assert (now.revision, now.edition) == (was.revision, was.edition + 1)


@pytest.mark.django_db
def test_a_person_gets_a_revision_when_created_or_saved() -> None:
    user = make_user()
    assert Revision.objects.filter(pk=user.pk).exists()
    Revision.objects.all().delete()
    assert data_version_of(user.pk).revision == 0
    user.save()
    assert Revision.objects.filter(pk=user.pk).exists()


@pytest.mark.usefixtures("committed")
def test_concurrent_writes_for_one_person_queue_up() -> None:
    user = make_user()
    Revision.objects.filter(pk=user.pk).delete()

    def write() -> None:
        with changing(user.pk):
            stored = User.objects.get(pk=user.pk)
            User.objects.filter(pk=user.pk).update(day_starts_at=stored.day_starts_at + 1)

    start = user.day_starts_at
    assert at_once(*[write] * 4) == [None] * 4
    user.refresh_from_db()
    assert user.day_starts_at == start + 4


# The guard that runs around every test (tests/unraised.py), tried on faulty code.


def without_raising(owner_id: int) -> Any:
    return transaction.atomic()


def lock_with(monkeypatch: pytest.MonkeyPatch, changing: Any) -> None:
    """Replace `changing` in every module that moves a session from stage to stage."""
    for module in (session_table, lifecycle, transitions):
        monkeypatch.setattr(module, "changing", changing)


@pytest.mark.django_db
def test_the_guard_notices_a_write_without_the_revision(
    unraised: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    lock_with(monkeypatch, without_raising)
    finish(session)
    tables = [fault.partition(",")[0] for fault in unraised]
    assert tables == ["tracker_session", "tracker_entry"]
    unraised.clear()


@pytest.mark.django_db
def test_the_guard_notices_a_write_after_the_block(
    unraised: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    advance(session, "pre")
    lock_with(monkeypatch, without_raising)
    finish(session)
    assert len(unraised) == 2
    unraised.clear()


@pytest.mark.django_db
def test_a_savepoint_takes_its_raise_back_with_its_writes(
    unraised: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    with transaction.atomic():
        with transaction.atomic():
            advance(session, "pre")
            transaction.set_rollback(True)
        lock_with(monkeypatch, without_raising)
        finish(session)
    assert len(unraised) == 2
    unraised.clear()


@pytest.mark.django_db
def test_the_guard_notices_the_revision_of_somebody_else(
    unraised: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_user()
    lock_with(monkeypatch, lambda owner_id: changing(other.pk))
    make_session(owner=make_user(), tests=QUICK)
    assert [fault.partition(",")[0] for fault in unraised] == ["tracker_session"]
    unraised.clear()


@pytest.mark.django_db
def test_the_guard_ignores_what_was_rolled_back(
    unraised: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    lock_with(monkeypatch, without_raising)
    with transaction.atomic():
        finish(session)
        transaction.set_rollback(True)
    with contextlib.suppress(IntegrityError), transaction.atomic():
        finish(session)
        raise IntegrityError
    assert unraised == []


@pytest.mark.usefixtures("committed")
def test_the_guard_sees_other_threads_and_real_commits(
    unraised: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    lock_with(monkeypatch, without_raising)
    at_once(lambda: finish(Session.objects.get(pk=session.pk)))
    assert len(unraised) == 2
    unraised.clear()
