"""Which sessions count: without a routine, rated too late, randomised; on every page."""

import datetime
import json
import uuid
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import people
from tests.factories import (
    change_routine,
    end_routine,
    finish,
    full_slots,
    make_history,
    make_session,
    make_user,
    rate,
    record,
)
from tests.models.test_trial import assigned_session, begin, make_trial
from tests.pages import client_of, fields_of, words_of
from tracker.analysis.answers.compare import against_control
from tracker.models import Routine, Session, User
from tracker.models.revision import changing
from tracker.queries.answers import answers_of, dataset_of, noise_of
from tracker.sessions.editing import edit
from tracker.sessions.lifecycle import advance, delete_for_now
from tracker.sessions.trials import accept, decline

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
TOUCH = ("toe_touch", "none")
ANKLE = {side: ("ankle_dorsiflexion", side) for side in ("left", "right")}
NOTHING = "No routine done"
NOON = datetime.datetime(2026, 3, 10, 12, tzinfo=datetime.UTC)


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def page(session: Session, name: str = "result") -> str:
    return words_of(client_of(session.owner).get(f"/sessions/{session.uuid}/{name}/"))


def steps_of(session: Session, *kinds: str) -> list[str]:
    return [s.key for s in session.plan.routine.steps if not kinds or s.kind in kinds]


def send_routine(session: Session, dose: dict[str, int], reason: str = "") -> None:
    fields = {"dose": json.dumps(dose), "stopped_reason": reason}
    client_of(session.owner).post(f"/sessions/{session.uuid}/routine/", fields)


def rated_again(session: Session) -> Session:
    """Whatever was done, both ratings are there."""
    rate(again(session), "post", 9)
    client_of(session.owner).post(f"/sessions/{session.uuid}/post/", {"go": "anyway"})
    return again(session)


def skipped_every_move(owner: User, **fields: Any) -> Session:
    session = make_session(owner=owner, tests=QUICK, stage="routine", **fields)
    send_routine(session, dict.fromkeys(steps_of(session), 0))
    return rated_again(session)


def stopped_in_the_set_up(owner: User, **fields: Any) -> Session:
    session = make_session(owner=owner, tests=QUICK, stage="routine", **fields)
    send_routine(session, dict.fromkeys(steps_of(session, "set_up"), 9), "interrupted")
    return rated_again(session)


def only_laced_and_let_go(owner: User, **fields: Any) -> Session:
    session = make_session(owner=owner, tests=QUICK, stage="routine", **fields)
    send_routine(session, dict.fromkeys(steps_of(session, "set_up", "release"), 9))
    return rated_again(session)


def ended_at_once(owner: User, **fields: Any) -> Session:
    session = make_session(owner=owner, tests=QUICK, stage="pre", **fields)
    client_of(owner).post(f"/sessions/{session.uuid}/finish/")
    return again(session)


def ended_after_the_before_ratings(owner: User, **fields: Any) -> Session:
    session = make_session(owner=owner, tests=QUICK, stage="routine", **fields)
    client_of(owner).post(f"/sessions/{session.uuid}/finish/")
    return again(session)


def of_preparations_alone(owner: User, **fields: Any) -> Session:
    """A plan with no move that works, done to its end."""
    session = make_session(owner=owner, tests=QUICK, stage="routine", **fields)
    steps = session.plan.routine.steps
    change_routine(session, steps=tuple(replace(step, kind="set_up") for step in steps))
    session.save()
    send_routine(session, {s.key: s.seconds for s in session.plan.routine.steps})
    return rated_again(session)


WAYS = [
    skipped_every_move,
    stopped_in_the_set_up,
    only_laced_and_let_go,
    ended_at_once,
    ended_after_the_before_ratings,
    of_preparations_alone,
]


@pytest.mark.parametrize("way", WAYS)
def test_every_page_says_when_no_routine_was_done(way: Any) -> None:
    session = way(make_user(), routine="sock_pull")
    client = client_of(session.owner)
    result = page(session)
    assert NOTHING in result and "No routine was done" in result
    for address in ("/", "/history/", f"/sessions/{session.uuid}/edit/"):
        assert NOTHING in words_of(client.get(address))
    for words in (result, words_of(client.get("/history/"))):
        assert " min" not in words and "What you did" not in words


@pytest.mark.parametrize("way", WAYS)
def test_a_session_without_a_routine_changes_no_answer(way: Any) -> None:
    user = make_user()
    people.lived(user, count=30, randomised=False)
    before = answers_of(user), noise_of(user)
    compared = against_control(dataset_of(user))
    way(user)
    after = answers_of(user)
    assert after.sample_size.excluded == {"nothing": 1}
    assert (after.changes, after.noise, noise_of(user)) == (
        before[0].changes,
        before[0].noise,
        before[1],
    )
    assert (after.levels, after.gaps) == (before[0].levels, before[0].gaps)
    assert against_control(dataset_of(user)) == compared


@pytest.mark.parametrize("way", WAYS[:2])
def test_a_skipped_sitting_is_not_a_control(way: Any) -> None:
    user = make_user()
    people.lived(user, count=30, randomised=False)
    before = noise_of(user), against_control(dataset_of(user))
    session = make_session(owner=user, tests=QUICK, stage="routine", kind="test_only")
    send_routine(session, dict.fromkeys(steps_of(session), 0), "interrupted")
    assert "Test-only, not sat through" in page(rated_again(session))
    assert (noise_of(user), against_control(dataset_of(user))) == before


def test_one_move_done_counts_as_the_routine() -> None:
    """What the others are held against."""
    user = make_user()
    people.lived(user, count=30, randomised=False)
    session = make_session(owner=user, tests=QUICK, stage="routine")
    send_routine(session, {steps_of(session, "work")[0]: 1})
    before = answers_of(user)
    rated_again(session)
    assert answers_of(user).changes != before.changes
    words = page(session)
    assert "Toe Spreaders, left side only, under 1 min" in words and NOTHING not in words


def test_a_side_that_was_not_worked_does_not_count() -> None:
    user = make_user()
    make_history(owner=user, days=8, tests=QUICK)
    session = make_session(owner=user, tests=QUICK, stage="routine")
    left = [key for key in steps_of(session, "work") if key.startswith("left")]
    send_routine(session, dict.fromkeys(left, 30))
    rated_again(session)
    changes = answers_of(user).changes
    assert (changes[ANKLE["left"]].n, changes[ANKLE["right"]].n, changes[TOUCH].n) == (7, 6, 7)
    assert "Only the left side counts as after Toe Spreaders." in page(session)


def test_with_one_leg_first_only_the_worked_leg_counts() -> None:
    user = make_user()
    make_history(owner=user, days=8, tests=QUICK)
    trial = make_trial(owner=user, design="one_leg")
    session = assigned_session(trial)
    accept(session)
    leg = session.leg
    send_routine(session, dict.fromkeys(steps_of(session, "work"), 30))
    client_of(user).post(f"/sessions/{session.uuid}/mid/", {"go": "anyway"})
    client_of(user).post(f"/sessions/{session.uuid}/second/", {"dose": "{}"})
    done = rated_again(session)
    assert done.title == f"Toe Spreaders, {leg} side only"
    other = "right" if leg == "left" else "left"
    changes = answers_of(user).changes
    assert (changes[ANKLE[leg]].n, changes[ANKLE[other]].n) == (7, 6)


def test_a_backdated_session_counts_as_done() -> None:
    user = make_user()
    client = client_of(user)
    fields = fields_of(client.get("/history/add/")) | {"pre-toe_touch-none": ["4"]}
    answer = client.post("/history/add/", fields | {"post-toe_touch-none": ["6"]}, follow=True)
    assert "Toe Spreaders, about 7 min" in words_of(answer)
    assert user.sessions.get().counts


def test_sessions_without_a_routine_are_not_familiarisation() -> None:
    user = make_user()
    for days in (5, 4, 3):
        ended_at_once(user, started_at=timezone.now() - datetime.timedelta(days=days))
    make_history(owner=user, days=1, tests=QUICK)
    assert dataset_of(user).in_familiarisation == {3}


# Rated again too late.


def spread_out(
    owner: User,
    *,
    pre: float = 1,
    ended: float = 9,
    post: float = 10,
    finished: float = 0,
    **fields: Any,
) -> Session:
    """A finished session whose moments are so many minutes after its start."""
    session = make_session(owner=owner, tests=QUICK, started_at=NOON, **fields)

    def at(minutes: float) -> datetime.datetime:
        return NOON + datetime.timedelta(minutes=minutes)

    rate(session, "pre", 4, at=at(pre))
    advance(session, "pre")
    plan = session.plan.routine.steps
    end_routine(session, {step.key: step.seconds for step in plan}, at=at(ended))
    rate(session, "post", 9, at=at(post))
    finish(session, at(finished or post + 1))
    return again(session)


DAY = 24 * 60


@pytest.mark.parametrize(
    ("minutes", "delay"),
    [(69, ""), (71, "62 minutes"), (9 + 180, "3 hours"), (3 * DAY + 540, "3 days")],
)
def test_after_ratings_more_than_an_hour_late_are_reported_and_excluded(
    minutes: float, delay: str
) -> None:
    session = spread_out(make_user(), post=minutes)
    history = words_of(client_of(session.owner).get("/history/"))
    assert (f"Rated again {delay} later" in page(session)) == bool(delay)
    assert (f"rated again {delay} later left out" in history) == bool(delay)
    assert session.counts == (not delay)


def test_old_before_ratings_are_reported_and_excluded() -> None:
    session = spread_out(make_user(), ended=9 * 60, post=9 * 60 + 2)
    assert "The before ratings were 9 hours old" in page(session)
    history = words_of(client_of(session.owner).get("/history/"))
    assert "before ratings 9 hours old left out" in history
    assert not session.counts


def test_late_ratings_count_in_answers_only_on_request() -> None:
    user = make_user()
    people.lived(user, count=12, randomised=False)
    before = answers_of(user)
    session = spread_out(user, post=3 * DAY)
    Session.objects.filter(pk=session.pk).update(day=user.day_of(timezone.now()))
    session.ratings.update(day=user.day_of(timezone.now()))
    assert answers_of(user).changes == before.changes
    assert answers_of(user).sample_size.excluded == {"late": 1}
    client = client_of(user)
    assert "1 rated again too late" in words_of(client.get("/progress/"))
    fields = fields_of(
        client.get(f"/sessions/{session.uuid}/result/"), f"/sessions/{session.uuid}/count/"
    )
    answer = client.post(f"/sessions/{session.uuid}/count/", fields, follow=True)
    assert "You count it anyway." in words_of(answer)
    assert answers_of(user).changes != before.changes
    fields = fields_of(answer, f"/sessions/{session.uuid}/count/")
    client.post(f"/sessions/{session.uuid}/count/", fields)
    assert answers_of(user).changes == before.changes


def test_a_late_sitting_does_not_count_for_own_noise() -> None:
    user = make_user()
    people.lived(user, count=30, randomised=False)
    before = noise_of(user)
    session = spread_out(user, post=3 * DAY, kind="test_only")
    assert noise_of(user) == before
    assert "not right after sitting still" in page(session)


def test_a_session_that_a_phone_sends_days_later_is_judged_by_its_own_times() -> None:
    """As in a plane: everything days later, with the times at which it was entered."""
    user, name = make_user(), str(uuid.uuid4())
    start = {"kind": "start", "zone": "UTC", "set": "own", "tests": "toe_touch"}
    start |= {"routine": "toe_spreaders", "seconds": "45", "order": "left", "vary": "{}"}
    rating = {"kind": "reading", "test": "toe_touch", "side": "none", "field": "score"}
    routine = {"kind": "routine", "dose": '{"left.ts_twist": 30}', "stopped_reason": ""}
    sent = [
        (0, start),
        (1, rating | {"phase": "pre", "value": "4"}),
        (9, routine),
        (3 * DAY, rating | {"phase": "post", "value": "9"}),
        (3 * DAY + 1, {"kind": "finish"}),
    ]
    now = timezone.now().astimezone(datetime.UTC) - datetime.timedelta(days=5)
    entries = [
        {
            "uuid": str(uuid.uuid4()),
            "session": name,
            "at": (now + datetime.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            **says,
        }
        for minutes, says in sent
    ]
    client = client_of(user)
    answer = client.post("/sync/", {"user": user.pk, "entries": entries}, "application/json")
    assert {result["status"] for result in answer.json()["results"]} == {"stored"}, answer.content
    (session,) = user.sessions.all()
    assert "Rated again 3 days later" in page(session)
    assert not session.counts


def test_editing_a_rating_days_later_does_not_make_it_late() -> None:
    user = make_user()
    session = spread_out(user)
    client = client_of(user)
    address = f"/sessions/{session.uuid}/edit/"
    fields = fields_of(client.get(address)) | {"post-toe_touch-none": ["3"]}
    words = words_of(client.post(address, fields, follow=True))
    assert "Edited after the result was shown" in words and "Rated again" not in words
    assert not again(session).counts and not again(session).gap.kind


# Picked by chance.


def picked(trial: Any, way: str) -> Session:
    """A session that chance picked and that went wrong in some way."""
    session = assigned_session(trial)
    if way == "declined":
        decline(session, Routine.objects.get(slug="sock_pull", owner=None))
    else:
        accept(session)
    session = again(session)
    dose = {step.key: step.seconds for step in session.plan.routine.steps}
    ago = datetime.timedelta(hours=3 if way == "late" else 0)
    end_routine(session, {} if way == "undone" else dose, at=timezone.now() - ago)
    rate(session, "post", 7)
    finish(session)
    if way == "edited":
        edit(session, {"post": {TOUCH: {"score": 6}}})
    return again(session)


@pytest.mark.parametrize("way", ["late", "undone", "declined", "edited"])
def test_randomised_sessions_count_as_assigned_whatever_was_done(way: str) -> None:
    user = make_user()
    make_history(owner=user, days=2, tests=QUICK)
    trial = make_trial(owner=user)
    session = picked(trial, way)
    assert session.counts == (way == "declined")
    bars = words_of(client_of(user).get("/trial/"))
    sitting, routine = (9, 10) if session.assigned == "test_only" else (10, 9)
    assert "1 of about 24" in bars
    missing = f"{routine} more sessions with Toe Spreaders and {sitting} more of sitting still."
    assert missing in bars
    if way != "declined":
        assert "In your fair test it counts as picked" in page(session)


def test_counting_a_session_anyway_changes_nothing_in_its_trial() -> None:
    user = make_user()
    people.lived(user, count=10, randomised=False)
    trial = make_trial(owner=user)
    people.lived(user, count=24, trial=trial, seed=3)
    Session.objects.filter(trial=trial).update(edited_at=timezone.now())
    client = client_of(user)
    plan = words_of(client.get("/trial/"))
    changes = answers_of(user).changes
    with changing(user.pk):
        Session.objects.filter(trial=trial).update(count_anyway=True)
    assert words_of(client.get("/trial/")) == plan
    assert "in the test you named. " in plan
    assert answers_of(user).changes != changes


def test_a_session_that_ended_before_the_draw_is_not_randomised() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    session = begin(trial)
    client_of(user).post(f"/sessions/{session.uuid}/finish/")
    assert "0 of about 24" in words_of(client_of(user).get("/trial/"))


def test_a_deleted_randomised_session_counts_as_missing() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    delete_for_now(picked(trial, "done"))
    assigned_session(trial)
    client = client_of(user)
    words = words_of(client.get("/trial/"))
    assert "1 of about 24" in words and "1 was deleted afterwards." in words
    session = user.sessions.open().get()
    assert "Session 2 of about 24" in words_of(client.get(f"/sessions/{session.uuid}/draw/"))


# What the result says of it.


def test_without_after_ratings_no_page_speaks_of_hidden_ratings() -> None:
    hidden = "Your earlier ratings were hidden while you rated again."
    assert hidden not in page(ended_after_the_before_ratings(make_user()))
    assert hidden in page(make_session(owner=make_user(), tests=QUICK, stage="done"))


def test_a_single_rating_is_in_the_singular() -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",), stage="done")
    client: Client = client_of(session.owner)
    assert "Freer in the one rating you gave twice All changes" not in page(session)
    assert "Freer in the one rating you gave twice The change is within" in page(session)
    assert "Freer in the one rating you gave twice." in words_of(client.get("/"))


def test_every_page_shows_a_skip_as_a_skip() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="post")
    record(session, "post", {TOUCH: {"skip": "pain"}, ANKLE["left"]: {"score": 5}})
    finish(session)
    result = page(session)
    assert "Freer in the one rating you gave twice" in result
    assert "1 skipped (Pain). 1 was not rated twice." in result
    assert "Skipped for pain You skipped 1 rating because it hurt." in result
    assert "Both legs at once: before 4, after skipped (Pain)." in result
    assert "1 skipped" in words_of(client_of(session.owner).get("/history/"))
    assert "not rated" not in words_of(client_of(session.owner).get("/history/"))
    assert "Skipped: Pain" in page(session, "edit")


def test_progress_counts_only_tests_that_were_rated() -> None:
    user = make_user()
    made = make_history(owner=user, days=12, tests=("toe_touch",))
    other = make_session(owner=user, tests=QUICK, stage="post")
    record(other, "pre", {slot: {"skip": "time"} for slot in ANKLE.values()})
    record(other, "post", {slot: {"skip": "time"} for slot in ANKLE.values()})
    finish(other)
    assert len(made) == 12
    assert list(answers_of(user).changes) == [TOUCH]
    assert list(answers_of(user).levels) == [TOUCH]


def test_progress_counts_tests_and_sides_and_says_once_that_a_change_is_no_proof() -> None:
    user = make_user()
    people.lived(user, count=30, randomised=False)
    words = words_of(client_of(user).get("/progress/"))
    card = words.partition("Is it working?")[2].partition("How sure")[0]
    assert f"{len(full_slots())} tests and sides: " in card
    assert words.count("A change is not proof") == 1


def test_sitting_still_has_no_stop_rule_of_stretching() -> None:
    user = make_user()
    sitting = make_session(owner=user, tests=QUICK, stage="routine", kind="test_only")
    assert "cramp" not in page(sitting, "routine")
    finish(sitting)
    assert "cramp" in page(make_session(owner=user, tests=QUICK, stage="routine"), "routine")
