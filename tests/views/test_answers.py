"""The pages with answers: they state their certainty, and claim no more than they can."""

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


def test_every_page_of_answers_links_to_its_definitions(user: User) -> None:
    client = client_of(user)
    for page in pages(user):
        assert 'href="/sure/' in text_of(client.get(page)), page


def test_no_page_of_answers_uses_a_forbidden_word(user: User) -> None:
    client = client_of(user)
    for page in pages(user):
        text = words_of(client.get(page)).lower()
        assert [word for word in NEVER if word in text] == [], page


def test_answers_wait_until_familiarisation_is_over_and_five_sessions_more() -> None:
    for days, waits in ((2, True), (6, True), (7, False)):
        user = make_user()
        make_history(owner=user, days=days, tests=QUICK)
        text = words_of(client_of(user).get("/progress/"))
        assert ("to your first estimate" in text) == waits
        assert ("Is it working?" in text) != waits


def test_a_clear_gain_is_in_the_answer_the_board_and_the_table() -> None:
    user = make_user()
    make_history(owner=user, days=14, tests=QUICK)  # always two points freer
    text = words_of(client_of(user).get("/progress/"))
    gains = re.findall(r"Clearly freer afterwards, by at least (\S+) \(most likely 2.0\)", text)
    assert len(gains) == 3 + 3  # the board, the table
    assert "Freer in 3 of 3 3 tests and sides: 3 clearly freer." in text
    assert len(set(gains)) == 1
    assert "Based on your last 12 sessions with a routine (since" in text
    assert "Your first 2 were practice and do not count." in text


def test_answers_say_how_many_sessions_of_the_26_weeks_they_rest_on() -> None:
    user = make_user()
    make_history(owner=user, days=14, tests=QUICK)
    assert "From 12 sessions in the last 6 months." in words_of(client_of(user).get("/progress/"))


def test_the_result_of_a_test_only_session_names_its_kind() -> None:
    user = make_user()
    session = make_session(owner=user, tests=QUICK, stage="done", kind="test_only")
    text = words_of(client_of(user).get(f"/sessions/{session.uuid}/result/"))
    assert "Freer in 3 of 3 ratings No routine, rated twice. All changes" in text
    assert "Where you worked" not in text


def test_the_result_uses_the_swing_of_ones_own_test_only_sessions() -> None:
    user = make_user()
    now = timezone.now()
    for ago in range(23, 2, -1):  # two of practice, and nineteen
        started = now - datetime.timedelta(days=ago)
        about = {"kind": "test_only", "pre": 4, "post": 4 + ago % 2, "started_at": started}
        make_session(owner=user, tests=QUICK, stage="done", **about)
    session = make_session(owner=user, tests=QUICK, stage="done")
    text = words_of(client_of(user).get(f"/sessions/{session.uuid}/result/"))
    assert "3 changes are larger than the usual swing of 1." in text
    assert text.count("larger than the usual swing.") >= 3
    assert "Usual swing, 1 point: may be nothing" in text
    assert "from your own 19 test-only sessions" in text
    other = make_session(owner=make_user(), tests=QUICK, stage="done")
    theirs = words_of(client_of(other.owner).get(f"/sessions/{other.uuid}/result/"))
    assert "All changes are within the usual swing of 3 points." in theirs
    assert "is assumed for now" in theirs
