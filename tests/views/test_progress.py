"""Progress: an example while there are no sessions, the person's own ratings afterwards."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import make_history, make_session, make_user
from tests.pages import client_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.models import MobilityTest

pytestmark = pytest.mark.django_db

PAGES = ("/progress/", "/progress/ankle_dorsiflexion/", "/progress/toe_touch/")


@pytest.mark.parametrize("page", PAGES)
def test_without_sessions_progress_is_a_labelled_example(page: str) -> None:
    user = make_user()
    make_session(owner=user, stage="post")
    response = client_of(user).get(page)
    assert response.status_code == 200
    assert "Example" in words_of(response)


@pytest.mark.parametrize("page", PAGES)
def test_with_one_session_progress_shows_it_with_a_table(page: str) -> None:
    user = make_user()
    make_session(owner=user, stage="done", pre=3, post=8)
    response = client_of(user).get(page)
    assert "Example" not in words_of(response)
    assert "<table" in text_of(response)


@pytest.mark.parametrize("range_", ["4w", "3m", "6m", "1y", "all", "", "no such", "\x00", "9" * 99])
@pytest.mark.parametrize("page", PAGES)
def test_any_range_works(page: str, range_: str) -> None:
    user = make_user()
    make_history(owner=user, days=3, tests=("toe_touch",))
    assert client_of(user).get(page, {"range": range_}).status_code == 200


def test_with_only_an_old_session_there_is_no_example() -> None:
    user = make_user()
    long_ago = timezone.now() - datetime.timedelta(days=900)
    make_session(owner=user, stage="done", started_at=long_ago)
    for page in PAGES:
        assert "Example" not in words_of(client_of(user).get(page))


def test_an_unknown_test_is_a_404() -> None:
    client = client_of(make_user())
    assert client.get("/progress/no_such_test/").status_code == 404


def test_a_retired_test_has_a_page_for_those_who_rated_it() -> None:
    user, other = make_user(), make_user()
    make_session(owner=user, stage="done")
    MobilityTest.objects.filter(slug="toe_touch").update(retired=True)
    assert client_of(user).get("/progress/toe_touch/").status_code == 200
    assert "Toe touch" in words_of(client_of(user).get("/progress/"))
    assert client_of(other).get("/progress/toe_touch/").status_code == 404


def test_an_own_test_comes_before_the_built_in_one_of_its_name() -> None:
    user = make_user()
    MobilityTest.objects.create(owner=user, slug="toe_touch", name="My own reach", region="hip")
    assert "My own reach" in words_of(client_of(user).get("/progress/toe_touch/"))
    other = client_of(make_user()).get("/progress/toe_touch/")
    assert "My own reach" not in words_of(other)


def test_looking_changes_nothing() -> None:
    user = make_user()
    make_session(owner=user, stage="done")
    client = client_of(user)
    with nothing_changes():
        for page in PAGES:
            client.get(page)
