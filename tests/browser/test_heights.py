"""How long the pages of answers are on a phone, and how many words they have: printed, and held."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext

from tests import states
from tracker.models import User

pytestmark = pytest.mark.once

SignIn = Callable[[BrowserContext, Any], BrowserContext]
# The words that are in view, without those that are only heard and those of closed folds.
WORDS = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    const isSeen = parentElement.checkVisibility({ contentVisibilityAuto: true });
    if (isSeen && !parentElement.closest(".visually-hidden, script"))
      words.push(...data.split(/\\s+/).filter(Boolean));
  }
  return words.length;
}"""
# With what is only heard: the whole of what the board says of each test and side.
HEARD = 'document.querySelector("main").innerText.split(/\\s+/).filter(Boolean).length'
SCREEN = 844  # pixels: the first picture of a page is within the first screen


@dataclass(frozen=True)
class Goal:
    """The most that a page may have: pixels of height at 390 wide, and words."""

    path: str
    height: int
    words: int
    counts: str = WORDS
    picture: str = ""


# Of somebody with 60 sessions, in English, as each page opens.
GOALS = (
    Goal("/progress/", height=2250, words=520, counts=HEARD, picture=".strip15"),
    Goal("/sessions/{newest}/result/", height=2450, words=320),
    Goal("/sure/", height=2250, words=280),
    Goal("/progress/ankle_dorsiflexion/", height=2450, words=320),
    Goal("/compare/", height=2200, words=280),
)

# The answer, the next thing to do, and what is known after a session and the next time.
FIRST = (".ans__h", ".todo .btn", ".qa li:nth-child(1) .qa__a", ".qa li:nth-child(2) .qa__a")


@pytest.fixture
def runner(committed: None) -> User:
    call_command("demo", email="long@example.org", password="one two three", verbosity=0)
    return User.objects.get(email="long@example.org")


def test_the_pages_of_answers_are_no_longer_than_they_need_to_be(
    runner: User, phone: BrowserContext, signed_in: SignIn
) -> None:
    page = signed_in(phone, runner).new_page()
    newest = runner.sessions.done().newest_first()[0].uuid
    too_long = []
    for goal in GOALS:
        page.goto(goal.path.format(newest=newest), wait_until="networkidle")
        height = page.evaluate("document.documentElement.scrollHeight")
        words = page.evaluate(goal.counts)
        line = f"{goal.path}: {height} px of {goal.height}, {words} words of {goal.words}"
        print(line)
        if height > goal.height or words > goal.words:
            too_long.append(line)
        if goal.picture:
            box = page.locator(goal.picture).first.bounding_box()
            assert box is not None
            print(f"{goal.path}: first picture at {box['y']:.0f} px")
            assert box["y"] + box["height"] <= SCREEN
    assert too_long == []


def test_the_first_screen_of_progress_answers_and_says_what_to_do_next(
    committed: None, phone: BrowserContext, signed_in: SignIn
) -> None:
    """Without a scroll: whether it is working, after a session, next time, and the next thing."""
    for state in (states.sixty, states.planning, states.planned, states.stiffer):
        page = signed_in(phone, state()).new_page()
        page.goto("/progress/", wait_until="networkidle")
        tabs = page.get_by_role("navigation").last.bounding_box()
        assert tabs is not None
        for shown in FIRST:
            box = page.locator(shown).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= tabs["y"], (state.__name__, shown)
