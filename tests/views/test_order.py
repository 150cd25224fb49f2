"""The page of tests: arrows, hiding and showing, the short set, and what follows of them."""

import re
import uuid

import pytest
from django.contrib.sessions.models import Session as SignIn
from django.http import HttpResponse
from django.test import Client

from tests.factories import finish, make_session, make_user
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tests.sync.test_late import start, statuses
from tests.views.test_trial import planned
from tracker.models import MobilityTest, Routine, Session, User
from tracker.queries.answers import answers_of
from tracker.queries.offered import UsualSet, offered_tests
from tracker.sessions.test_order import hide, move, set_usual
from tracker.sessions.trials import end_trial

pytestmark = pytest.mark.django_db

TESTS, START, ADD = "/tests/", "/sessions/start/", "/history/add/"
SHORT = ["toe_spread", "knee_flexion", "hip_flexion"]


@pytest.fixture
def user() -> User:
    return make_user()


@pytest.fixture
def client(user: User) -> Client:
    return client_of(user)


def test(slug: str) -> MobilityTest:
    return MobilityTest.objects.get(owner=None, slug=slug)


test.__test__ = False  # type: ignore[attr-defined]


def order_of(user: User) -> list[str]:
    return [test.slug for test in offered_tests(user)]


def order_on(page: HttpResponse) -> list[str]:
    """The tests of the page's list, by the values of their arrows up."""
    return re.findall(r'name="up"\s+value="(\w+)"', page.content.decode())


def focused(page: HttpResponse) -> str:
    """The button that has the focus when the page opens, as name and value."""
    button = re.search(r'name="(\w+)"\s+value="(\w+)"[^>]*\bautofocus\b', page.content.decode())
    return f"{button[1]} {button[2]}" if button else ""


def test_an_arrow_moves_a_test_and_stays_focused_with_its_new_place_said(
    user: User, client: Client
) -> None:
    usual = order_of(user)
    page = client.post(TESTS, {"up": usual[2]}, follow=True)
    assert order_on(page) == order_of(user) == [usual[0], usual[2], usual[1], *usual[3:]]
    assert focused(page) == f"up {usual[2]}"
    assert f"{test(usual[2]).name} is now number 2 of {len(usual)}." in words_of(page)
    page = client.post(TESTS, {"down": usual[2]}, follow=True)
    assert order_on(page) == usual
    assert focused(page) == f"down {usual[2]}"


def test_the_ends_of_the_list_do_not_wrap_round(user: User, client: Client) -> None:
    usual = order_of(user)
    with nothing_changes():
        client.post(TESTS, {"up": usual[0]})
        client.post(TESTS, {"down": usual[-1]})
    assert order_of(user) == usual


def test_back_to_the_usual_order_stands_only_where_there_is_another(
    user: User, client: Client
) -> None:
    usual = order_of(user)
    assert "Back to the usual order" not in words_of(client.get(TESTS))
    page = client.post(TESTS, {"down": usual[0]}, follow=True)
    assert "Back to the usual order" in words_of(page)
    page = client.post(TESTS, {"usual": "on"}, follow=True)
    assert order_on(page) == usual
    assert "Back to the usual order" not in words_of(page)


def test_a_test_that_comes_later_stands_after_those_that_were_moved(user: User) -> None:
    move(user, test("toe_touch"), -1)
    own = make_own(user, position=0)
    assert order_of(user)[-1] == own.slug


def make_own(user: User, *, position: int = 100) -> MobilityTest:
    about = {"region": "hip", "sided": False, "measures": [], "position": position}
    return MobilityTest.objects.create(owner=user, slug="my-balance", name="Balance", **about)


def test_a_hidden_test_is_offered_nowhere_and_comes_back_where_it_was(
    user: User, client: Client
) -> None:
    usual = order_of(user)
    page = client.post("/tests/toe_spread/hide/", follow=True)
    assert "“Toe spread” is hidden. What you rated stays in your charts." in words_of(page)
    assert order_on(page) == usual[1:]
    for address in (START, ADD, "/trial/"):
        assert "Toe spread" not in words_of(client.get(address)), address
    page = client.post("/tests/toe_spread/show/", follow=True)
    assert order_on(page) == usual


def test_the_line_under_the_title_counts_what_shows(user: User, client: Client) -> None:
    assert "8 of 8 shown, 15 ratings before and after" in words_of(client.get(TESTS))
    hide(user, test("toe_touch"))
    assert "7 of 8 shown, 14 ratings before and after" in words_of(client.get(TESTS))


def test_a_test_that_a_fair_test_looks_at_cannot_be_hidden(user: User, client: Client) -> None:
    planned(user, tests=["toe_touch"], guess="hip_extension")
    for slug in ("toe_touch", "hip_extension"):
        with nothing_changes(without=(SignIn,)):
            page = client.post(f"/tests/{slug}/hide/", follow=True)
        assert "Your fair test looks at this test." in words_of(page)
    client.post("/tests/toe_spread/hide/")
    assert "toe_spread" not in order_of(user)
    end_trial(user.trials.get())
    client.post("/tests/toe_touch/hide/")
    assert "toe_touch" not in order_of(user)


def test_the_last_test_that_shows_cannot_be_hidden(user: User, client: Client) -> None:
    first, *others = order_of(user)
    for slug in others:
        client.post(f"/tests/{slug}/hide/")
    with nothing_changes(without=(SignIn,)):
        page = client.post(f"/tests/{first}/hide/", follow=True)
    assert "This is the last test that shows." in words_of(page)
    fields = fields_of(client.get(START), START)
    client.post(START, fields)
    assert user.sessions.get().plan.test_slugs == [first]


def test_an_own_test_that_is_the_last_to_show_cannot_be_deleted(user: User, client: Client) -> None:
    own = make_own(user)
    for slug in order_of(user)[:-1]:
        hide(user, test(slug))
    page = client.post(f"/tests/{own.slug}/delete/", follow=True)
    assert "This is the last test that shows." in words_of(page)
    assert order_of(user) == [own.slug]


def test_my_three_are_the_short_set_in_my_order(user: User, client: Client) -> None:
    page = client.post(TESTS, {"save": "mine", "mine": SHORT}, follow=True)
    assert fields_of(page, TESTS)["mine"] == SHORT
    start_page = client.get(START)
    assert "My three, 6 Full, 15 Choose tests" in words_of(start_page)
    assert "Toe spread, Knee flexion and Hip flexion. About 2 minutes" in words_of(start_page)
    client.post(START, fields_of(start_page, START))
    assert user.sessions.get().plan.set == "quick"
    assert sorted(user.sessions.get().plan.test_slugs) == sorted(SHORT)
    assert "My three" in words_of(client.get(ADD))


def test_at_most_three_make_up_the_short_set_and_none_means_the_usual_ones(
    user: User, client: Client
) -> None:
    with nothing_changes():
        page = client.post(TESTS, {"save": "mine", "mine": [*SHORT, "toe_touch"]})
    assert page.status_code == 422
    assert "Choose at most three." in words_of(page)
    client.post(TESTS, {"save": "mine", "mine": SHORT})
    client.post(TESTS, {"save": "mine"})
    assert "Quick, 3 Full, 15" in words_of(client.get(START))


def test_without_my_three_and_the_usual_ones_the_first_three_are_the_short_set(
    user: User, client: Client
) -> None:
    for slug in ("ankle_dorsiflexion", "toe_touch"):
        hide(user, test(slug))
    client.post(START, fields_of(client.get(START), START))
    assert user.sessions.get().plan.test_slugs == order_of(user)[:3]


def test_a_test_of_somebody_else_is_moved_and_chosen_by_nobody_else(client: Client) -> None:
    own = make_own(make_user())
    with nothing_changes(without=(SignIn,)):
        page = client.post(TESTS, {"up": own.slug}, follow=True)
        assert client.post(TESTS, {"save": "mine", "mine": [own.slug]}).status_code == 422
    assert "That test does not show any more." in words_of(page)


def test_a_new_order_reaches_every_form_and_the_plan_of_the_next_session(
    user: User, client: Client
) -> None:
    own = make_own(user)
    for slug in (own.slug, "toe_touch"):
        for _ in order_of(user):
            client.post(TESTS, {"up": slug})
    expected = order_of(user)
    assert expected[:2] == ["toe_touch", own.slug]
    names = [test.name for test in offered_tests(user)]
    for address in (START, ADD, "/trial/"):
        words = words_of(client.get(address))
        places = [words.index(name) for name in names[:3]]
        assert places == sorted(places), address
    client.post(START, fields_of(client.get(START), START) | {"set": "full"})
    assert user.sessions.get().plan.test_slugs == expected


def test_a_session_that_is_under_way_is_untouched_by_a_new_order(
    user: User, client: Client
) -> None:
    session = make_session(owner=user, stage="pre")
    before = session.slots
    hide(user, test("toe_spread"))
    move(user, test("toe_touch"), -3)
    page = words_of(client.get(f"/sessions/{session.uuid}/pre/"))
    assert "Toe spread" in page
    assert Session.objects.get(pk=session.pk).slots == before
    assert [row.slug for row in session.planned_tests] == session.plan.test_slugs


def test_as_last_time_leaves_out_what_was_hidden_since(user: User, client: Client) -> None:
    make_session(owner=user, tests=("toe_touch", "toe_spread"), stage="done")
    hide(user, test("toe_spread"))
    assert "1 rating." in words_of(client.get("/"))
    client.post(START, fields_of(client.get("/"), START))
    assert user.sessions.open().get().plan.test_slugs == ["toe_touch"]


def test_a_phone_starts_with_what_it_listed_in_its_order_hidden_or_not(user: User) -> None:
    hide(user, test("toe_spread"))
    entry = start(name := uuid.uuid4(), tests="toe_touch,toe_spread")
    assert statuses(user, entry) == ["stored"]
    assert user.sessions.get(uuid=name).plan.test_slugs == ["toe_touch", "toe_spread"]


# --- the set of a routine


def test_the_tests_set_for_a_routine_at_its_start_are_filled_in_with_it(
    user: User, client: Client
) -> None:
    fields = fields_of(client.get(START), START) | {"routine": "sock_pull", "usual": "on"}
    own = {"set": "own", "tests": ["toe_touch", "toe_spread"]}
    client.post(START, fields | own)
    end(user)
    page = client.get(START)
    assert "Set for Sock Pull: Toe spread and Toe touch." in words_of(page)
    assert re.search(r'data-usual="own"\s+data-tests="toe_spread toe_touch"', text_of(page))
    client.post(START, fields_of(page, START) | {"set": "full"})
    end(user)
    fields = fields_of(client.get(START), START)
    assert (fields["routine"], fields["set"]) == (["sock_pull"], ["own"])
    assert fields["tests"] == ["toe_spread", "toe_touch"]
    assert "usual" not in fields


def end(user: User) -> None:
    finish(user.sessions.open().get())


def test_what_is_set_for_a_routine_is_left_alone_without_the_tick(
    user: User, client: Client
) -> None:
    set_usual(user, Routine.objects.get(slug="sock_pull"), UsualSet("full", []))
    client.post(START, fields_of(client.get(START), START) | {"routine": "sock_pull"})
    assert user.routine_settings.get().set == "full"


@pytest.mark.parametrize("routine", ["test_only", "draw"])
def test_nothing_is_set_for_what_is_no_routine_of_its_own(
    routine: str, user: User, client: Client
) -> None:
    planned(user)
    client.post(START, fields_of(client.get(START), START) | {"routine": routine, "usual": "on"})
    assert user.sessions.count() == 1
    assert not user.routine_settings.exists()


def test_a_set_of_which_every_test_is_hidden_is_not_filled_in(user: User, client: Client) -> None:
    routine = Routine.objects.get(slug="toe_spreaders")
    set_usual(user, routine, UsualSet("own", ["toe_spread"]))
    hide(user, test("toe_spread"))
    assert fields_of(client.get(START), START)["set"] == ["quick"]


def test_the_page_of_a_routine_says_its_tests_and_can_forget_them(
    user: User, client: Client
) -> None:
    address = "/routines/sock_pull/"
    assert "Tests filled in" not in words_of(client.get(address))
    set_usual(user, Routine.objects.get(slug="sock_pull"), UsualSet("full", []))
    assert "Tests filled in with this routine: Full." in words_of(client.get(address))
    page = client.post(f"{address}tests/", follow=True)
    assert "Tests filled in with" not in words_of(page)
    assert not user.routine_settings.exists()


# --- charts and answers


def rated(user: User) -> None:
    for day in range(8):
        make_session(owner=user, stage="done", post=5 + day % 4)


def test_the_order_reaches_charts_and_leaves_every_verdict_as_it_was(
    user: User, client: Client
) -> None:
    rated(user)
    before = answers_of(user)
    move(user, test("toe_flexion"), -7)
    move(user, test("toe_touch"), -7)
    hide(user, test("toe_spread"))
    assert answers_of(user) == before
    words = words_of(client.get("/progress/"))
    # Near to far, and among those that are as near in the person's order.
    places = [words.index(name) for name in ("Toe flexion", "Toe spread", "Ankle dorsiflexion")]
    assert places == sorted(places)


def test_a_result_and_its_edit_stay_in_the_order_in_which_it_was_rated(
    user: User, client: Client
) -> None:
    move(user, test("toe_flexion"), -7)
    session = make_session(owner=user, stage="done", post=9)
    move(user, test("toe_flexion"), 7)
    pages = (f"/sessions/{session.uuid}/result/", f"/sessions/{session.uuid}/edit/", "/")
    for address in pages:
        words = words_of(client.get(address))
        assert words.index("Toe flexion") < words.index("Toe spread"), address
