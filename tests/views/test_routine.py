"""The page of a routine: every move in order, for people to whom it is offered."""

import pytest

from tests.factories import make_user
from tests.pages import client_of, words_of
from tracker.models import Routine

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("slug", ["toe_spreaders", "sock_pull"])
def test_the_page_of_a_routine_shows_every_move_once(slug: str) -> None:
    response = client_of(make_user()).get(f"/routines/{slug}/")
    words = words_of(response)
    steps = Routine.objects.get(slug=slug).steps.filter(kind="work")
    for name in steps.values_list("name", flat=True):
        assert name in words


@pytest.mark.parametrize("slug", ["no_such", "toe_touch"])
def test_an_unknown_routine_is_a_404(slug: str) -> None:
    assert client_of(make_user()).get(f"/routines/{slug}/").status_code == 404


def test_a_foreign_routine_is_a_404_and_an_own_one_is_not() -> None:
    owner = make_user()
    Routine.objects.create(owner=owner, slug="mine", name="My own routine", presets={})
    assert client_of(make_user()).get("/routines/mine/").status_code == 404
    assert "My own routine" in words_of(client_of(owner).get("/routines/mine/"))


def test_the_lengths_rise_from_short_to_full_in_every_database() -> None:
    words = words_of(client_of(make_user()).get("/routines/toe_spreaders/"))
    places = [words.index(f"{seconds} s a move") for seconds in (30, 45, 60)]
    assert places == sorted(places)
