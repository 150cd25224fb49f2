"""Today: the next thing to do without sessions, with an open one, and after the last one."""

import datetime
import html
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import people
from tests.factories import (
    change_routine,
    copy,
    finish,
    make_history,
    make_session,
    make_user,
    record,
)
from tests.models.test_trial import assigned_session, make_trial
from tests.pages import client_of, fields_of, text_of, words_of
from tracker.models import MobilityTest, Routine, Session, User
from tracker.sessions.lifecycle import advance, delete_for_now
from tracker.sessions.trials import accept, end_trial
from tracker.templatetags.supple import illustration

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
START = "/sessions/start/"


def test_a_visitor_sees_the_welcome_page() -> None:
    response = Client().get("/")
    assert response.status_code == 200
    for address in ("/accounts/signup/", "/accounts/login/"):
        assert f'href="{address}"' in text_of(response)


def test_without_sessions_today_links_to_the_first_one_and_an_example() -> None:
    response = client_of(make_user()).get("/")
    assert "Start first session" in words_of(response)
    assert 'href="/progress/"' in text_of(response)
    assert "How it works" in words_of(response)


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_an_open_session_is_the_next_thing_to_do(stage: str) -> None:
    session = make_session(owner=make_user(), stage=stage)
    response = client_of(session.owner).get("/")
    assert "In progress Toe Spreaders Started" in words_of(response)
    for way in ("Continue", "End it here", "Delete it"):
        assert way in words_of(response)
    assert f"/sessions/{session.uuid}/finish/" in text_of(response)
    assert "Start session" not in words_of(response)


def test_an_open_session_says_how_many_ratings_are_done() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="post")
    rate_first(session, "post")
    words = words_of(client_of(session.owner).get("/"))
    assert "1 of 3 after ratings done." in words
    assert words.count("Done:") == 2
    other = make_session(owner=make_user(), tests=QUICK, stage="pre")
    assert "0 of 3 before ratings done." in words_of(client_of(other.owner).get("/"))


def rate_first(session: Session, phase: str) -> None:
    record(session, phase, {session.slots[0]: {"score": 5}})


def test_the_first_two_tests_of_the_last_session_are_shown_before_and_after() -> None:
    session = make_session(owner=make_user(), stage="done", pre=4, post=6)
    words = words_of(client_of(session.owner).get("/"))
    card = words.partition("Last session")[2]
    assert card.count("before 4, after 6, 2 freer.") == 4
    assert "Toe spread" in card and "Toe extension" in card
    assert "Toe flexion" not in card


def test_worth_a_look_says_whether_it_is_working_and_at_most_one_thing_more() -> None:
    user = make_user()
    assert "Worth a look" not in words_of(client_of(user).get("/"))
    make_history(owner=user, days=4, tests=QUICK)
    assert looks(user) == ["Is it working? Not known yet. 3 more sessions to your first estimate."]
    make_history(owner=user, days=30, tests=QUICK)
    assert looks(user) == [
        "Is it working? You rate freer after a session. Whether the routine does it is not known."
    ]


def test_a_long_pause_is_worth_a_look() -> None:
    user = make_user()
    long_ago = timezone.now() - datetime.timedelta(days=20)
    make_session(owner=user, tests=QUICK, stage="done", started_at=long_ago)
    assert looks(user)[1].startswith("20 days since your last session It was on")
    make_session(owner=user, tests=QUICK, stage="done")
    assert len(looks(user)) == 1


def test_before_ratings_that_fall_are_worth_a_look_and_come_before_a_pause() -> None:
    user = make_user()
    for ago in range(150, 20, -3):
        started = timezone.now() - datetime.timedelta(days=ago)
        score = 2 + ago // 20
        make_session(owner=user, tests=("toe_touch",), stage="done", pre=score, started_at=started)
    working, falling = looks(user)
    assert working.startswith("Is it working?")
    assert falling.startswith("Toe touch Before ratings over the weeks: Clearly falling, by at")


def test_a_running_plan_is_what_is_worth_a_look() -> None:
    trial = make_trial(owner=make_user())
    make_session(owner=trial.owner, tests=QUICK, stage="done")
    assert looks(trial.owner) == [
        "Is it working? Not known yet. 0 of about 24 sessions of your fair test are done."
    ]


def looks(user: User) -> list[str]:
    """The lines of the card, each with its title."""
    page = text_of(client_of(user).get("/"))
    card = page.partition('aria-labelledby="worth"')[2].partition("</section>")[0]
    lines = re.findall(r'<a class="linkrow".*?</a>', card, flags=re.S)
    plain = (re.sub(r"<svg.*?</svg>|<[^>]+>", " ", line, flags=re.S) for line in lines)
    return [" ".join(html.unescape(line).split()).removeprefix("LR ") for line in plain]


def test_today_shows_the_last_result_and_offers_another_session() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="done", pre=4, post=6)
    words = words_of(client_of(session.owner).get("/"))
    assert "Freer in 3 of 3 ratings." in words
    assert "This is the change in the session." in words
    assert "Set up a fair test" in words
    assert "Start session" in words
    assert "right side first" in words


@pytest.mark.parametrize(
    ("routine", "first"), [("toe_spreaders", "ts_interlace"), ("sock_pull", "sp_posterior")]
)
def test_the_next_session_shows_the_first_move_of_its_own_routine(routine: str, first: str) -> None:
    session = make_session(owner=make_user(), routine=routine, stage="done")
    assert session.plan.routine.steps[0].illustration == first
    assert illustration(first) in text_of(client_of(session.owner).get("/"))


def test_the_next_session_of_a_routine_without_drawings_shows_none() -> None:
    owner = make_user()
    session = make_session(owner=owner, stage="done")
    session.routine = copy(session.routine, owner)
    session.save()
    session.routine.steps.update(illustration="")
    today = text_of(client_of(owner).get("/"))
    assert re.search(r'<div class="hero__art">\s*</div>', today)


def test_a_backdated_session_does_not_prefill_the_next_one() -> None:
    owner = make_user()
    start = timezone.now() - datetime.timedelta(hours=2)
    make_session(owner=owner, routine="sock_pull", stage="done", started_at=start)
    make_session(owner=owner, tests=("toe_touch",), stage="done", entered_later=True)
    fields = fields_of(client_of(owner).get("/"), "/sessions/start/")
    assert (fields["routine"], fields["set"]) == (["sock_pull"], ["full"])


def test_with_only_backdated_sessions_today_offers_a_first_one() -> None:
    owner = make_user()
    make_session(owner=owner, tests=("toe_touch",), stage="done", entered_later=True)
    words = words_of(client_of(owner).get("/"))
    assert "Start first session" in words
    assert "Last session" in words


def test_the_week_marks_today_and_the_days_with_a_session() -> None:
    owner = make_user()
    make_session(owner=owner, tests=QUICK, stage="done")
    assert words_of(client_of(owner).get("/")).count(", session done, today") == 1


@pytest.mark.parametrize(("first", "day"), [(0, "Monday"), (5, "Saturday"), (6, "Sunday")])
def test_the_week_begins_on_the_day_that_its_person_chose(first: int, day: str) -> None:
    page = client_of(make_user(week_starts=first)).get("/")
    days = [date.strftime("%A") for date, _ in page.context["week"]]
    assert (len(days), days[0]) == (7, day)
    assert page.context["today"] in [date for date, _ in page.context["week"]]


def test_a_deleted_session_is_not_the_last_one() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="done")
    delete_for_now(session)
    words = words_of(client_of(session.owner).get("/"))
    assert "Last session" not in words
    assert ", session done" not in words


def test_when_the_last_routine_is_deleted_today_offers_the_one_before_it_and_says_so() -> None:
    owner = make_user()
    client = client_of(owner)
    make_session(owner=owner, routine="sock_pull", stage="done", started_at=days_ago(2))
    done_with(owner, copy(Routine.objects.get(slug="toe_spreaders"), owner))
    client.post("/routines/my-copy-of-toe-spreaders/delete/")
    for path in ("/", START):
        page = client.get(path)
        assert fields_of(page, START)["routine"] == ["sock_pull"]
        gone = r"Copy of Toe Spreaders (is not there any more|was deleted)"
        assert re.search(gone, words_of(page))
    assert client.post(START, fields_of(client.get("/"), START)).status_code == 302


def test_when_all_earlier_routines_are_deleted_a_built_in_one_is_offered() -> None:
    owner = make_user()
    client = client_of(owner)
    done_with(owner, copy(Routine.objects.get(slug="sock_pull"), owner))
    client.post("/routines/my-copy-of-sock-pull/delete/")
    page = client.get("/")
    assert "Next session Toe Spreaders" in words_of(page)
    assert client.post(START, fields_of(page, START)).status_code == 302


def test_today_still_starts_without_the_own_tests_of_last_time() -> None:
    owner = make_user()
    client = client_of(owner)
    make_session(owner=owner, tests=("toe_spread",), stage="done")
    MobilityTest.objects.filter(slug="toe_spread").update(retired=True)
    page = client.get("/")
    assert "3 ratings" in words_of(page)
    assert client.post(START, fields_of(page, START)).status_code == 302


def test_today_still_starts_when_the_routine_has_no_move_for_the_side() -> None:
    owner = make_user()
    client = client_of(owner)
    routine = copy(Routine.objects.get(slug="toe_spreaders"), owner)
    done_with(owner, routine, first_side="only left")
    routine.steps.update(sides="right")
    assert client.post(START, fields_of(client.get("/"), START)).status_code == 302


def test_after_a_test_only_session_the_routine_before_it_comes_next() -> None:
    owner = make_user()
    make_session(owner=owner, routine="sock_pull", stage="done", started_at=days_ago(2))
    make_session(owner=owner, stage="done", kind="test_only")
    page = client_of(owner).get("/")
    assert fields_of(page, START)["routine"] == ["sock_pull"]
    assert "Next session Sock Pull As last time, right side first." in words_of(page)


def test_with_nothing_but_a_test_only_session_the_first_routine_comes_next() -> None:
    owner = make_user()
    make_session(owner=owner, stage="done", kind="test_only")
    assert fields_of(client_of(owner).get("/"), START)["routine"] == ["toe_spreaders"]


@pytest.mark.parametrize("before", ["nothing", "another routine", "a test-only session"])
def test_during_a_trial_chance_picks_whatever_was_done_last(before: str) -> None:
    owner = make_user()
    client = client_of(owner)
    if before != "nothing":
        kind = "test_only" if before == "a test-only session" else "routine"
        make_session(owner=owner, routine="sock_pull", stage="done", kind=kind)
    make_trial(owner=owner)
    page = client.get("/")
    assert "Session 1 of about 24" in words_of(page)
    assert "Chance picks after you rate: Toe Spreaders or sitting still" in words_of(page)
    choices = re.findall(r'name="routine"[^>]*value="(\w+)"', text_of(client.get(START)))
    assert choices[0] == "draw"
    assert fields_of(client.get(START), START)["routine"] == ["draw"]
    client.post(START, fields_of(page, START))
    session = owner.sessions.open().get()
    assert session.trial is not None
    advance(session, "pre")
    session.refresh_from_db()
    finish(session)
    assert "Session 2 of about 24" in words_of(client.get("/"))


def test_sessions_beyond_the_plan_are_counted_as_that() -> None:
    trial = make_trial()
    people.lived(trial.owner, count=24, trial=trial)
    client = client_of(trial.owner)
    session = assigned_session(trial)
    draw = words_of(client.get(f"/sessions/{session.uuid}/draw/"))
    assert "ession 25, about 24 were planned" in draw
    accept(session)
    finish(session)
    for address in ("/", START):
        words = words_of(client.get(address))
        assert "ession 26, about 24 were planned" in words
        assert "of about 24" not in words


def test_a_session_outside_the_trial_is_not_counted_for_it() -> None:
    owner = make_user()
    client = client_of(owner)
    make_trial(owner=owner)
    client.post(START, fields_of(client.get(START), START) | {"routine": "sock_pull"})
    finish(owner.sessions.get())
    page = client.get("/")
    assert "Session 1 of about 24" in words_of(page)
    assert fields_of(page, START)["routine"] == ["draw"]


def test_the_tests_of_a_trial_are_rated_in_its_sessions() -> None:
    owner = make_user()
    make_session(owner=owner, tests=("toe_touch",), stage="done")
    make_trial(owner=owner, tests=["hip_extension"])
    fields = fields_of(client_of(owner).get("/"), START)
    assert fields["tests"] == ["hip_extension", "toe_touch"]
    assert fields["set"] == ["own"]


def test_after_a_trial_the_last_routine_comes_next() -> None:
    owner = make_user()
    make_session(owner=owner, routine="sock_pull", stage="done")
    end_trial(make_trial(owner=owner))
    assert fields_of(client_of(owner).get("/"), START)["routine"] == ["sock_pull"]


def days_ago(days: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=days)


def done_with(owner: User, routine: Routine, **about: Any) -> Session:
    session = make_session(owner=owner, stage="done", **about)
    session.routine = routine
    change_routine(session, slug=routine.slug, name=routine.name)
    session.save()
    return session
