"""What is erased for good is nowhere any more, and the plan of a session goes on as it was."""

import json
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import people
from tests.factories import make_session, make_user
from tests.models.test_trial import all_draws, assigned_session, make_trial
from tests.pages import client_of, words_of
from tests.rows import checksums
from tracker.analysis.randomisation import BLOCK, assign
from tracker.models import Entry, ErasedSession, Rating, Session, Trial, User
from tracker.models.revision import data_version_of
from tracker.queries.answers import answers_of
from tracker.queries.earlier import earlier_values
from tracker.queries.trials import (
    answer_of,
    judgement_of,
    number_in_trial,
    picked_in_order,
    picked_sessions,
    plan_dataset,
)
from tracker.sessions.editing import edit, undo, write_note
from tracker.sessions.erasing import erase, erase_note
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.trials import end_trial

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
SECRET = "quagga"


def holds(text: str, *models: type[Model]) -> bool:
    """Whether a row of these tables has this text in any column."""
    rows = [str(row) for model in models for row in model._default_manager.values_list()]
    return text in json.dumps(rows)


def rebuilds_the_same() -> bool:
    output = StringIO()
    call_command("rebuild_ratings", "--check", stdout=output)
    return output.getvalue().startswith("0 differences")


def noted(owner: User, note: str = SECRET) -> Session:
    """A finished session whose note came by its page, was edited, and edited back."""
    session = make_session(owner=owner, tests=QUICK, stage="done", note=f"{note} first")
    entry = edit(session, {}, note=f"{note} second", page={"page": "p", "says": {"note": note}})
    assert entry and undo(session, entry.uuid)
    slot = {("toe_touch", "none"): {"score": 9}}
    edit(session, {"pre": slot}, note=f"{note} third", page={"page": "q", "says": {"note": note}})
    return Session.objects.get(pk=session.pk)


def test_of_an_erased_session_only_its_uuid_stays() -> None:
    owner = make_user()
    session = noted(owner)
    stays = noted(owner, "okapi")
    before = data_version_of(owner.pk)
    erase(session)
    assert list(ErasedSession.objects.values_list("uuid", "trial", "assigned", "place")) == [
        (session.uuid, None, "", None)
    ]
    assert list(owner.sessions.values_list("uuid", flat=True)) == [stays.uuid]
    assert not Entry.objects.exclude(session=stays).exists()
    assert not Rating.objects.exclude(session=stays).exists()
    assert not holds(SECRET, Session, Entry, Rating, ErasedSession)
    assert data_version_of(owner.pk) != before
    assert rebuilds_the_same()


def test_to_erase_a_session_twice_erases_it_once() -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    erase(session)
    erase(session)
    assert ErasedSession.objects.count() == 1


def test_an_erased_note_is_in_no_entry_and_the_rest_of_the_session_stays() -> None:
    session = noted(make_user())
    ratings = checksums()["tracker.Rating"]
    assert holds(SECRET, Session, Entry)
    erase_note(session)
    assert not holds(SECRET, Session, Entry)
    session.refresh_from_db()
    assert session.note == ""
    assert not any(SECRET in value.sentence for value in earlier_values(session))
    assert checksums()["tracker.Rating"] == ratings
    assert session.edited_at
    assert rebuilds_the_same()


def test_a_note_can_be_written_and_erased_again() -> None:
    session = noted(make_user())
    erase_note(session)
    write_note(session, "by the river")
    session.refresh_from_db()
    assert session.note == "by the river"
    entries = session.entries.count()
    erase_note(session)
    assert not holds("river", Session, Entry)
    assert session.entries.count() == entries


def test_an_edit_whose_note_was_erased_can_still_be_undone() -> None:
    session = noted(make_user())
    erase_note(session)
    last = session.entries.filter(kind="edit", undone=False).get()
    assert undo(session, last.uuid)
    session.refresh_from_db()
    assert (session.note, session.edited_at) == ("", None)
    assert rebuilds_the_same()


@pytest.fixture
def trial() -> Trial:
    """A plan of 26 sessions with a true effect, running."""
    trial = make_trial()
    people.lived(trial.owner, count=26, trial=trial, effect=people.one_point)
    return trial


def same_but_for_erasing(trial: Trial, says: Callable[[], Any], *numbers: int) -> None:
    """What is said once sessions of a plan are deleted is said once they are erased, too."""
    picked = [s.uuid for s in trial.sessions.order_by("started_at")]
    chosen = [trial.sessions.get(uuid=picked[number]) for number in numbers]
    for session in chosen:
        delete_for_now(session)
    deleted = says()
    for session in chosen:
        erase(session)
    assert says() == deleted


def test_an_erased_session_stays_in_its_plan_as_picked_and_missing(trial: Trial) -> None:
    page = client_of(trial.owner)

    def says() -> Any:
        fresh = Trial.objects.get(pk=trial.pk)
        judgement = judgement_of(fresh)
        return (
            answer_of(fresh, plan_dataset(fresh)),
            judgement.counts,
            judgement.next_number,
            fresh.randomised_count,
            [picked.assigned for picked in picked_in_order(fresh)],
            answers_of(fresh.owner),
            [words_of(page.get(path)) for path in ("/trial/", "/compare/")],
        )

    same_but_for_erasing(trial, says, 3, 0, 25, 4)
    assert [picked.uuid for picked in picked_in_order(trial)] == list(picked_sessions(trial))
    later = trial.sessions.order_by("started_at")[2]
    assert number_in_trial(later) == 6  # three before it were erased


def test_a_judged_plan_stays_as_it_was_judged_and_says_what_is_gone(trial: Trial) -> None:
    end_trial(trial)
    judged = Trial.objects.values_list("judgement", flat=True).get()
    page = client_of(trial.owner)

    def says() -> str:
        return words_of(page.get(f"/trial/{trial.pk}/"))

    same_but_for_erasing(trial, says, 7, 8)
    assert Trial.objects.values_list("judgement", flat=True).get() == judged
    assert "2 of its sessions were deleted." in says()


def test_a_plan_that_ended_before_there_were_judgements_is_judged_before_anything_goes(
    trial: Trial,
) -> None:
    end_trial(trial)
    trial.refresh_from_db()
    answer = trial.judgement.answer
    Trial.objects.filter(pk=trial.pk).update(judgement=None)
    erase(trial.sessions.order_by("started_at")[5])
    trial.refresh_from_db()
    assert trial.judgement
    assert trial.judgement.answer.question.best == answer.question.best


class TestDraws(TestCase):
    """Whatever of a plan is erased, and when, chance picks what it would have picked."""

    @settings(max_examples=5, deadline=None)
    @given(st.lists(st.integers(0, 5), max_size=5))
    def test_erasing_leaves_later_draws_as_they_would_have_been(self, erased: list[int]) -> None:
        trial = make_trial(seed="beef")
        sessions: list[Session] = []
        for count, number in enumerate(erased, 1):
            session = assigned_session(trial)
            delete_for_now(session)
            sessions.append(session)
            if number < len(sessions):
                erase(sessions.pop(number))
            trial.refresh_from_db()
            assert trial.draws == trial.randomised_count == count
        expected = [assign("beef", index, trial.arms) for index in range(len(erased) + BLOCK)]
        assert [picked.assigned for picked in picked_in_order(trial)] == expected[: len(erased)]
        assert all_draws(trial, BLOCK) == expected[len(erased) :]
