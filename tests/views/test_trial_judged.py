"""A plan is judged once: what its page says when it ends, it says for ever."""

import datetime
import re
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests import people
from tests.factories import finish
from tests.models.test_trial import again, assigned_session, make_trial
from tests.pages import client_of, fields_of, text_of, words_of
from tracker.analysis.answers import plan_answer
from tracker.models import Routine, Session, Trial
from tracker.queries import trials
from tracker.rules.events import Kind
from tracker.sessions.editing import edit
from tracker.sessions.lifecycle import delete_for_now, restore
from tracker.sessions.trials import accept, end_trial, judge
from tracker.sessions.writer import SessionWriter
from tracker.sessions.writer import finish as finish_session

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2027, 5, 3, 12, tzinfo=datetime.UTC)
STAYS = "The answer stays as it was on 3 May 2027."
SLOT = ("ankle_dorsiflexion", "left")


@pytest.fixture(autouse=True)
def _on_3_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.fixture
def trial() -> Trial:
    """A plan of 26 sessions with a true effect, running."""
    trial = make_trial()
    people.lived(trial.owner, count=26, trial=trial, effect=people.one_point)
    return trial


def later(monkeypatch: pytest.MonkeyPatch, days: int = 30) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOON + datetime.timedelta(days=days))


def page_of(trial: Trial) -> str:
    return words_of(client_of(trial.owner).get(f"/trial/{trial.pk}/"))


def answer_in(words: str) -> str:
    """From the answer to the end of what was written down, without what is said beside it."""
    answer = words[words.index("The answer After ") :]
    before, _, after = answer.partition(" Since it ended")
    return before + after.partition(STAYS)[2]


def shift(session: Session) -> None:
    edit(session, {"post": {SLOT: {"score": 10}}})


def test_ending_stores_what_the_page_says(trial: Trial) -> None:
    client = client_of(trial.owner)
    client.post("/trial/end/", fields_of(client.get("/trial/"), "/trial/end/"))
    trial.refresh_from_db()
    judgement = trial.judgement
    assert judgement.rule == plan_answer.RULE
    assert judgement.at == trial.ended_at == NOON
    assert judgement.counts.finished == 26
    assert {key[0] for key in judgement.answer.tests} == {"ankle_dorsiflexion"}
    words = page_of(trial)
    assert "After Toe Spreaders: " in words and "than after sitting still" in words
    assert "Ended on 3 May 2027, after 26 sessions; about 24 were planned." in words
    assert "Judged once, on 3 May 2027, by version 1 of the rule." in words


def test_the_page_of_an_ended_plan_computes_nothing(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_trial(trial)
    page = page_of(trial)

    def refuse(*about: object, **more: object) -> None:
        raise AssertionError("It was judged already.")

    monkeypatch.setattr(trials, "plan_answer", refuse)
    monkeypatch.setattr(trials, "plan_dataset", refuse)
    assert page_of(trial) == page
    assert "After Toe Spreaders: " in words_of(client_of(trial.owner).get("/trial/"))


Change = Callable[[Session], None]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (shift, "1 of its sessions was edited."),
        (delete_for_now, "1 of its sessions was deleted."),
        (
            lambda session: edit(session, {}, counts=True),
            "For 1 of its sessions you changed whether it counts elsewhere.",
        ),
        (lambda session: edit(session, {}, note="It rained."), ""),
    ],
    ids=["edited", "deleted", "counted", "only its note"],
)
def test_what_is_done_to_its_sessions_later_is_told_beside_the_answer(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, change: Change, says: str
) -> None:
    end_trial(trial)
    before = page_of(trial)
    later(monkeypatch)
    change(trial.sessions.order_by("started_at")[10])
    after = page_of(trial)
    assert answer_in(after) == answer_in(before)
    assert (STAYS in after) == bool(says)
    assert says in after


def test_two_edits_one_restored_and_one_that_counts_elsewhere(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = list(trial.sessions.order_by("started_at"))
    delete_for_now(sessions[3])
    end_trial(trial)
    before = page_of(trial)
    assert "1 was deleted afterwards." in before
    later(monkeypatch)
    for session in sessions[10:12]:
        shift(session)
    restore(again(sessions[3]))
    client_of(trial.owner).post(f"/sessions/{sessions[10].uuid}/count/", {"anyway": "on"})
    after = page_of(trial)
    assert "2 of its sessions were edited." in after
    assert "1 of its sessions was restored." in after
    assert answer_in(after) == answer_in(before)


def test_a_session_that_is_open_at_the_end_is_told_beside_it_when_it_comes_in(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = assigned_session(trial)
    accept(session)
    words = words_of(client_of(trial.owner).get("/trial/"))
    assert "1 is open. Finish it before you end the plan, or it is not in the answer." in words
    end_trial(trial)
    before = page_of(trial)
    assert "1 was open when the plan ended, so it is not in the answer." in before
    assert "Since it ended" not in before
    later(monkeypatch, days=1)
    finish_session(again(session))
    after = page_of(trial)
    assert "1 of its sessions came in afterwards, or a part of it." in after
    assert answer_in(after) == answer_in(before)


def test_ratings_that_a_phone_sends_after_the_end_are_told_as_well(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = assigned_session(trial)
    accept(session)
    finish(again(session))
    end_trial(trial)
    later(monkeypatch, days=1)
    session = again(session)
    with session.changing():
        writer = SessionWriter(session)
        writer.append(Kind.RATING, [], session.started_at)
        writer.save()
    assert "1 of its sessions came in afterwards" in page_of(trial)


def test_an_ended_plan_asks_for_no_more_sessions() -> None:
    for count in (1, 6, 12, 26):
        trial = make_trial(guess="toe_touch")
        people.lived(trial.owner, count=count, trial=trial)
        end_trial(trial)
        words = page_of(trial)
        written = words[words.index("The answer ") : words.index("A change is not proof")]
        assert " more " not in written.replace("more than", "")
        assert "Start" not in written


def test_an_answer_that_was_never_reached_says_so() -> None:
    trial = make_trial()
    people.lived(trial.owner, count=12, trial=trial)
    end_trial(trial)
    assert (
        "No answer: it ended after 5 sessions with Toe Spreaders and 5 of sitting still, and an"
        " answer takes 10 of each."
    ) in page_of(trial)


def test_plans_that_ended_before_are_judged_by_the_next_migrate_and_never_twice(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended, running = trial, make_trial()
    Trial.objects.filter(pk=ended.pk).update(ended_at=NOON - datetime.timedelta(days=400))
    call_command("migrate", verbosity=0)
    first = Trial.objects.get(pk=ended.pk).judgement
    assert first.at == NOON
    assert Trial.objects.get(pk=running.pk).judgement is None
    later(monkeypatch)
    for session in ended.sessions.all()[3:9]:
        delete_for_now(session)
    call_command("migrate", verbosity=0)
    assert Trial.objects.get(pk=ended.pk).judgement.to_json() == first.to_json()
    words = page_of(ended)
    assert "Ended on 29 March 2026" in words
    assert "Judged once, on 3 May 2027" in words


def test_judging_again_keeps_the_first_judgement(trial: Trial) -> None:
    end_trial(trial)
    stale = Trial.objects.get(pk=trial.pk)
    stale.judgement = None
    delete_for_now(trial.sessions.order_by("started_at")[10])
    assert judge(stale).to_json() == Trial.objects.get(pk=trial.pk).judgement.to_json()
    assert judge(stale).counts.deleted == 0


def test_every_ended_plan_has_its_page_and_its_sentence(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_trial(trial)
    later(monkeypatch)
    end_trial(make_trial(owner=trial.owner, design="one_leg"))
    words = words_of(client_of(trial.owner).get("/trial/"))
    ended = words[words.index("Plans that ended") :]
    assert ended.index("with the left leg first") < ended.index("After Toe Spreaders: ")
    assert ended.count("See the plan that ended on") == 2
    assert "After Toe Spreaders: " in page_of(trial)


def test_a_plan_that_runs_has_no_such_page_yet(trial: Trial) -> None:
    assert client_of(trial.owner).get(f"/trial/{trial.pk}/").status_code == 404


def test_the_names_stay_those_of_then(trial: Trial) -> None:
    end_trial(trial)
    Routine.objects.filter(pk=trial.routine_id).update(name="Something else")
    answer, _, written = answer_in(page_of(trial)).partition("Written down on")
    assert "Toe Spreaders" in answer and "Something else" not in answer
    assert "Something else" in written


def test_a_plan_ends_with_a_second_tap_and_leads_to_its_own_page(trial: Trial) -> None:
    client = client_of(trial.owner)
    page = client.get("/trial/")
    assert "This can’t be undone. For a break, pause the plan instead." in words_of(page)
    ended = client.post("/trial/end/", fields_of(page, "/trial/end/"))
    assert ended["Location"] == f"/trial/{trial.pk}/"
    assert "Ended. Its sessions and what you wrote down stay." in words_of(client.get("/"))


def test_a_plan_that_ends_without_an_answer_shows_no_grade() -> None:
    trial = make_trial()
    people.lived(trial.owner, count=6, trial=trial)
    end_trial(trial)
    words = words_of(client_of(trial.owner).get(f"/trial/{trial.pk}/"))
    assert "No answer: it ended after" in words
    assert "evidence (A)" not in words


def cells_of(trial: Trial) -> list[str]:
    """What is read of each session in what chance picked."""
    page = text_of(client_of(trial.owner).get(f"/trial/{trial.pk}/"))
    cells = re.findall(r"<li class=\"(?:on)?(?: swap)?\">.*?</li>", page, re.S)
    return [" ".join(re.sub(r"<[^>]*>", " ", cell).split()) for cell in cells]


def test_the_cells_of_an_ended_plan_stay_what_chance_picked(trial: Trial) -> None:
    picked = {"toe_spreaders": "Toe Spreaders", "test_only": "Sitting still"}
    sessions = list(trial.sessions.order_by("started_at"))
    delete_for_now(sessions[3])
    end_trial(trial)
    cells = cells_of(trial)
    wanted = [picked[session.assigned] for session in sessions]
    wanted[3] += ", deleted"
    assert cells == wanted
    delete_for_now(sessions[5])
    assert cells_of(trial) == cells


@pytest.mark.parametrize(
    ("tests", "guess", "outcome"),
    [
        (["ankle_dorsiflexion", "toe_touch"], "toe_touch", "The largest difference: "),
        (["ankle_dorsiflexion"], "ankle_dorsiflexion", "was the only test that decided."),
        (["ankle_dorsiflexion"], "toe_touch", "Toe touch was not one of the tests that decide."),
    ],
)
def test_the_guess_stands_beside_what_came_out(tests: list[str], guess: str, outcome: str) -> None:
    trial = make_trial(tests=tests, guess=guess)
    people.lived(trial.owner, count=26, trial=trial)
    client = client_of(trial.owner)
    assert "It came out" not in words_of(client.get("/trial/"))
    end_trial(trial)
    words = page_of(trial)
    assert "You guessed " in words
    assert outcome in words.partition("It came out ")[2].partition(" What next?")[0]
    if outcome.endswith(" "):
        rows = re.findall(r"(\S+) \((\S+ to \S+)\)\. What next", words)
        bests = [abs(finding.best) for finding in judge(trial).answer.tests.values()]
        assert float(rows[0][0].replace("−", "-")) == pytest.approx(max(bests), abs=0.05)


def test_a_guess_about_no_answer_says_that_there_is_none() -> None:
    trial = make_trial(guess="toe_touch")
    people.lived(trial.owner, count=4, trial=trial)
    end_trial(trial)
    assert "It came out There is no answer." in page_of(trial)
