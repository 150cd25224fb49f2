"""The tests in what a phone stores: in the order of their person, own ones too, and none lost."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_session, make_user
from tests.pages import client_of, text_of
from tracker.models import MobilityTest, Routine, RoutineSetting, TestSetting, User

pytestmark = pytest.mark.django_db
MOST_OWN, MOST_STEPS, LONGEST_STEP = 20, 12, 200
LIMIT = 300_000  # bytes
BUILT_IN = {"toe_spreaders", "sock_pull", "test_only"}
GERMAN = "Fußgewölbe kräftig hochziehen, Zehen bleiben dabei möglichst lang "


PROTOCOL: dict[str, Any] = {"equipment": [], "endpoint": "", "errors": [], "stop_if": []}


def built_in(slug: str) -> MobilityTest:
    return MobilityTest.objects.get(slug=slug, owner=None)


def own_test(user: User, slug: str = "my-balance", **about: Any) -> MobilityTest:
    fields = {"name": "Balance", "region": "ankle", "position": 100, **about}
    fields.setdefault("protocol", PROTOCOL | {"steps": []})
    return MobilityTest.objects.create(owner=user, slug=slug, **fields)


def with_long_tests(user: User, words: str, mark: str = "old") -> list[str]:
    """As many own tests as one can have, each as long as one can be; their names."""
    text = words * LONGEST_STEP
    for number in range(MOST_OWN):
        own_test(
            user,
            f"my-{mark}-{number}",
            name=f"{number:2} {text[:37]}",
            gloss=text[:60],
            hint=text[:60],
            ten_means=text[:60],
            zero_means=text[:60],
            protocol=PROTOCOL | {"steps": [text[:LONGEST_STEP]] * MOST_STEPS},
            measures=[{"id": "own_cm", "label": text[:40], "instrument": "tape", "unit": "cm"}],
        )
    return [test.name for test in user.own_mobilitytests.all()]


def slugs_in(kit: Mapping[str, Any]) -> list[str]:
    return [test["test"] for test in kit["tests"]]


def kit_of(user: User, language: str = "en") -> dict[str, Any]:
    answer = client_of(user).get("/offline/kit/", headers={"Accept-Language": language})
    assert len(answer.content) < LIMIT
    return dict(answer.json())


def test_a_phone_has_the_tests_in_their_order_own_ones_too_and_no_hidden_ones() -> None:
    user = make_user()
    own_test(user)
    own_test(make_user(), "my-other")
    TestSetting.objects.create(owner=user, test=built_in("toe_touch"), place=0)
    TestSetting.objects.create(owner=user, test=built_in("toe_spread"), hidden=True)
    kit = kit_of(user)
    slugs = slugs_in(kit)
    assert (slugs[0], slugs[-1]) == ("toe_touch", "my-balance")
    assert "toe_spread" not in slugs
    assert len(slugs) == 8
    assert kit["tests_elsewhere"] == []


def test_the_sets_on_a_phone_are_those_of_the_start_page(client: Client) -> None:
    user = make_user()
    own = own_test(user, sided=False)
    toe_spread = built_in("toe_spread")
    for test in (own, toe_spread):
        TestSetting.objects.create(owner=user, test=test, mine=True)
    routine = Routine.objects.get(slug="sock_pull", owner=None)
    about = {"set": "own", "tests": ["my-balance", "my-deleted"]}
    RoutineSetting.objects.create(owner=user, routine=routine, **about)
    kit = kit_of(user)
    assert kit["quick"] == ["toe_spread", "my-balance"]
    assert kit["usual"] == {"sock_pull": {"set": "own", "tests": ["my-balance"]}}
    client.force_login(user)
    page = text_of(client.get("/sessions/start/"))
    assert kit["words"]["quick"] == "My three, 3"
    for words in kit["words"].values():
        assert words in page


@pytest.mark.parametrize("words", [GERMAN, "🦶"], ids=["German", "pictures"])
def test_twenty_tests_as_long_as_they_can_be_are_all_on_the_phone(words: str) -> None:
    user = make_user()
    names = with_long_tests(user, words)
    kit = kit_of(user, "de")
    assert {test["name"] for test in kit["tests"]} >= set(names)
    assert kit["tests_elsewhere"] == []
    assert {routine["slug"] for routine in kit["routines"]} == BUILT_IN
    assert kit["elsewhere"] == []


def test_the_open_session_of_a_phone_has_its_tests_whatever_became_of_them() -> None:
    user = make_user()
    own = own_test(user)
    session = make_session(owner=user, tests=("toe_spread", "toe_touch", own.slug))
    TestSetting.objects.create(owner=user, test=built_in("toe_spread"), hidden=True)
    own.retired = True
    own.save()
    kit = kit_of(user)
    assert not {"toe_spread", own.slug} & set(slugs_in(kit))
    assert [test["test"] for test in kit["open"]["tests"]] == ["toe_spread", own.slug]
    page = client_of(user).get(f"/sessions/{session.uuid}/pre/").content.decode()
    snapshot = page.split('id="session-snapshot" type="application/json">')[1].split("<")[0]
    assert [test["test"] for test in json.loads(snapshot)["tests"]] == [own.slug]


def test_tests_that_do_not_fit_beside_an_open_session_are_named_and_none_is_lost() -> None:
    user = make_user()
    with_long_tests(user, "🦶")
    old = list(user.own_mobilitytests.values_list("slug", flat=True))
    make_session(owner=user, tests=(*old, "toe_touch"))
    user.own_mobilitytests.update(retired=True)
    with_long_tests(user, "👣", "new")
    kit = kit_of(user)
    assert [test["test"] for test in kit["open"]["tests"]] == old
    there, elsewhere = {test["name"] for test in kit["tests"]}, set(kit["tests_elsewhere"])
    assert there.isdisjoint(elsewhere)
    assert there | elsewhere == {test.name for test in MobilityTest.objects.offered_to(user)}
    assert elsewhere
    assert {test.slug for test in MobilityTest.objects.filter(owner=None)} <= set(slugs_in(kit))
    assert f"Full, {15 + 2 * (len(there) - 8)}" == kit["words"]["full"]
