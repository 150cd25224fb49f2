"""A batch of many starts: few at once, none lost, and no work that grows with what one owns."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.forms import Form
from django.test.utils import CaptureQueriesContext

from tests.factories import copy, make_session, make_user
from tests.pages import client_of, words_of
from tests.rows import nothing_changes
from tests.sync.test_late import rating, reason, results, routine, start, statuses, whole
from tracker.models import Entry, Routine, Session, Step, User
from tracker.sessions import writer
from tracker.sync import batch

pytestmark = pytest.mark.django_db

AT_ONCE = 10


def names(count: int) -> list[uuid.UUID]:
    return [uuid.uuid4() for _ in range(count)]


def test_ten_starts_are_taken_and_the_others_wait_for_the_next_batch() -> None:
    user, sessions = make_user(), names(AT_ONCE + 3)
    entries = [start(name, 3 * place) for place, name in enumerate(sessions)]
    assert statuses(user, *entries) == ["stored"] * AT_ONCE + ["later"] * 3
    assert user.sessions.count() == AT_ONCE
    assert statuses(user, *entries[AT_ONCE:]) == ["stored"] * 3
    assert user.sessions.count() == AT_ONCE + 3


def test_what_belongs_to_a_start_that_waits_waits_with_it_and_none_of_it_is_refused() -> None:
    user, sessions = make_user(), names(AT_ONCE + 1)
    first = [start(name, place) for place, name in enumerate(sessions[:-1])]
    last = whole(sessions[-1], 30)
    assert statuses(user, *first, *last)[AT_ONCE:] == ["later"] * len(last)
    with nothing_changes(without=(Session, Entry)):
        assert not user.sessions.filter(uuid=sessions[-1]).exists()
    assert statuses(user, *last) == ["stored"] * len(last)
    assert user.sessions.get(uuid=sessions[-1]).is_done


def test_a_hundred_whole_sessions_all_arrive_however_they_are_cut() -> None:
    user = make_user()
    waiting = [sent for place, name in enumerate(names(30)) for sent in whole(name, place - 60)]
    batches = 0
    while waiting:
        answers = {result["uuid"]: result["status"] for result in results(user, *waiting[:200])}
        assert set(answers.values()) <= {"stored", "later"}
        waiting = [sent for sent in waiting if answers.get(sent["uuid"]) != "stored"]
        batches += 1
    assert batches == 3
    assert user.sessions.done().count() == 30


def test_an_entry_of_a_session_that_is_there_does_not_wait_for_its_second_start() -> None:
    session = make_session(owner=make_user())
    first = [start(name, -60 + place) for place, name in enumerate(names(AT_ONCE))]
    again, rated = start(session.uuid), rating(session.uuid, "pre", 4, 60)
    assert statuses(session.owner, *first, again, rated)[AT_ONCE:] == ["later", "stored"]


def own_routines(user: User, count: int) -> None:
    for number in range(count):
        own = Routine.objects.create(
            owner=user, slug=f"my-{number}", name=f"{number}", retired=number % 2 == 0
        )
        Step.objects.bulk_create(
            Step(routine=own, position=place, technique=f"move-{place}", name="Move")
            for place in range(5)
        )


def rows_read(user: User, entries: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> Any:
    """(queries, routines and steps that became objects) of a batch."""
    made: list[str] = []
    for model in (Routine, Step):
        init = model.__init__

        def counted(self: Any, *args: Any, init: Any = init, **fields: Any) -> None:
            made.append(type(self).__name__)
            init(self, *args, **fields)

        monkeypatch.setattr(model, "__init__", counted)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert set(statuses(user, *entries)) == {"stored"}
    monkeypatch.undo()
    return len(queries), len(made)


def test_a_batch_reads_no_more_with_forty_routines_than_with_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts = []
    for count in (0, 40):
        user = make_user()
        own_routines(user, count)
        entries = [start(name, place) for place, name in enumerate(names(AT_ONCE))]
        counts.append(rows_read(user, entries, monkeypatch))
    assert counts[0] == counts[1]


def test_ten_starts_read_what_is_on_offer_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first, ten = (
        rows_read(make_user(), [start(n, p) for p, n in enumerate(names(count))], monkeypatch)[1]
        for count in (1, AT_ONCE)
    )
    assert first == ten


def test_no_form_is_read_while_others_wait_for_the_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    user, name = make_user(), uuid.uuid4()
    there = make_session(owner=user, stage="post")
    is_locked = False
    apply, outside = batch._apply, []

    def apply_locked(*args: Any) -> Any:
        nonlocal is_locked
        is_locked = True
        return apply(*args)

    def noted(form: Any, *args: Any, **options: Any) -> None:
        outside.append(not is_locked)
        clean(form, *args, **options)

    clean = Form.full_clean
    monkeypatch.setattr(batch, "_apply", apply_locked)
    monkeypatch.setattr(Form, "full_clean", noted)
    late = [rating(there.uuid, "post", 6, 5), *whole(name, 10)]
    assert statuses(user, *late) == ["stored"] * 6
    assert len(outside) > len(late)
    assert all(outside)


def test_a_routine_that_was_deleted_meanwhile_can_still_be_started() -> None:
    user = make_user()
    own = copy(Routine.objects.get(slug="sock_pull"), user)
    Routine.objects.filter(pk=own.pk).update(retired=True)
    assert statuses(user, start(uuid.uuid4(), routine=own.slug)) == ["stored"]
    assert user.sessions.get().routine == own


def test_a_session_takes_two_thousand_entries_and_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writer, "MAX_ENTRIES", 3)
    session = make_session(owner=make_user())
    entries = [rating(session.uuid, "pre", score, score) for score in range(5)]
    answers = statuses(session.owner, *entries)
    assert answers == ["stored"] * 3 + ["rejected"] * 2
    more = "More was entered in this session than one can hold."
    assert reason(session.owner, routine(session.uuid, 30)) == more
    client = client_of(session.owner)
    with nothing_changes():
        page = client.post(f"/sessions/{session.uuid}/pre/", {"toe_touch-none-score": "9"})
    assert page.status_code == 403
    assert more in words_of(page)


def test_a_session_that_can_hold_no_more_still_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MAX_ENTRIES", 1)
    user = make_user()
    first, then = (uuid.uuid4() for _ in range(2))
    assert statuses(user, start(first), start(then)) == ["stored"] * 2
    assert user.sessions.get(uuid=first).is_done
    client_of(user).post(f"/sessions/{then}/finish/")
    assert user.sessions.get(uuid=then).is_done
