"""The cards of a rating page: by what a test is measured, and the words of own tests."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_session, make_user, record
from tracker.models import MobilityTest, Session, TestSetting

pytestmark = pytest.mark.django_db
PUSH = {
    "slug": "my-big-toe-push",
    "name": "Big toe push",
    "hint": "Foot flat.",
    "ten_means": "like a spring",
    "zero_means": "no push at all",
    "region": "foot",
    "sided": False,
    "protocol": {"steps": []},
}


def page_of(session: Session) -> str:
    client = Client()
    client.force_login(session.owner)
    return client.get(f"/sessions/{session.uuid}/pre/").content.decode()


def measured(session: Session, method: str) -> None:
    test = MobilityTest.objects.get(slug="ankle_dorsiflexion", owner=None)
    TestSetting.objects.create(owner=session.owner, test=test, method=method)


@pytest.mark.parametrize(
    ("method", "button", "names"),
    [
        ("", "Measure", []),
        ("none", "", []),
        ("knee_to_wall_cm", "Add cm", ["ankle_dorsiflexion-left-value"]),
        ("shin_angle_straight_knee_deg", "Add angle", ["ankle_dorsiflexion-left-value"]),
    ],
)
def test_a_card_asks_once_how_its_test_is_measured(
    method: str, button: str, names: list[str]
) -> None:
    session = make_session(owner=make_user(), tests=("ankle_dorsiflexion",))
    if method:
        measured(session, method)
    page = page_of(session).partition("<template")[0]
    for word in ("Measure", "Add cm", "Add angle"):
        assert bool(re.search(rf"</svg>\s*(<span [^>]*>)?{word}<", page)) == (word == button)
    assert re.findall(r'name="(\S+-left-value)"', page) == names
    assert json.loads(str(re.findall(r'json">(\{.*?\})</script>', page)[0]))["method"] == method


def test_the_button_says_what_was_entered() -> None:
    session = make_session(owner=make_user(), tests=("ankle_dorsiflexion", "toe_touch"))
    record(session, "pre", {("ankle_dorsiflexion", "left"): {"value": "8.5"}})
    record(session, "pre", {("toe_touch", "none"): {"value": "-4"}})
    page = page_of(session).partition("<template")[0]
    assert re.findall(r' data-add="(Add cm)">(.*?)<', page) == [
        ("Add cm", "8.5 | – cm"),
        ("Add cm", "−4 cm"),
    ]


def test_without_a_script_the_button_saves_the_page_and_leads_to_where_it_is_chosen() -> None:
    session = make_session(owner=make_user(), tests=("ankle_dorsiflexion",))
    client = Client()
    client.force_login(session.owner)
    sent = {"ankle_dorsiflexion-left-score": "7", "go": "measure ankle_dorsiflexion"}
    answer = client.post(f"/sessions/{session.uuid}/pre/", sent)
    way = answer.headers["Location"]
    assert way == f"/tests/ankle_dorsiflexion/method/?session={session.uuid}"
    assert session.ratings.get().pre_score == 7
    strange = sent | {"go": "measure toe_touch"}
    assert client.post(f"/sessions/{session.uuid}/pre/", strange).status_code == 422


def test_the_ends_of_an_own_test_are_in_its_own_words_for_eyes_and_ears() -> None:
    user = make_user()
    MobilityTest.objects.create(owner=user, **PUSH)
    page = page_of(make_session(owner=user, tests=("my-big-toe-push", "toe_touch")))

    def option(test: str, score: int) -> Any:
        (radio,) = re.findall(
            rf'<input[^>]*name="{test}-none-score"[^>]*value="{score}"[^>]*>', page
        )
        return re.findall(r'aria-describedby="([^"]*)"', radio)

    assert option("my-big-toe-push", 10) == ["ten-my-big-toe-push"]
    assert option("my-big-toe-push", 0) == ["zero-my-big-toe-push"]
    assert option("toe_touch", 10) == ["end-10"]
    assert re.search(r'id="ten-my-big-toe-push">\s*<b>10</b> like a spring', page)
    assert re.search(r'id="zero-my-big-toe-push">\s*<b>0</b> no push at all', page)
    assert 'aria-describedby="ten-my-big-toe-push zero-my-big-toe-push"' in page
