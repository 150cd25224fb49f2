"""Writing an own routine by touch, by keyboard and without scripts, and doing it."""

import re
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.looks import audit
from tests.conftest import LAPTOP, PHONE
from tests.factories import copy, make_user, start_session
from tests.watched import Noticed
from tracker.models import MobilityTest, Routine, User

SignIn = Callable[[BrowserContext, Any], BrowserContext]
LONG = "Oberschenkelrückseitendehnungsübung nach Art des Hauses"
ONE_SIDE = {"name": "Left alone", "technique": "left_alone", "sides": "left"}
NO_SIDE = {"name": "Shake", "technique": "shake", "sides": "none"}
EACH_SIDE = {"name": "Calf raise", "technique": "calf_raise"}


def copied_for(owner: User, slug: str = "toe_spreaders") -> Routine:
    return copy(Routine.objects.get(owner=None, slug=slug), owner)


def editor(page: Page, routine: Routine | None = None) -> Page:
    page.goto(f"/routines/{routine.slug}/edit/" if routine else "/routines/new/")
    page.locator("[data-mounted]").wait_for()
    return page


def order(page: Page) -> list[str]:
    return page.locator("[data-steps] summary [data-show=name]").all_inner_texts()


def field(page: Page, number: int, name: str) -> Locator:
    return page.locator(f"[name=step-{number}-{name}]")


def stored(routine: Routine) -> list[str]:
    return [step.name for step in routine.steps.order_by("position")]


@pytest.mark.each_database
def test_by_touch_a_step_moves_at_once_and_the_order_is_saved(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    owner = make_user()
    routine = copied_for(owner)
    page = editor(signed_in(phone, owner).new_page(), routine)
    page.evaluate("window.sameDocument = true")
    page.get_by_role("button", name="Move Traction down").tap()
    expect(page.get_by_role("status")).to_have_text("Traction is now move 3 of 6.")
    assert order(page)[1:3] == ["Flex and extend", "Traction"]
    page.get_by_role("button", name="Move Let go up").tap()
    assert order(page)[4:] == ["Let go", "Make a fist"]
    assert page.evaluate("window.sameDocument")
    wanted = order(page)
    page.get_by_role("button", name="Save routine").tap()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert stored(routine) == wanted


def test_by_keyboard_the_button_keeps_the_focus_up_to_the_end(
    laptop: BrowserContext, signed_in: SignIn
) -> None:
    owner = make_user()
    page = editor(signed_in(laptop, owner).new_page(), copied_for(owner))
    up = page.get_by_role("button", name="Move Flex and extend up")
    up.focus()
    for place in (2, 1, 1):
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text(
            f"Flex and extend is now move {place} of 6."
        )
        expect(up).to_be_focused()
    expect(up).to_have_attribute("aria-disabled", "true")
    assert order(page)[0] == "Flex and extend"
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Move Flex and extend down")).to_be_focused()


def test_enter_in_a_field_saves_and_moves_nothing(
    laptop: BrowserContext, signed_in: SignIn
) -> None:
    owner = make_user()
    routine = copied_for(owner)
    before = stored(routine)
    page = editor(signed_in(laptop, owner).new_page(), routine)
    page.get_by_role("textbox", name="Name of the routine").fill("Feet at night")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Feet at night", level=1)).to_be_visible()
    assert stored(routine) == before


def test_a_copied_move_is_prefilled_and_a_removed_one_can_be_restored(
    phone: BrowserContext, signed_in: SignIn
) -> None:
    owner = make_user()
    page = editor(signed_in(phone, owner).new_page())
    page.get_by_role("textbox", name="Name of the routine").fill("Mine")
    page.get_by_role("combobox", name="Where does it work?").select_option("ankle")
    page.get_by_role("textbox", name="Name of the move").fill("First")
    page.get_by_role("combobox", name="Another move").select_option("Back, reversed")
    page.get_by_role("button", name="Add", exact=True).tap()
    expect(page.get_by_role("status")).to_have_text("Back, reversed added as move 2 of 2.")
    expect(page.get_by_role("textbox", name="Name of the move").nth(1)).to_be_focused()
    page.get_by_role("button", name="Remove First").tap()
    assert order(page) == ["Back, reversed"]
    page.get_by_role("button", name="Restore").tap()
    assert order(page) == ["First", "Back, reversed"]
    page.get_by_role("button", name="Save routine").tap()
    expect(page.get_by_text("Saved.")).to_be_visible()
    first, second = owner.own_routines.get().steps.order_by("position")
    assert (first.technique, first.say) == ("first", "First.")
    assert (second.technique, second.less) == ("sp_posterior_down", 15)


@pytest.mark.parametrize("slug", ["toe_spreaders", "sock_pull"])
def test_the_length_follows_the_input_and_equals_the_stored_one(
    slug: str, laptop: BrowserContext, signed_in: SignIn
) -> None:
    owner = make_user()
    routine = copied_for(owner, slug)
    page = editor(signed_in(laptop, owner).new_page(), routine)
    shown = page.locator("[data-show=minutes]")
    expect(shown).to_have_text(f"About {routine.minutes(45)} minutes at 45 s a move.")
    page.locator("summary").nth(1).click()
    field(page, 1, "time").select_option("fixed")
    field(page, 1, "seconds").fill("600")
    field(page, 1, "sides").select_option("Left only")
    expect(page.locator("[data-show=about]").nth(1)).to_have_text("600 s. Left only")
    page.get_by_role("textbox", name="To swap sides").fill("60")
    minutes = int(shown.inner_text().split()[1])
    assert minutes > 15
    page.get_by_role("button", name="Save routine").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Routine.objects.get(pk=routine.pk).minutes(45) == minutes


@pytest.mark.each_database
def test_without_scripts_the_buttons_move_add_and_remove_and_keep_what_was_typed(
    no_js_phone: BrowserContext, signed_in: SignIn
) -> None:
    owner = make_user()
    routine = copied_for(owner)
    page = signed_in(no_js_phone, owner).new_page()
    page.goto(f"/routines/{routine.slug}/edit/")
    page.get_by_role("textbox", name="Name of the routine").fill("Kept")
    page.get_by_role("button", name="Move Traction up").tap()
    expect(page.get_by_role("button", name="Move Traction up")).to_be_focused()
    assert order(page)[:2] == ["Traction", "Lace the fingers"]
    expect(page.get_by_role("textbox", name="Name of the routine")).to_have_value("Kept")
    page.get_by_role("button", name="Add", exact=True).tap()
    new = page.get_by_role("textbox", name="Name of the move").and_(page.locator(":visible"))
    expect(new).to_be_focused()
    new.fill("Mine")
    page.locator("summary").nth(1).tap()
    page.get_by_role("button", name="Remove Lace the fingers").tap()
    expect(page.locator("[data-steps] summary")).to_have_count(6)
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_focused()
    page.get_by_role("button", name="Save routine").tap()
    expect(page.get_by_role("heading", name="Kept", level=1)).to_be_visible()
    assert (stored(routine)[0], stored(routine)[-1], len(stored(routine))) == (
        "Traction",
        "Mine",
        6,
    )


def test_an_error_leads_to_its_field_and_keeps_the_order(
    phone: BrowserContext, signed_in: SignIn, noticed: Noticed
) -> None:
    owner = make_user()
    page = editor(signed_in(phone, owner).new_page(), copied_for(owner))
    page.get_by_role("button", name="Move Foot twists up").tap()
    page.locator("summary").nth(1).tap()
    field(page, 1, "name").fill("")
    page.get_by_role("button", name="Save routine").tap()
    expect(page.get_by_role("alert")).to_be_focused()
    assert order(page)[2] == "Foot twists"
    page.get_by_role("link", name=re.compile("Move 2, Name of the move")).tap()
    expect(field(page, 1, "name")).to_be_focused()
    noticed.consume("422")


@pytest.fixture
def runner() -> Iterator[User]:
    """Somebody whose sessions go before their routines do."""
    owner = make_user()
    yield owner
    for rows in (owner.entries, owner.ratings, owner.sessions):
        rows.all().delete()


@pytest.mark.parametrize(
    ("steps", "done"),
    [
        (
            [ONE_SIDE, EACH_SIDE, NO_SIDE],
            [
                ("left", "Left alone"),
                ("left", "Calf raise"),
                ("none", "Shake"),
                ("right", "Calf raise"),
            ],
        ),
        ([NO_SIDE], [("none", "Shake")]),
        ([ONE_SIDE | {"sides": "right", "name": "Right alone"}], [("right", "Right alone")]),
    ],
    ids=["mixed", "once", "one side"],
)
def test_the_player_plays_it(
    steps: list[dict[str, str]],
    done: list[tuple[str, str]],
    phone: BrowserContext,
    signed_in: SignIn,
    runner: User,
) -> None:
    routine = copied_for(runner)
    routine.replace_steps(steps)
    session = start_session(
        runner,
        uuid=uuid.uuid4(),
        routine=routine,
        tests=MobilityTest.objects.filter(slug="toe_touch"),
        seconds=30,
        order="left",
        stage="routine",
    )
    page = signed_in(phone, runner).new_page()
    page.clock.install()
    page.goto(f"/sessions/{session.uuid}/routine/")
    page.get_by_role("button", name="Start", exact=True).tap()
    shown = []
    for _ in range(40):
        page.clock.run_for(5000)
        name = page.locator("#player-name")
        if name.is_visible():
            shown.append(
                (page.locator("[data-player]").get_attribute("data-side"), name.inner_text())
            )
    expect(page.get_by_role("button", name=re.compile("Rate again"))).to_be_visible()
    assert list(dict.fromkeys(shown)) == done
    page.get_by_role("button", name=re.compile("Rate again")).tap()
    page.wait_for_url("**/post/")
    session.refresh_from_db()
    assert list(session.dose.values()) == [30] * len(done)


@pytest.mark.once
@pytest.mark.parametrize("look", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_the_pages_pass_the_audit(
    look: dict[str, Any], device: Any, signed_in: SignIn, noticed: Noticed
) -> None:
    owner = make_user()
    routine = copied_for(owner, "sock_pull")
    Routine.objects.filter(pk=routine.pk).update(name=LONG)
    routine.steps.filter(position=2).update(name=LONG)
    page = signed_in(device(**look), owner).new_page()
    for path in ("/routines/", f"/routines/{routine.slug}/"):
        page.goto(path)
        audit(page)
    editor(page, routine)
    page.locator("summary").nth(2).click()
    audit(page)
    field(page, 2, "say").fill("word " * 9)
    page.get_by_role("textbox", name="Name of the routine").fill("")
    page.get_by_role("button", name="Save routine").click()
    expect(page.get_by_role("alert")).to_be_visible()
    audit(page)
    noticed.consume("422")
