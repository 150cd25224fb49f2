"""The demo: an account one can sign in to, made anew each time, and never somebody's own."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Q
from django.test import Client

from tests.factories import full_slots, make_user
from tracker.models import Rating, Routine, Session, User

pytestmark = pytest.mark.django_db
EMAIL = "demo@example.org"


def demo(**options: object) -> str:
    output = StringIO()
    call_command("demo", stdout=output, **{"sessions": 12, "password": "one two three", **options})
    return output.getvalue()


def test_it_says_how_to_sign_in_and_that_works(client: Client) -> None:
    assert f"Sign in as {EMAIL} with: one two three" in demo()
    assert client.login(email=EMAIL, password="one two three")


def test_a_password_is_made_up_when_none_is_given(client: Client) -> None:
    password = demo(password=None).rsplit(": ", 1)[1].strip()
    assert client.login(email=EMAIL, password=password)


def test_it_makes_finished_sessions_of_all_tests_with_both_routines() -> None:
    demo(sessions=30)
    sessions = User.objects.get(email=EMAIL).sessions.done()
    assert sessions.count() == 30
    assert set(sessions.values_list("kind", flat=True)) == {"routine", "test_only"}
    assert (
        sessions.values("routine").distinct().count() == Routine.objects.filter(sham=False).count()
    )
    assert {len(session.slots) for session in sessions} == {len(full_slots())}
    assert Rating.objects.filter(session__in=sessions).count() == 30 * len(full_slots())
    assert Rating.objects.exclude(pre_value=None).exists()


def test_ratings_carry_the_owner_and_the_day_of_their_session() -> None:
    demo()
    wrong = ~Q(day=F("session__day")) | ~Q(owner=F("session__owner"))
    assert not Rating.objects.filter(wrong).exists()


def test_running_it_twice_replaces_the_sessions() -> None:
    demo()
    demo(sessions=5)
    assert Session.objects.filter(owner__email=EMAIL).count() == 5


def test_further_people_have_as_many_sessions_each() -> None:
    demo(sessions=3, users=2)
    assert User.objects.count() == 3
    assert Session.objects.count() == 9


def test_years_are_daily_sessions() -> None:
    demo(years=1, sessions=None)
    days = list(User.objects.get(email=EMAIL).sessions.values_list("day", flat=True))
    assert len(days) == 360
    assert (max(days) - min(days)).days < 425


def test_somebodys_own_account_is_left_alone() -> None:
    user = make_user(email="maya@lauftreff.de")
    before = user.password
    with pytest.raises(CommandError, match=r"maya@lauftreff\.de is somebody's account"):
        demo(email="maya@lauftreff.de")
    user.refresh_from_db()
    assert user.password == before
