"""A plan that pauses: chance picks nothing, no page or phone offers it, and its page says so."""

import datetime

import pytest
from django.utils import timezone

from tests import people
from tests.factories import finish, make_session, rate
from tests.models.test_trial import again, assigned_session, begin, make_trial
from tests.pages import client_of, fields_of, words_of
from tracker.models import Trial, User
from tracker.rules.pauses import Pause, Pauses
from tracker.rules.reasons import PAUSE_REASONS
from tracker.sessions.lifecycle import advance
from tracker.sessions.trials import accept, continue_trial, end_trial, pause_trial

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2027, 5, 3, 12, tzinfo=datetime.UTC)
NOTHING_PICKED = "Paused since 3 May 2027 (injury). Nothing is picked until you continue."
REFUSED = "Your plan is paused, so chance picks nothing now."


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> Trial:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    trial = make_trial()
    finish(assigned_session(trial))
    return trial


def page_of_plan(owner: User) -> str:
    return words_of(client_of(owner).get("/trial/"))


def press(owner: User, button: str, **fields: str) -> str:
    """The page after a button of the page of the plan."""
    client = client_of(owner)
    sent = fields_of(client.get("/trial/"), f"/trial/{button}/") | fields
    return words_of(client.post(f"/trial/{button}/", sent, follow=True))


def test_a_plan_pauses_and_continues_with_a_button(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Paused" not in page_of_plan(trial.owner)
    assert NOTHING_PICKED in press(trial.owner, "pause", reason="injury")
    monkeypatch.setattr(timezone, "now", lambda: NOON + datetime.timedelta(days=9))
    words = press(trial.owner, "continue")
    assert "Paused once, for 9 days. 3 May 2027 to 12 May 2027: injury" in words
    assert "Paused since" not in words
    monkeypatch.setattr(timezone, "now", lambda: NOON + datetime.timedelta(days=20))
    assert "Paused since 23 May 2027. Nothing is picked" in press(trial.owner, "pause")
    monkeypatch.setattr(timezone, "now", lambda: NOON + datetime.timedelta(days=34))
    assert "Paused twice, 23 days in all." in press(trial.owner, "continue")


@pytest.mark.parametrize("reason", ["", *PAUSE_REASONS])
def test_every_reason_has_its_sentences(trial: Trial, reason: str) -> None:
    words = press(trial.owner, "pause", reason=reason)
    assert "Paused since 3 May 2027" in words
    words = press(trial.owner, "continue")
    assert "Paused once, for less than a day. 3 May 2027 to 3 May 2027" in words
    log = Trial.objects.get(pk=trial.pk).pauses.log
    assert log == (Pause(NOON, NOON, reason),)


def test_a_reason_that_is_not_on_the_list_pauses_nothing(trial: Trial) -> None:
    client_of(trial.owner).post("/trial/pause/", {"reason": "weather"})
    assert Trial.objects.get(pk=trial.pk).pause is None


@pytest.mark.parametrize("is_paused", [False, True])
def test_only_a_plan_that_does_not_pause_offers_that_chance_picks(
    trial: Trial, *, is_paused: bool
) -> None:
    if is_paused:
        pause_trial(trial, "injury")
    client = client_of(trial.owner)
    start, today = client.get("/sessions/start/"), client.get("/")
    kit = client.get("/offline/kit/").json()
    for page in (start, today):
        assert (NOTHING_PICKED in words_of(page)) == is_paused
    assert ("Let chance pick" in words_of(start)) != is_paused
    assert ("Chance picks after you rate" in words_of(today)) != is_paused
    assert (fields_of(today, "/sessions/start/")["routine"] == ["draw"]) != is_paused
    assert kit["chance"] != is_paused


def test_a_page_from_before_the_pause_starts_nothing_and_says_why(trial: Trial) -> None:
    client = client_of(trial.owner)
    for page in ("/sessions/start/", "/"):
        stale = fields_of(client.get(page), "/sessions/start/") | {"routine": ["draw"]}
        pause_trial(trial)
        answer = client.post("/sessions/start/", stale)
        assert answer.status_code == 422
        assert REFUSED in words_of(answer)
        continue_trial(trial)
    end_trial(trial)
    answer = client.post("/sessions/start/", stale)
    assert "Your plan has ended, so chance picks nothing any more." in words_of(answer)
    assert trial.owner.sessions.count() == 1


def test_a_session_rated_during_a_pause_is_not_picked_for(trial: Trial) -> None:
    session = begin(trial)
    pause_trial(Trial.objects.get(pk=trial.pk))
    snapshot = client_of(trial.owner).get("/offline/kit/").json()["open"]
    assert snapshot["draws"] is False and "draw" not in snapshot["next"]
    rate(session, "pre", 4)
    advance(again(session), "pre")
    trial.refresh_from_db()
    assert (again(session).stage, again(session).drawn, trial.draws) == ("routine", False, 1)


def test_what_chance_picked_before_the_pause_goes_on(trial: Trial) -> None:
    session = assigned_session(trial)
    pause_trial(trial)
    accept(again(session))
    finish(again(session))
    assert trial.finished_sessions.count() == 2


def test_chance_goes_on_where_it_was(trial: Trial) -> None:
    """Nobody can pass over an assignment by pausing."""
    unpaused = make_trial(seed=trial.seed)
    finish(assigned_session(unpaused))
    pause_trial(trial)
    make_session(owner=trial.owner, stage="done")
    continue_trial(trial)
    assert assigned_session(trial).assigned == assigned_session(unpaused).assigned


def test_pausing_changes_nothing_in_the_answer() -> None:
    answers = []
    for pauses in (False, True):
        trial = make_trial()
        people.lived(trial.owner, count=24, trial=trial)
        if pauses:
            pause_trial(trial)
            continue_trial(trial)
        words = page_of_plan(trial.owner)
        answers.append(words[words.index("The answer") : words.index("Written down on")])
    assert answers[0] == answers[1]


def test_a_plan_that_ends_while_it_pauses_is_not_paused_any_more(trial: Trial) -> None:
    pause_trial(trial, "holiday")
    end_trial(trial)
    trial.refresh_from_db()
    assert trial.pauses == Pauses((Pause(NOON, NOON, "holiday"),))
    pause_trial(trial)
    assert Trial.objects.get(pk=trial.pk).pause is None
    assert "Nothing is picked until" not in page_of_plan(trial.owner)


def test_a_stale_page_does_not_pause_a_plan_that_was_started_since(trial: Trial) -> None:
    client = client_of(trial.owner)
    stale = fields_of(client.get("/trial/"), "/trial/pause/")
    end_trial(trial)
    new = make_trial(owner=trial.owner)
    words = words_of(client.post("/trial/pause/", stale, follow=True))
    assert "That plan had ended already. Nothing was changed." in words
    assert Trial.objects.get(pk=new.pk).pause is None


def test_a_pause_that_lasts_is_not_among_those_that_are_over(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    press(trial.owner, "pause", reason="injury")
    monkeypatch.setattr(timezone, "now", lambda: NOON + datetime.timedelta(days=9))
    press(trial.owner, "continue")
    words = press(trial.owner, "pause", reason="holiday")
    now, _, over = words.partition("Pauses that are over")
    assert "Paused now Paused since 12 May 2027 (holiday)" in now
    assert "Paused once, for 9 days. 3 May 2027 to 12 May 2027: injury" in over
    assert "12 May 2027 to" not in over
