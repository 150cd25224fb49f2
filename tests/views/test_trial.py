"""A self-trial through its pages: planned, randomised, done or declined, and ended."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests import people
from tests.factories import end_routine, finish, make_session, make_user, rate
from tests.models.test_trial import again, assigned_session, begin, make_trial
from tests.pages import client_of, fields_of, text_of, words_of
from tracker.analysis.pairs import TestInfo
from tracker.analysis.randomisation import LIGHT_TOUCH, assign
from tracker.models import Session, User
from tracker.phone.bundle import offline_bundle
from tracker.sessions.lifecycle import advance, delete_for_now
from tracker.sessions.trials import accept, end_trial

pytestmark = pytest.mark.django_db

PLAN = {"design": "control", "routine": "sock_pull", "tests": ["ankle_dorsiflexion"]}


def planned(user: User, **fields: Any) -> Client:
    client = client_of(user)
    assert client.post("/trial/", PLAN | fields).status_code == 302
    return client


def cost_of(page: HttpResponse, design: str) -> str:
    """What the page says that the answer to this question costs."""
    block = re.search(rf'data-design="{design}">(.*?)(?=data-design=|$)', text_of(page), re.S)
    return words_of(HttpResponse(block[1] if block else ""))


def start_drawn(client: Client) -> Session:
    """Through the start form, with chance to pick."""
    page = client.get("/sessions/start/")
    fields = fields_of(page, "/sessions/start/") | {"routine": ["draw"], "set": ["quick"]}
    answer = client.post("/sessions/start/", fields)
    assert answer.status_code == 302
    return Session.objects.get(uuid=answer.headers["Location"].split("/")[2])


def end_before(client: Client, session: Session) -> HttpResponse:
    rate(session, "pre", 4)
    return client.post(f"/sessions/{session.uuid}/pre/", {"go": "anyway"}, follow=True)


def test_a_plan_is_saved_before_the_trial_begins() -> None:
    user = make_user()
    client = planned(user, guess="toe_touch")
    trial = user.trials.get()
    assert (trial.design, trial.routine.slug, trial.tests) == (
        "control",
        "sock_pull",
        ["ankle_dorsiflexion"],
    )
    assert trial.planned == 32
    assert trial.arms == ["sock_pull", "test_only"]
    words = words_of(client.get("/trial/"))
    assert "Does the routine do more than sitting still?" in words
    assert "Sock Pull or sitting still" in words
    assert "0 of about 32" in words
    assert "Picked for 0 sessions." in words
    assert "Chance picks after the before ratings, in blocks of eight" in words
    assert "No answer yet. 10 more sessions with Sock Pull and 10 more of sitting still." in words


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"tests": []}, "Choose one to three tests"),
        ({"tests": ["toe_spread", "toe_flexion", "knee_flexion", "toe_touch"]}, "at most three"),
        ({"design": "versus"}, "Choose a second routine, not the first"),
        ({"design": "versus", "other_routine": "sock_pull"}, "not the first one again"),
        ({"design": "one_leg", "tests": ["toe_touch"]}, "that you do with each leg"),
    ],
)
def test_a_plan_that_cannot_be_answered_is_refused(fields: dict[str, Any], why: str) -> None:
    user = make_user()
    typed = PLAN | {"guess": "toe_spread"} | fields
    answer = client_of(user).post("/trial/", typed)
    shown = fields_of(answer)
    assert {name: shown.get(name, []) for name in typed} == {
        name: value if isinstance(value, list) else [value] for name, value in typed.items()
    }
    assert answer.status_code == 422
    assert why in words_of(answer)
    assert not user.trials.exists()


@pytest.mark.parametrize(
    ("design", "tests", "figures"),
    [
        (
            "control",
            ["ankle_dorsiflexion"],
            "32 about Weeks 11 at 3 a week Sitting still 16 of them",
        ),
        ("touch", ["ankle_dorsiflexion"], "32 about Weeks 11 at 3 a week Light touch 16 of them"),
        (
            "versus",
            ["toe_spread", "knee_flexion"],
            "32 about Weeks 11 at 3 a week Each routine 16 of them",
        ),
        (
            "one_leg",
            ["toe_spread"],
            "32 about Weeks 11 at 3 a week Rounds of ratings 3 each session",
        ),
        ("control", ["toe_touch"], "48 about Weeks 16 at 3 a week Sitting still 24 of them"),
    ],
)
def test_the_plan_shows_what_it_costs(design: str, tests: list[str], figures: str) -> None:
    page = client_of(make_user()).get("/trial/", PLAN | {"design": design, "tests": tests})
    promise = "A true point is found in about 8 of 10 such plans."
    assert f"Sessions {figures} {promise}" in cost_of(page, design)
    assert "An estimate. It adjusts to your own ratings after 10 sessions." in words_of(page)
    assert "<html" not in text_of(page)


def test_the_expected_size_uses_the_own_spread_once_estimated() -> None:
    user = make_user()
    people.lived(user, count=30)
    words = words_of(client_of(user).get("/trial/", PLAN))
    assert "from how much your own ratings change in a session" in words


def test_a_plan_that_96_sessions_cannot_answer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.forms.trial.own_spread", lambda *_: 2.6)
    words = cost_of(client_of(make_user()).get("/trial/", PLAN), "control")
    assert "Sessions 96 about" in words
    assert "Even so many sessions find a true point in only about 5 of 10 such plans." in words


def test_only_a_plan_offers_light_touch() -> None:
    """It is no routine to do otherwise: nowhere to choose, to copy or to begin with."""
    user = make_user()
    make_session(owner=user, stage="done")
    client, trial = client_of(user), make_trial(owner=user, design="touch")
    pages = ("/sessions/start/", "/routines/", "/routines/new/", "/history/add/", "/")
    assert not any('"light_touch' in text_of(client.get(page)) for page in pages)
    assert client.get("/routines/light_touch/").status_code == 404
    assert client.get("/routines/light_touch/copy/").status_code == 404
    kit = [routine["slug"] for routine in offline_bundle(user)["routines"]]
    assert "light_touch" not in kit
    fields = fields_of(client.get("/sessions/start/"), "/sessions/start/")
    answer = client.post("/sessions/start/", fields | {"routine": "light_touch"})
    assert answer.status_code == 422
    assert trial.arms == ["toe_spreaders", "light_touch"]


def drawn_light_touch(user: User) -> Session:
    arms = ("toe_spreaders", LIGHT_TOUCH)
    seeds = (seed for seed in map(str, range(99)) if assign(seed, 0, arms) == LIGHT_TOUCH)
    return assigned_session(make_trial(owner=user, design="touch", seed=next(seeds)))


def test_light_touch_says_what_it_separates_and_that_it_is_not_blind() -> None:
    user = make_user()
    session, client = drawn_light_touch(user), client_of(user)
    words = words_of(client.get(f"/sessions/{session.uuid}/draw/"))
    assert "Chance picked Light touch" in words
    assert "Don’t pull, squeeze or twist." in words
    assert "they separate the routine from hope and attention" in words
    assert "It is not blind: you know which one you do." in words
    assert "light_touch" not in text_of(client.get(f"/sessions/{session.uuid}/draw/"))


def test_after_light_touch_the_next_routine_is_done_as_it_was_before_it() -> None:
    user = make_user()
    client, address = client_of(user), "/sessions/start/"
    squeezed = {"routine": ["sock_pull"], "vary-sp_squeeze": ["firm"]}
    client.post(address, fields_of(client.get(address), address) | squeezed)
    finish(user.sessions.get())
    session = drawn_light_touch(user)
    accept(session)
    finish(again(session))
    end_trial(user.trials.get())
    fields = fields_of(client.get(address), address)
    assert fields["routine"] == ["sock_pull"]
    assert fields["vary-sp_squeeze"] == ["firm"]


def test_the_result_of_light_touch_claims_no_place_and_history_names_it() -> None:
    user = make_user()
    session, client = drawn_light_touch(user), client_of(user)
    accept(session)
    session = again(session)
    end_routine(session, {step.key: step.seconds for step in session.plan.routine.steps})
    rate(again(session), "post", 5)
    finish(again(session))
    words = words_of(client.get(f"/sessions/{session.uuid}/result/"))
    assert "Light touch" in words
    assert "Where you worked" not in words
    assert "Further up" not in words
    assert "Light touch" in words_of(client.get("/history/"))
    page = client.get("/sessions/start/")
    assert fields_of(page, "/sessions/start/")["routine"] == ["draw"]
    end_trial(user.trials.get())
    page = client.get("/sessions/start/")
    assert fields_of(page, "/sessions/start/")["routine"] == ["toe_spreaders"]


def test_the_start_offers_the_draw_only_while_a_trial_runs() -> None:
    user = make_user()
    client = client_of(user)
    assert "Let chance pick" not in words_of(client.get("/sessions/start/"))
    assert "Test-only" in words_of(client.get("/sessions/start/"))
    client.post("/trial/", PLAN)
    assert "Let chance pick" in words_of(client.get("/sessions/start/"))
    client.post("/trial/end/")
    assert "Let chance pick" not in words_of(client.get("/sessions/start/"))


@pytest.mark.parametrize(("design", "plans"), [("control", "5 to 7"), ("one_leg", "7 to 9")])
def test_the_plan_says_what_repeated_ratings_do_to_its_promise(design: str, plans: str) -> None:
    page = client_of(make_user()).get("/trial/", {"design": design})
    sentence = f"If you repeat 4 in 10 ratings out of habit, it is found in only {plans} of 10."
    assert sentence in cost_of(page, design)


def test_an_error_is_listed_without_the_question_it_answers() -> None:
    page = client_of(make_user()).post("/trial/", PLAN | {"tests": []})
    assert "Please check this Choose one to three tests" in words_of(page)


def test_reloading_the_draw_does_not_randomise_again() -> None:
    user = make_user()
    client = planned(user)
    session = start_drawn(client)
    page = end_before(client, session)
    assert page.redirect_chain[-1][0] == f"/sessions/{session.uuid}/draw/"
    words, first = words_of(page), again(session).assigned
    assert ("Sit still" if first == "test_only" else "Sock Pull") in words
    for _ in range(3):
        assert words_of(client.get(f"/sessions/{session.uuid}/draw/")) == words
    client.post(f"/sessions/{session.uuid}/pre/", {"go": "anyway"})
    assert again(session).assigned == first
    assert user.trials.get().draws == 1


def test_after_the_draw_the_before_ratings_stay_as_they_are() -> None:
    user = make_user()
    client = planned(user)
    session = start_drawn(client)
    end_before(client, session)
    answer = client.post(f"/sessions/{session.uuid}/pre/", {"toe_touch-none-score": "9"})
    assert answer.headers["Location"] == f"/sessions/{session.uuid}/draw/"
    assert session.ratings.get(test__slug="toe_touch").pre_score == 4


def test_accepting_the_draw_redirects_to_the_player() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    session = assigned_session(trial)
    answer = client_of(user).post(f"/sessions/{session.uuid}/draw/")
    assert answer.headers["Location"] == f"/sessions/{session.uuid}/routine/"
    words = words_of(client_of(user).get(answer.headers["Location"]))
    assert ("Rest, hands off" in words) == (session.assigned == "test_only")


def test_a_draw_can_be_declined_and_the_page_of_the_plan_says_so() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    session, client = assigned_session(trial), client_of(user)
    client.post(f"/sessions/{session.uuid}/decline/", {"routine": "sock_pull"})
    finish(again(session))
    assert again(session).declined
    words = words_of(client.get("/trial/"))
    assert "Picked for 1 session. In 1 you did something else." in words
    assert re.search(r"(?:Toe Spreaders|Sitting still), swapped", words)


def test_the_assigned_arm_is_not_offered_as_an_alternative() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    for _ in range(8):
        session = assigned_session(trial)
        page = client_of(user).get(f"/sessions/{session.uuid}/draw/")
        assert f'<option value="{session.assigned}"' not in text_of(page)
        finish(session)


def test_a_session_discarded_after_its_draw_is_counted_on_the_page_of_the_trial() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    delete_for_now(assigned_session(trial))
    assert "1 was deleted afterwards." in words_of(client_of(user).get("/trial/"))


@pytest.mark.parametrize("design", ["control", "one_leg"])
def test_no_page_of_a_later_phase_carries_earlier_ratings(design: str) -> None:
    """0 is rated before and 10 between: no input may come with either."""
    user = make_user()
    trial = make_trial(owner=user, design=design)
    session, client = begin(trial), client_of(user)
    rate(session, "pre", 0)
    advance(session, "pre")
    accept(again(session))
    for phase, score in (("mid", 10), ("post", 5)):
        later = again(session)
        if later.stage in ("routine", "second"):
            end_routine(later)
        if later.stage != phase:
            continue
        page = client.get(f"/sessions/{session.uuid}/{phase}/")
        assert page.status_code == 200
        assert " checked" not in text_of(page)
        rate(again(session), phase, score)
        if phase == "mid":
            client.post(f"/sessions/{session.uuid}/mid/", {"go": "anyway"})
            end_routine(again(session))
    assert again(session).stage == "post"


def test_the_guess_is_hidden_until_session_10() -> None:
    user = make_user()
    trial = make_trial(owner=user, guess="knee_flexion")
    client = client_of(user)
    people.lived(user, count=9, trial=trial)
    words = words_of(client.get("/trial/"))
    assert "Hidden for 1 more session" in words
    assert "Knee flexion will change most" not in words
    people.lived(user, count=1, trial=trial)
    assert "Knee flexion will change most" in words_of(client.get("/trial/"))


def test_the_answer_covers_only_the_tests_of_the_plan() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    people.lived(user, count=24, trial=trial)
    words = words_of(client_of(user).get("/trial/"))
    assert "Ankle dorsiflexion" in words
    assert "Toe spread" not in words
    assert "24 of about 24" in words


def test_the_answer_of_a_trial_uses_its_own_sessions() -> None:
    user = make_user()
    people.lived(user, count=40, ago=60)
    trial = make_trial(owner=user)
    people.lived(user, count=6, trial=trial)
    words = words_of(client_of(user).get("/trial/"))
    assert "No answer yet. 7 more sessions with Toe Spreaders and 7 more of sitting still." in words


@pytest.mark.parametrize(
    ("design", "other", "arms", "answer"),
    [
        (
            "control",
            "",
            people.TWO_ARMS,
            "After Toe Spreaders: clearly freer than after sitting still, in the test you named.",
        ),
        (
            "versus",
            "sock_pull",
            ("toe_spreaders", "sock_pull"),
            "Clearly freer after Toe Spreaders than after Sock Pull, in the test you named.",
        ),
        (
            "one_leg",
            "",
            ("left", "right"),
            "After Toe Spreaders: the leg you worked clearly freer than the other, in the test you"
            " named.",
        ),
    ],
)
def test_the_first_line_is_the_one_answer_in_a_word(
    design: str, other: str, arms: tuple[str, ...], answer: str
) -> None:
    user = make_user()
    trial = make_trial(owner=user, design=design, other=other)

    def effect(routine: str, test: TestInfo) -> float:
        return 2.0 if routine == "toe_spreaders" else 0.0

    people.lived(user, count=60, trial=trial, arms=arms, effect=effect)
    words = words_of(client_of(user).get("/trial/"))
    assert f"The answer so far {answer}" in words


def test_before_ten_of_each_the_tests_are_dots_without_bars() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    people.lived(user, count=18, trial=trial)
    page = text_of(client_of(user).get("/trial/"))
    assert "fr__plot" in page
    assert 'class="ci95"' not in page
    people.lived(user, count=8, trial=trial, seed=2)
    assert 'class="ci95"' in text_of(client_of(user).get("/trial/"))


def test_a_plan_says_beside_its_counts_which_sessions_are_practice() -> None:
    user = make_user()
    trial, client = make_trial(owner=user), client_of(user)
    for seed, says in enumerate(("next 2 sessions are practice", "next session is still practice")):
        assert f"Your {says}" in words_of(client.get("/trial/"))
        people.lived(user, count=1, trial=trial, seed=seed)
    both = "2 sessions of this plan were practice and do not count here."
    assert both in words_of(client.get("/trial/"))


def test_a_plan_after_practice_says_nothing_of_it() -> None:
    user = make_user()
    people.lived(user, count=2)
    make_trial(owner=user)
    page = words_of(client_of(user).get("/trial/"))
    assert "0 of 10" in page
    assert "not count here" not in page


def test_today_says_that_chance_picks_while_a_trial_runs() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    session, client = assigned_session(trial), client_of(user)
    accept(session)
    finish(session)
    assert "Session 2 of about 24 Chance picks after you rate" in words_of(client.get("/"))
    assert fields_of(client.get("/"), "/sessions/start/")["routine"] == ["draw"]
    client.post("/trial/end/")
    words = words_of(client.get("/"))
    assert "of about 24" not in words


def test_the_planned_number_of_sessions_is_said_with_what_can_be_done_then() -> None:
    trial = make_trial()
    client = client_of(trial.owner)
    people.lived(trial.owner, count=23, trial=trial)
    assert "This is what you planned" not in words_of(client.get("/trial/"))
    people.lived(trial.owner, count=1, trial=trial, seed=2)
    words = words_of(client.get("/trial/"))
    assert "You planned about 24 sessions, and 24 are done. End the plan" in words
    assert words.count("End it for good") == 1
    assert "Start session" in words


def test_a_row_that_is_open_below_a_settled_answer_has_its_reason() -> None:
    user = make_user()
    trial = make_trial(owner=user, tests=["ankle_dorsiflexion", "toe_touch", "toe_spread"])
    people.lived(user, count=30, trial=trial, effect=people.nothing)
    words = words_of(client_of(user).get("/trial/"))
    assert "little or no difference from sitting still, in the tests you named." in words
    shown, _, table = words.partition("Show as a table")
    assert "Not clear yet" in shown and "Not clear yet. " in table
    assert not re.search(r"\d more sessions", shown)
    assert "Each test and side rests on fewer ratings." in shown
