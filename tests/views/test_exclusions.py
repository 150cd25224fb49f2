"""How pages describe a session that was not done, or not in time."""

import datetime
import json

import pytest
from django.utils import timezone

from tests.factories import copy, make_session, make_user, rate
from tests.models.test_trial import assigned_session, begin, make_trial
from tests.pages import client_of, fields_of, words_of
from tests.views.test_counting import (
    DAY,
    QUICK,
    again,
    page,
    picked,
    rated_again,
    send_routine,
    spread_out,
    steps_of,
)
from tests.views.test_start import START
from tracker.models import Routine, Session
from tracker.models.revision import changing
from tracker.sessions.lifecycle import advance
from tracker.sessions.trials import accept, end_trial

pytestmark = pytest.mark.django_db


def late(minutes: float, *, at: datetime.datetime, zone: str = "Europe/Berlin") -> Session:
    """A finished session whose after ratings came so many minutes after the routine."""
    session = make_session(owner=make_user(), tests=QUICK, stage="done", zone=zone)
    with changing(session.owner_id):
        Session.objects.filter(pk=session.pk).update(
            started_at=at - datetime.timedelta(minutes=9),
            routine_done_at=at,
            finished_at=at + datetime.timedelta(minutes=minutes),
        )
        session.ratings.update(
            pre_at=at - datetime.timedelta(minutes=8),
            post_at=at + datetime.timedelta(minutes=minutes),
        )
    return again(session)


@pytest.mark.parametrize(
    ("at", "minutes", "delay"),
    [
        ("2026-10-25T00:50+00:00", 75, "75 minutes"),
        ("2026-03-29T00:50+00:00", 75, "75 minutes"),
        ("2026-10-24T20:00+00:00", 660, "11 hours"),
        ("2026-05-05T08:00+00:00", 60.2, "61 minutes"),
    ],
)
def test_the_delay_is_reported_as_elapsed_time(at: str, minutes: float, delay: str) -> None:
    """In the nights in which the clocks are changed, too; and never "60 minutes" for more."""
    session = late(minutes, at=datetime.datetime.fromisoformat(at))
    assert f"Rated again {delay} later" in page(session)


def test_a_routine_reported_late_counts() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    send_routine(session, dict.fromkeys(steps_of(session), 0))
    send_routine(session, dict.fromkeys(steps_of(session), 30))
    assert "No routine done" not in page(rated_again(session))


def test_a_day_without_a_routine_is_not_marked_in_the_week() -> None:
    user = make_user()
    session = make_session(owner=user, tests=QUICK, stage="routine")
    send_routine(session, {}, "interrupted")
    rated_again(session)
    assert "session done" not in words_of(client_of(user).get("/"))
    make_session(owner=user, tests=QUICK, stage="done", kind="test_only")
    assert "session done" in words_of(client_of(user).get("/"))


def test_editing_after_a_late_end_makes_no_rating_late() -> None:
    """Another session ended it days later; one rating was mended after that."""
    session = spread_out(make_user(), finished=2 * DAY)
    client = client_of(session.owner)
    fields = fields_of(client.get(f"/sessions/{session.uuid}/edit/"))
    fields |= {"post-toe_touch-none": ["3"]}
    words = words_of(client.post(f"/sessions/{session.uuid}/edit/", fields, follow=True))
    assert "Edited after the result was shown" in words and "Rated again" not in words


def test_today_says_that_the_last_session_is_late() -> None:
    session = late(180, at=timezone.now() - datetime.timedelta(hours=4))
    words = words_of(client_of(session.owner).get("/"))
    assert "rated again 3 hours later" in words


def test_what_is_counted_anyway_stays_counted_when_a_rating_is_mended_with_the_box_ticked() -> None:
    session = spread_out(make_user(), post=600)
    client = client_of(session.owner)
    client.post(f"/sessions/{session.uuid}/count/", {"counts": "on"})
    fields = fields_of(client.get(f"/sessions/{session.uuid}/edit/"))
    assert fields["counts"] == ["on"]
    fields |= {"post-toe_touch-none": ["3"]}
    words = words_of(client.post(f"/sessions/{session.uuid}/edit/", fields, follow=True))
    assert "You count it anyway" in words and again(session).counts


NO_MOVE = "No move of Toe Spreaders was done. So this session counts neither as a routine nor as"
REASONS = {
    "routine": NO_MOVE,
    "one_leg": NO_MOVE,
    "test_only": "The sitting was skipped, so this session does not count as test-only.",
}


@pytest.mark.parametrize("kind", REASONS)
def test_an_undone_session_is_described_by_the_name_of_its_routine(kind: str) -> None:
    user = make_user()
    if kind == "one_leg":
        trial = make_trial(owner=user, design="one_leg")
        session = assigned_session(trial)
        accept(session)
    else:
        session = make_session(owner=user, tests=QUICK, stage="routine", kind=kind)
    send_routine(session, dict.fromkeys(steps_of(session), 0))
    client_of(user).post(f"/sessions/{session.uuid}/finish/")
    assert REASONS[kind] in page(session)
    why = "The sitting was skipped" if kind == "test_only" else "No routine was done"
    assert f"{why}, so there is nothing to count." in page(session, "edit")


def test_today_says_no_change_where_nothing_was_rated_again() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    send_routine(session, dict.fromkeys(steps_of(session), 0))
    client = client_of(session.owner)
    client.post(f"/sessions/{session.uuid}/finish/")
    words = words_of(client.get("/"))
    assert "No test was rated both before and after." in words
    assert "This is the change in the session" not in words
    rated = make_session(owner=session.owner, tests=QUICK, stage="routine")
    send_routine(rated, dict.fromkeys(steps_of(rated), 0))
    rated_again(rated)
    assert "You rated twice with no routine in between." in words_of(client.get("/"))


def test_with_nothing_but_undone_sessions_progress_says_so_in_one_breath() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    send_routine(session, dict.fromkeys(steps_of(session), 0))
    rated_again(session)
    words = words_of(client_of(session.owner).get("/progress/"))
    assert "Left out: 1 with no routine done." in words
    assert "No session with a routine in the last 6 months" in words
    # A session that does not count is no start of anything.
    assert "freer" not in words
    words = words_of(client_of(session.owner).get("/compare/"))
    assert "Nothing to compare yet. Left out: 1 with no routine done." in words


def test_a_routine_of_ones_own_has_a_move_beside_getting_ready_and_letting_go() -> None:
    user = make_user()
    client = client_of(user)
    fields = fields_of(client.get("/routines/toe_spreaders/copy/"))
    moves = [n for n in fields["step"] if fields[f"step-{n}-kind"] == ["work"]]
    fields["step"] = [n for n in fields["step"] if n not in moves]
    address = "/routines/toe_spreaders/copy/"
    answer = client.post(address, fields)
    assert answer.status_code == 422
    assert "Getting ready and letting go alone are no routine. Add a move." in words_of(answer)
    fields["step"].append(moves[0])
    assert client.post(address, fields).status_code == 302


def test_a_side_for_which_there_is_only_getting_ready_is_no_order_to_choose() -> None:
    user = make_user()
    routine = copy(Routine.objects.get(slug="toe_spreaders", owner=None), user)
    routine.steps.filter(kind="work").update(sides="right")
    client = client_of(user)
    fields = fields_of(client.get(START), START)
    fields |= {"routine": [routine.slug], "order": ["only left"]}
    assert "This routine has no move for that side" in words_of(client.post(START, fields))
    fields["order"] = ["only right"]
    assert client.post(START, fields).status_code == 302


def test_a_declined_session_says_how_it_counts() -> None:
    session = picked(make_trial(owner=make_user()), "declined")
    assert "In your fair test the session still counts as picked." in page(session)


def test_a_plain_page_says_beforehand_that_a_part_cannot_be_measured() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="routine")
    assert "With a reason it is kept as not done" in page(session, "routine")
    fields = {"dose": "", "stopped_reason": "enough"}
    client_of(session.owner).post(f"/sessions/{session.uuid}/routine/", fields)
    assert "No routine done" in page(rated_again(session))


def test_a_past_session_that_was_mended_says_that_it_is_left_out_and_can_be_counted() -> None:
    client = client_of(make_user())
    fields = fields_of(client.get("/history/add/")) | {"pre-toe_touch-none": ["4"]}
    result = client.post("/history/add/", fields | {"post-toe_touch-none": ["6"]})
    edit = result["Location"].replace("result", "edit")
    mended = fields_of(client.get(edit)) | {"post-toe_touch-none": ["9"]}
    answer = client.post(edit, mended, follow=True)
    words = words_of(answer)
    assert "Added later" in words and "Edited after the result was shown" in words
    assert "left out of the answers" in words and "Count it anyway" in words


def test_nothing_is_randomised_for_a_trial_that_ended() -> None:
    trial = make_trial(owner=make_user())
    session = begin(trial)
    client = client_of(trial.owner)
    assert "In progress Session of your fair test Started" in words_of(client.get("/"))
    end_trial(trial)
    words = words_of(client.get("/"))
    assert "Session of your fair test" not in words
    assert "In progress Toe Spreaders Started" in words
    assert again(session).stage == "pre"


def test_moving_the_start_does_not_make_before_ratings_younger() -> None:
    session = spread_out(make_user(), ended=540, post=542)
    client, address = client_of(session.owner), f"/sessions/{session.uuid}/edit/"
    client.post(address, fields_of(client.get(address)) | {"time": ["20:40"]})
    moved = again(session)
    assert moved.started_at.hour == 20
    assert "The before ratings were 9 hours old" in page(moved) and not moved.counts


@pytest.mark.parametrize(
    ("ago", "why"), [("", ""), ("60", ""), ("10800", "late"), ("9" * 30, "late"), ("300", "")]
)
def test_a_routine_ends_when_the_player_reports_and_not_when_the_page_is_sent(
    ago: str, why: str
) -> None:
    """The phone lay there with "Rate again" on it."""
    started = timezone.now() - datetime.timedelta(hours=3, minutes=10)
    session = make_session(owner=make_user(), tests=QUICK, stage="pre", started_at=started)
    a_while_ago = timezone.now() - datetime.timedelta(minutes=12)
    rate(session, "pre", 4, at=started + datetime.timedelta(minutes=2) if why else a_while_ago)
    advance(session, "pre")
    fields = {"dose": json.dumps(dict.fromkeys(steps_of(session), 30)), "ago": ago}
    client_of(session.owner).post(f"/sessions/{session.uuid}/routine/", fields)
    done = rated_again(session)
    assert done.gap.kind == why
    assert done.started_at <= done.routine_done_at <= done.finished_at
