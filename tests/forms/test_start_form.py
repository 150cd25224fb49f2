"""The start form: prefilled as last time with the other side first, and what it refuses."""

import uuid
from typing import Any

import pytest

from tests.factories import full_slots, make_session, make_user
from tracker.forms.prefill import prefill
from tracker.forms.start import StartForm
from tracker.models import MobilityTest, Routine, User
from tracker.sessions.lifecycle import delete_for_now

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
FOREIGN_OR_WRONG = ["", "nothing", "\x00", "1", "left'--", "x" * 5000, "None"]


def form_of(user: User, **data: Any) -> StartForm:
    plain = {"uuid": str(uuid.uuid4()), "set": "full", "routine": "sock_pull"}
    plain |= {"seconds": "30", "order": "right"}
    return StartForm(user, MultiDict(plain | data))


class MultiDict(dict):
    """As much of a QueryDict as a form needs."""

    def getlist(self, name: str) -> list[str]:
        value = self.get(name, [])
        return value if isinstance(value, list) else [value]


def as_last_time(user: User) -> dict[str, Any]:
    return prefill(user).values


def test_the_first_start_is_prefilled_with_the_quick_set_and_toe_spreaders() -> None:
    values = as_last_time(make_user())
    assert values | {"uuid": None} == {
        "uuid": None,
        "set": "quick",
        "tests": [],
        "routine": "toe_spreaders",
        "seconds": 45,
        "order": "left",
    }


def test_the_next_start_is_prefilled_as_last_time_with_the_other_side_first() -> None:
    owner = make_user()
    make_session(
        owner=owner, tests=QUICK, routine="sock_pull", seconds=60, first_side="left", stage="done"
    )
    values = as_last_time(owner)
    assert (values["set"], values["tests"]) == ("own", list(QUICK))
    assert (values["routine"], values["seconds"]) == ("sock_pull", 60)
    assert values["order"] == "right"


def test_every_form_has_a_new_uuid() -> None:
    owner = make_user()
    assert as_last_time(owner)["uuid"] != as_last_time(owner)["uuid"]


def test_deleted_and_backdated_sessions_do_not_count_as_last_time() -> None:
    owner = make_user()
    delete_for_now(make_session(owner=owner, routine="sock_pull", stage="done"))
    make_session(owner=owner, routine="sock_pull", stage="done", entered_later=True)
    assert as_last_time(owner)["routine"] == "toe_spreaders"


def test_the_session_starts_with_what_was_chosen() -> None:
    owner = make_user()
    form = form_of(owner, set="own", tests=["toe_touch", "toe_spread"], zone="Asia/Tokyo")
    assert form.is_valid()
    session = form.start()
    assert session.plan.test_slugs == ["toe_spread", "toe_touch"]
    assert (session.plan.set, session.zone) == ("own", "Asia/Tokyo")
    assert session.plan.routine.slug == "sock_pull"
    assert session.plan.routine.seconds == 30
    assert session.plan.order == "right"


@pytest.mark.parametrize("chosen", ["quick", "full"])
def test_quick_and_full_ignore_the_ticked_tests(chosen: str) -> None:
    form = form_of(make_user(), set=chosen, tests=["toe_spread"])
    assert form.is_valid()
    every = full_slots()
    quick = [(test, side) for test, side in every if test in QUICK]
    assert form.start().slots == (every if chosen == "full" else quick)


def test_an_own_choice_needs_a_test() -> None:
    form = form_of(make_user(), set="own")
    assert not form.is_valid()
    assert form.errors == {"tests": ["Choose at least one test, or Quick or Full."]}


def test_a_retired_test_is_ignored() -> None:
    MobilityTest.objects.filter(slug="toe_spread").update(retired=True)
    form = form_of(make_user(), set="own", tests=["toe_touch", "toe_spread", "no_such", "\x00"])
    assert form.is_valid()
    assert form.start().slots == [("toe_touch", "none")]
    form = form_of(make_user(), set="own", tests=["toe_spread"])
    assert form.errors == {"tests": ["Choose at least one test, or Quick or Full."]}
    form = form_of(make_user(), set="full", tests=["toe_spread"])
    assert form.is_valid()


def test_a_retired_routine_gets_an_error() -> None:
    Routine.objects.filter(slug="sock_pull").update(retired=True)
    assert form_of(make_user()).errors == {"routine": ["That routine was deleted. Choose another."]}


def test_tests_and_routines_of_somebody_else_are_not_offered() -> None:
    other = make_user()
    MobilityTest.objects.create(owner=other, slug="theirs", name="Theirs", region="foot")
    Routine.objects.create(owner=other, slug="theirs_too", name="Theirs")
    form = form_of(make_user(), set="own", tests=["theirs"], routine="theirs_too")
    assert set(form.errors) == {"tests", "routine"}


@pytest.mark.parametrize("value", FOREIGN_OR_WRONG)
@pytest.mark.parametrize("name", ["uuid", "set", "routine", "seconds", "order"])
def test_every_hostile_value_gets_one_error(name: str, value: str) -> None:
    errors = form_of(make_user(), **{name: value}).errors
    assert {field: len(sentences) for field, sentences in errors.items()} == {name: 1}


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "\x00", "x" * 5000])
def test_an_unknown_zone_counts_as_none(zone: str) -> None:
    owner = make_user(time_zone="Europe/Berlin")
    form = form_of(owner, zone=zone)
    assert form.is_valid()
    assert form.start().zone == "Europe/Berlin"
