"""The page of a test: first in short, then the ratings with their switches, then the folds."""

import datetime
import re

import pytest
from django.http import HttpResponse
from django.utils import timezone

from tests.factories import finish, make_history, make_session, make_user, record
from tests.models.test_trial import make_trial
from tests.pages import client_of, text_of, words_of
from tests.ten_people.texts import text_of as text_of_element
from tests.ten_people.tree import Element, main_of
from tracker.models import MobilityTest, User

pytestmark = pytest.mark.django_db

ANKLE = "/progress/ankle_dorsiflexion/"
TOUCH = "/progress/toe_touch/"
FOLDS = [
    "Left and right",
    "Still there next time",
    "Every session as a table",
    "How to do this test",
]


def main(user: User, path: str = ANKLE) -> Element:
    response = client_of(user).get(path)
    assert response.status_code == 200
    return main_of(response.content.decode())


def headings(page: Element) -> list[str]:
    return [text_of_element(heading) for heading in page.named("h2")]


def folds(page: Element) -> dict[str, str]:
    """The answer in the line of each fold, by its title."""
    lines = {}
    for summary in (part for fold in page.matching(_is_fold) for part in fold.named("summary")[:1]):
        (title,) = summary.named("h2")
        lines[text_of_element(title)] = text_of_element(summary).removeprefix(
            text_of_element(title)
        )
    return lines


def _is_fold(element: Element) -> bool:
    return "fold" in element.classes


def shown(page: Element) -> list[str]:
    """The side that is shown, by its key."""
    views = page.matching(lambda element: "data-view" in element.attributes)
    return [v.attributes["data-view"] for v in views if "data-off" not in v.attributes]


def practised(sessions: int = 12) -> User:
    user = make_user()
    make_history(owner=user, days=sessions, tests=("ankle_dorsiflexion", "toe_touch"))
    return user


def test_first_in_short_then_the_ratings_then_the_folds_and_the_note_last() -> None:
    page = main(practised())
    assert headings(page) == ["In short", "Your ratings", *FOLDS, "A change is not proof"]


def test_each_fold_has_its_answer_in_its_line() -> None:
    lines = folds(main(practised()))
    assert list(lines) == FOLDS
    assert all(re.search(r"\w", answer) for answer in lines.values())
    assert "Not known: between nothing and all of it." in lines["Still there next time"]
    assert "12 sessions, the latest first." in lines["Every session as a table"]


@pytest.mark.parametrize(
    ("query", "side"),
    [
        ("", "left"),
        ("?side=right", "right"),
        ("?side=both&range=all", "both"),
        ("?side=none", "left"),
        ("?side=\x00", "left"),
    ],
)
def test_the_address_says_which_side_is_shown(query: str, side: str) -> None:
    page = main(practised(), ANKLE + query)
    assert shown(page) == [side]
    checked = [i for i in page.named("input") if "checked" in i.attributes]
    assert [i.attributes["value"] for i in checked if i.attributes["name"] == "side"] == [side]


def test_a_side_that_was_never_rated_is_not_shown_first() -> None:
    user = make_user()
    session = make_session(owner=user)
    record(session, "pre", {slot: {"score": 4} for slot in session.slots if slot[1] == "right"})
    finish(session)
    assert shown(main(user)) == ["right"]


def test_a_test_of_both_legs_at_once_has_no_switch_of_sides() -> None:
    page = main(practised(), TOUCH)
    assert shown(page) == ["none"]
    assert {i.attributes["name"] for i in page.named("input")} == {"range"}
    assert "Left and right" not in headings(page)
    assert "LR" not in text_of_element(page)


def test_a_range_has_one_name_in_the_switch_the_sentence_and_on_paper() -> None:
    page = main(practised(), f"{ANKLE}?range=1y")
    labels = [text_of_element(label) for label in page.named("label")]
    assert labels[-4:] == ["3 months", "6 months", "12 months", "All"]
    words = text_of_element(page)
    assert "In the last 12 months your before ratings" in words
    assert "Last 12 months" in words


@pytest.mark.parametrize(("count", "missing"), [(1, 6), (4, 3), (6, 1)])
def test_before_the_first_estimate_the_page_counts_and_has_no_verdict(
    count: int, missing: int
) -> None:
    words = text_of_element(main(practised(count)))
    sessions = "session" if missing == 1 else "sessions"
    assert f"{missing} more {sessions} to your first estimate." in words
    assert "freer afterwards" not in words
    assert "The grey band" not in words


def test_a_test_that_was_never_rated_says_so_and_how_it_is_done() -> None:
    user = make_user()
    make_history(owner=user, days=3, tests=("toe_touch",))
    page = main(user)
    assert headings(page) == ["Not rated yet", "How to do this test", "A change is not proof"]
    assert not page.named("form")


def test_a_period_without_ratings_leaves_the_switch() -> None:
    user = make_user()
    long_ago = timezone.now() - datetime.timedelta(days=150)
    make_session(owner=user, stage="done", started_at=long_ago)
    page = main(user, f"{ANKLE}?range=3m")
    words = text_of_element(page)
    assert "In the last 3 months you have no rating on the left that counts." in words
    assert "Choose a longer period" in words
    assert page.named("form")


@pytest.mark.parametrize(
    ("runs", "words"), [(False, "Set up a fair test"), (True, "See your fair test")]
)
def test_a_fair_test_is_offered_only_while_none_runs(runs: bool, words: str) -> None:
    user = practised()
    if runs:
        make_trial(owner=user)
    offered = [
        link
        for link in main(user).named("a")
        if text_of_element(link) in ("Set up a fair test", "See your fair test")
    ]
    assert [text_of_element(link) for link in offered] == [words]


def test_a_chart_is_described_by_a_name_and_not_by_its_sentence_again() -> None:
    page = main(practised())
    labels = [canvas.attributes["aria-label"] for canvas in page.named("canvas")]
    assert len(labels) == 3
    assert all(label.startswith("Chart of ") for label in labels)
    words = text_of_element(page)
    assert not any(label in words for label in labels)


def test_without_a_protocol_an_own_test_still_has_its_page() -> None:
    user = make_user()
    MobilityTest.objects.create(owner=user, slug="mine", name="My own reach", region="hip")
    assert "My own reach" in words_of(client_of(user).get("/progress/mine/"))


def test_the_example_is_named_on_every_card() -> None:
    user = make_user()
    make_session(owner=user, stage="post")
    response: HttpResponse = client_of(user).get(ANKLE)
    page = main_of(text_of(response))
    cards = page.matching(lambda e: "fig" in e.classes and e.tag == "section")
    assert len(cards) > 4
    assert all("Example" in text_of_element(card) for card in cards)
    assert "Set up a fair test" not in text_of_element(page)
