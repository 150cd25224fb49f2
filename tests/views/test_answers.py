"""The pages that answer: each says how sure it is, and none says more than it knows."""

import datetime
import re

import pytest
from django.utils import timezone

from tests.factories import make_history, make_session, make_user
from tests.pages import client_of, text_of, words_of
from tracker.models import User

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
NEVER = (
    *("because of", "effect", "improve", "fascia", "adhesion", "lengthen", "prevent", "normal"),
    *("abnormal", "cure", "heal", "significant", "proven"),
)


def pages(user: User) -> list[str]:
    session = user.sessions.done().newest_first().first()
    result = [f"/sessions/{session.uuid}/result/"] if session else []
    tests = [f"/progress/{slug}/" for slug in QUICK]
    return [*result, "/progress/", *tests, "/tests/toe_touch/steady/"]


@pytest.fixture(params=[0, 1, 3, 8, 14])
def user(request: pytest.FixtureRequest) -> User:
    user = make_user()
    make_history(owner=user, days=request.param, tests=QUICK)
    return user


def test_every_page_of_answers_leads_to_how_sure_it_is(user: User) -> None:
    client = client_of(user)
    for page in pages(user):
        assert 'href="/sure/' in text_of(client.get(page)), page


def test_no_page_of_answers_says_what_nobody_may_say(user: User) -> None:
    client = client_of(user)
    for page in pages(user):
        said = words_of(client.get(page)).lower()
        assert [word for word in NEVER if word in said] == [], page


def test_the_answers_wait_until_the_practice_is_over() -> None:
    for days, waits in ((1, True), (2, True), (3, False)):
        user = make_user()
        make_history(owner=user, days=days, tests=QUICK)
        said = words_of(client_of(user).get("/progress/"))
        assert ("What comes next" in said) == waits
        assert ("Three questions, three answers" in said) != waits


def test_a_clear_gain_stands_in_the_card_the_bars_and_the_table() -> None:
    user = make_user()
    make_history(owner=user, days=14, tests=QUICK)  # always two points freer
    said = words_of(client_of(user).get("/progress/"))
    found = re.findall(r"lear gain: at least (\+\S+) \(best guess \+2.0\)", said)
    assert len(found) == 1 + 1 + 3 + 3  # the card, the sentence, the bars, the table
    assert len(set(found)) == 1
    assert "12 sessions since" in said and "left out: 2 of practice" in said


def test_the_answers_are_of_26_weeks_whatever_range_is_shown() -> None:
    user = make_user()
    make_history(owner=user, days=14, tests=QUICK)
    client = client_of(user)
    for range_ in ("4w", "all"):
        said = words_of(client.get("/progress/", {"range": range_}))
        assert "12 sessions since" in said and "of the last 26 weeks" in said


def test_a_test_only_session_says_so_on_its_result() -> None:
    user = make_user()
    session = make_session(owner=user, tests=QUICK, stage="done", kind="test_only")
    said = words_of(client_of(user).get(f"/sessions/{session.uuid}/result/"))
    assert "Rated twice without a routine. Freer in 3 of 3 ratings." in said
    assert "Where you worked" not in said


def test_the_result_is_held_against_ones_own_noise_from_ten_test_only_sessions_on() -> None:
    user = make_user()
    now = timezone.now()
    for ago in range(14, 2, -1):
        started = now - datetime.timedelta(days=ago)
        about = {"kind": "test_only", "pre": 4, "post": 4 + ago % 2, "started_at": started}
        make_session(owner=user, tests=QUICK, stage="done", **about)
    session = make_session(owner=user, tests=QUICK, stage="done")
    said = words_of(client_of(user).get(f"/sessions/{session.uuid}/result/"))
    assert "3 changes are larger than one test can be wrong by" in said
    assert "from your own test-only sessions" in said
    other = make_session(owner=make_user(), tests=QUICK, stage="done")
    theirs = words_of(client_of(other.owner).get(f"/sessions/{other.uuid}/result/"))
    assert "the default of 2 points" in theirs
