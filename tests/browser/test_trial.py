"""A self-trial in a real browser: its plan, its sessions of every kind, and its answers."""

import contextlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests import people
from tests.browser.looks import audit
from tests.browser.test_journey import Taps, run_through_the_routine
from tests.factories import copy, make_user
from tests.harness.browsers import QUICK_GROUPS
from tests.models.test_trial import assigned_session, make_trial
from tracker.analysis.randomisation import assign
from tracker.models import Routine, Session, Trial, User
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.trials import accept, end_trial, pause_trial

SignIn = Callable[[BrowserContext, Any], BrowserContext]
ARMS = ("toe_spreaders", "test_only")
LONG = "Großzehengrundgelenksbeweglichkeitsverbesserungsübungsfolge"


OPEN_ALL = "document.querySelectorAll('details').forEach((fold) => { fold.open = true; })"
CUT_TABLES = """[...document.querySelectorAll(".tbl-wrap")].filter((table) =>
  table.scrollWidth > table.clientWidth).map((table) => table.textContent)"""
# The first end begins at the left and the second ends at the right of the bars below them.
ENDS_APART = """[...document.querySelectorAll(".fr__ends p")].filter((ends) => {
  const [first, second] = [...ends.children].map((end) => {
    const range = document.createRange();
    range.selectNodeContents(end);
    return range.getBoundingClientRect();
  });
  const box = ends.getBoundingClientRect();
  return first.left > box.left + 2 || second.right < box.right - 2 || first.right > second.left;
}).map((ends) => ends.textContent)"""


def seed_for(arms: tuple[str, ...], wanted: str) -> str:
    """A seed whose first draw is `wanted`."""
    return next(seed for seed in map(str, range(100)) if assign(seed, 0, arms) == wanted)


def start_drawn(page: Page) -> None:
    page.goto("/sessions/start/")
    page.get_by_role("radio", name=re.compile("^Quick")).tap()
    page.get_by_role("radio", name=re.compile("^Let chance pick")).tap()
    page.get_by_role("button", name="Start").tap()


def rate_all(page: Page, taps: Taps, score: int) -> None:
    for group in QUICK_GROUPS:
        taps.rate(group, score)
        page.clock.run_for(600)


def the_session(user: User) -> Session:
    return user.sessions.get()


def test_a_whole_test_only_session_by_touch(phone: BrowserContext, signed_in: SignIn) -> None:
    user = make_user()
    make_trial(owner=user, seed=seed_for(ARMS, "test_only"))
    page = signed_in(phone, user).new_page()
    page.clock.install()
    start_drawn(page)
    taps = Taps(page)
    rate_all(page, taps, 4)
    page.get_by_role("button", name="See what chance picks").tap()
    expect(page.get_by_role("heading", name="Sit still", level=1)).to_be_visible()
    for way_on in (
        page.get_by_role("button", name="Start"),
        page.get_by_text("Do something else today"),
    ):
        expect(way_on).to_be_in_viewport(ratio=1)
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/routine/")
    page.get_by_role("button", name="Start", exact=True).tap()
    run_through_the_routine(page, taps)
    rate_all(page, taps, 5)
    expect(page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    session = the_session(user)
    assert (session.kind, session.assigned, session.declined) == ("test_only", "test_only", False)
    assert session.ratings.filter(pre_score=4, post_score=5).count() == 3
    assert list(session.dose) == ["none.sit"]
    assert session.dose["none.sit"] == session.plan.routine.steps[0].seconds


def test_sitting_still_has_no_side_to_swap_and_no_hand(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    trial = make_trial(owner=user, seed=seed_for(ARMS, "test_only"))
    session = assigned_session(trial)
    accept(session)
    page = signed_in(phone, user).new_page()
    page.clock.install()
    page.goto(f"/sessions/{session.uuid}/routine/")
    page.get_by_role("button", name="Start", exact=True).tap()
    page.clock.run_for(30_000)
    expect(page.get_by_role("heading", name="Rest, hands off", level=1)).to_be_visible()
    shown = page.get_by_role("region").inner_text()
    assert not re.search(r"\b(Left|Right)\b", shown)
    assert "hand on" not in shown
    audit(page)


@pytest.mark.each_database
def test_a_whole_session_with_one_leg_first_by_touch(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    make_trial(owner=user, design="one_leg", seed=seed_for(("left", "right"), "right"))
    page = signed_in(phone, user).new_page()
    page.clock.install()
    start_drawn(page)
    taps = Taps(page)
    rate_all(page, taps, 3)
    page.get_by_role("button", name="See what chance picks").tap()
    expect(page.get_by_role("heading", name="Right leg first", level=1)).to_be_visible()
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/routine/")
    page.get_by_role("button", name="Start", exact=True).tap()
    run_through_the_routine(page, taps)
    page.wait_for_url("**/mid/")
    rate_all(page, taps, 5)
    go_on = page.get_by_role("button", name=re.compile("other leg"))
    if go_on.is_visible():
        go_on.tap()
    page.wait_for_url("**/second/")
    run_through_the_routine(page, taps)
    page.wait_for_url("**/post/")
    rate_all(page, taps, 6)
    expect(page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    session = the_session(user)
    assert (session.kind, session.leg) == ("one_leg", "right")
    assert session.ratings.filter(pre_score=3, mid_score=5, post_score=6).count() == 3
    first, second = session.plan.routine.steps, session.plan.second.steps
    assert {step.side for step in first} == {"right"}
    assert session.dose == {step.key: step.seconds for step in first + second}


@pytest.mark.each_database
def test_a_randomised_session_works_without_javascript(
    no_js_phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    page = signed_in(no_js_phone, user).new_page()
    page.goto("/trial/")
    page.get_by_role("checkbox", name="Toe touch").tap()
    page.get_by_role("button", name="Start the fair test").tap()
    expect(page.get_by_role("heading", name="Session 1 of about 48")).to_be_visible()
    page.get_by_role("heading", name="The plan").tap()
    expect(page.get_by_text("0 of about 48")).to_be_visible()
    Trial.objects.filter(owner=user).update(seed=seed_for(ARMS, "test_only"))
    start_drawn(page)
    taps = Taps(page)
    for group in QUICK_GROUPS:
        taps.rate(group, 4)
    page.get_by_role("button", name="Save and start the routine").tap()
    expect(page.get_by_role("heading", name="Sit still", level=1)).to_be_visible()
    page.get_by_text("Do something else today").tap()
    page.get_by_role("combobox").select_option("sock_pull")
    page.get_by_role("button", name="Do this instead").tap()
    page.get_by_role("button", name="rate again").tap()
    for group in QUICK_GROUPS:
        taps.rate(group, 6)
    page.get_by_role("button", name="Save and see what changed").tap()
    expect(page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    session = the_session(user)
    assert (session.assigned, session.declined) == ("test_only", True)
    assert session.routine.slug == "sock_pull"


def cost(page: Page) -> Locator:
    """The figures of the chosen question."""
    return page.locator(".plan__cost:visible dl")


def test_the_plan_shows_what_it_costs_while_it_is_filled_in(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, make_user()).new_page()
    page.goto("/trial/")
    expect(cost(page)).to_have_text(re.compile(r"32 about\s.*Sitting still\s*16 of them\s*$", re.S))
    page.get_by_role("checkbox", name="Toe touch").tap()
    expect(page.get_by_text("1 of 3 chosen")).to_be_visible()
    expect(cost(page)).to_have_text(re.compile(r"48 about\s.*Sitting still\s*24 of them\s*$", re.S))
    for test in ("Toe spread", "Toe flexion", "Knee flexion"):
        page.get_by_role("checkbox", name=test).tap()
    expect(page.get_by_text("4 chosen. Choose at most 3.")).to_be_visible()


def test_without_javascript_the_cost_follows_the_question(
    no_js_phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(no_js_phone, make_user()).new_page()
    page.goto("/trial/")
    expect(cost(page)).to_contain_text("Sitting still")
    page.get_by_role("radio", name=re.compile("only the attention")).tap()
    expect(cost(page)).to_contain_text("Light touch")
    page.get_by_role("radio", name=re.compile("the leg you do it on")).tap()
    expect(cost(page)).to_contain_text("Rounds of ratings")


def test_only_the_question_of_two_routines_asks_for_a_second_one(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, make_user()).new_page()
    page.goto("/trial/")
    against = page.get_by_label("Against", exact=True)
    expect(against).to_be_hidden()
    page.get_by_role("radio", name=re.compile("Which of two routines")).tap()
    expect(against).to_be_visible()
    page.get_by_role("radio", name=re.compile("only the attention")).tap()
    expect(against).to_be_hidden()


def test_a_whole_session_with_light_touch(phone: BrowserContext, signed_in: SignIn) -> None:
    user = make_user()
    arms = ("toe_spreaders", "light_touch")
    make_trial(owner=user, design="touch", seed=seed_for(arms, "light_touch"))
    page = signed_in(phone, user).new_page()
    page.clock.install()
    start_drawn(page)
    taps = Taps(page)
    rate_all(page, taps, 4)
    page.get_by_role("button", name="See what chance picks").tap()
    expect(page.get_by_role("heading", name="Light touch", level=1)).to_be_visible()
    audit(page)
    page.get_by_role("button", name="Start").tap()
    page.wait_for_url("**/routine/")
    page.get_by_role("button", name="Start", exact=True).tap()
    page.clock.run_for(20_000)
    cue = page.get_by_text("Don’t pull, squeeze or twist.").locator("visible=true")
    expect(cue.first).to_be_visible()
    run_through_the_routine(page, taps)
    rate_all(page, taps, 5)
    expect(page.get_by_role("heading", name="What changed", level=1)).to_be_visible()
    expect(page.get_by_text("Where you worked")).to_have_count(0)
    session = the_session(user)
    assert (session.kind, session.assigned, session.worked) == ("sham", "light_touch", "both")
    assert sum(session.dose.values()) > 0


@pytest.mark.parametrize("sessions", [0, 5, 44])
def test_every_page_of_comparison_passes_the_audit(
    phone: BrowserContext, signed_in: SignIn, sessions: int
) -> None:
    user = make_user()
    if sessions:
        people.lived(user, count=sessions, arms=people.THREE_ARMS)
    page = signed_in(phone, user).new_page()
    page.goto("/compare/")
    page.evaluate(OPEN_ALL)
    audit(page)


def test_no_table_of_a_comparison_is_cut_and_its_ends_stand_at_their_ends(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    people.lived(user, count=44, arms=people.THREE_ARMS)
    page = signed_in(phone, user).new_page()
    with renamed("sock_pull", LONG):
        for what in ("routines", "near"):
            page.goto(f"/compare/?what={what}")
            page.evaluate(OPEN_ALL)
            assert page.evaluate(CUT_TABLES) == []
            assert page.evaluate(ENDS_APART) == []


@contextlib.contextmanager
def renamed(slug: str, name: str) -> Iterator[None]:
    """The catalogue is everybody's, also of the tests that come after."""
    routine = Routine.objects.filter(slug=slug, owner=None)
    before = routine.get().name
    routine.update(name=name)
    try:
        yield
    finally:
        routine.update(name=before)


def test_every_page_of_a_trial_passes_the_audit(phone: BrowserContext, signed_in: SignIn) -> None:
    user = make_user()
    page = signed_in(phone, user).new_page()
    for path in ("/sure/", "/trial/"):
        page.goto(path)
        audit(page)
    trial = make_trial(owner=user, design="one_leg", guess="toe_touch")
    people.lived(user, count=24, arms=("left", "right"), trial=trial)
    for path in ("/trial/", "/compare/"):
        page.goto(path)
        audit(page)
    session = assigned_session(trial)
    page.goto(f"/sessions/{session.uuid}/draw/")
    audit(page)


def test_a_plan_with_a_long_name_passes_the_audit_paused_and_ended(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    user = make_user()
    trial = make_trial(owner=user, tests=["ankle_dorsiflexion", "toe_touch"])
    own = copy(trial.routine, user)
    Routine.objects.filter(pk=own.pk).update(name=LONG)
    Trial.objects.filter(pk=trial.pk).update(routine=own)
    people.lived(user, count=12, trial=trial)
    pause_trial(trial, "injury")
    page = signed_in(phone, user).new_page()
    for path in ("/trial/", "/sessions/start/", "/"):
        page.goto(path)
        expect(page.get_by_text("Nothing is picked until you continue").first).to_be_visible()
        audit(page)
    end_trial(trial)
    delete_for_now(trial.sessions.all()[5])
    page.goto(f"/trial/{trial.pk}/")
    expect(page.get_by_text("1 of its sessions was deleted.")).to_be_visible()
    audit(page)


def test_every_link_of_a_grade_has_its_target(phone: BrowserContext, signed_in: SignIn) -> None:
    user = make_user()
    people.lived(user, count=24)
    page = signed_in(phone, user).new_page()
    page.goto("/compare/")
    page.get_by_role("link", name=re.compile(r"Strong evidence \(A\)")).first.tap()
    page.wait_for_url("**/sure/#grades")
    expect(page.get_by_role("heading", name="Three grades of evidence")).to_be_in_viewport()


def test_the_mark_of_a_chosen_test_is_no_part_of_its_name(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, make_user()).new_page()
    page.goto("/trial/")
    page.get_by_role("checkbox", name="Toe touch", exact=True).tap()
    expect(page.get_by_role("checkbox", name="Toe touch", exact=True)).to_be_checked()
