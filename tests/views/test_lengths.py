"""Lengths on the pages of a person in inches: typed, stored, shown, and left as they were."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_session, make_user, measuring, record
from tests.pages import client_of, fields_of, words_of
from tracker.models import MobilityTest, Rating, Session, SteadyReading, User
from tracker.queries.earlier import earlier_values

pytestmark = pytest.mark.django_db

ANKLE, TAPE = "ankle_dorsiflexion", "knee_to_wall_cm"
LEFT = (ANKLE, "left")
CM = Decimal("2.54")
SIXTEENTHS = [Decimal(n) / 16 for n in range(1, 190)]
HUNDREDTHS = [Decimal(n) / 100 for n in range(0, 1180, 9)]


def person(length: str) -> User:
    return measuring(make_user(length=length), **{ANKLE: TAPE})


def switch(user: User, length: str) -> None:
    user.length = length
    user.save()


def finished(user: User, value: Decimal | None = None) -> Session:
    session = make_session(owner=user, tests=(ANKLE,), stage="done")
    if value is not None:
        record(session, "pre", {LEFT: {"value": value}})
    return session


def rating(user: User) -> Rating:
    return user.ratings.get(test__slug=ANKLE, side="left")


def edit(client: Client, session: Session, **changes: str) -> Any:
    page = f"/sessions/{session.uuid}/edit/"
    return client.post(page, fields_of(client.get(page)) | changes)


def test_each_length_that_a_tape_can_show_is_stored_exactly() -> None:
    user = person("in")
    test = MobilityTest.objects.get(slug=ANKLE, owner=None)
    values = [inches * CM for inches in SIXTEENTHS + HUNDREDTHS] + HUNDREDTHS
    start = datetime.date(2020, 1, 1)
    about = {"owner": user, "test": test, "side": "left", "method": TAPE, "unit": "cm"}
    SteadyReading.objects.bulk_create(
        SteadyReading(**about, day=start + datetime.timedelta(n), first=value, second=-value)
        for n, value in enumerate(values)
    )
    rows = list(user.steady_readings.order_by("day").values_list("first", "second"))
    assert rows == [(value, -value) for value in values]


@pytest.mark.parametrize("text", ["3 3/16", '3-3/16"', "3.1875", "3,1875 in"])
def test_a_rating_page_takes_and_shows_inches(text: str) -> None:
    user = person("in")
    session = make_session(owner=user, tests=(ANKLE,))
    client, page = client_of(user), f"/sessions/{session.uuid}/pre/"
    fields = fields_of(client.get(page)) | {f"{ANKLE}-left-value": text, "go": "later"}
    assert client.post(page, fields).status_code == 302
    assert rating(user).pre_value == Decimal("8.09625")
    assert fields_of(client.get(page))[f"{ANKLE}-left-value"] == ["3.1875"]
    over = client.post(page, fields | {f"{ANKLE}-left-value": "12"})
    assert "Use a number from 0 to 11.8." in words_of(over)


@pytest.mark.parametrize("value", ["8.25", "8.09625", "8.255", "9"])
@pytest.mark.parametrize("length", ["cm", "in"])
def test_a_page_that_is_sent_as_it_came_changes_no_length(value: str, length: str) -> None:
    user = person(length)
    session = finished(user, Decimal(value))
    client = client_of(user)
    assert edit(client, session, note="A windy day.").status_code == 302
    assert rating(user).pre_value == Decimal(value)
    assert not earlier_values(session)
    assert edit(client, session, **{f"pre-{ANKLE}-left-value": "4 in"}).status_code == 302
    assert rating(user).pre_value == 4 * CM


@pytest.mark.parametrize(("first", "then"), [("cm", "in"), ("in", "cm")])
def test_a_page_is_read_in_the_unit_in_which_it_was_made(first: str, then: str) -> None:
    user = person(first)
    session = finished(user, Decimal("8.25"))
    client, page = client_of(user), f"/sessions/{session.uuid}/edit/"
    opened = fields_of(client.get(page))
    switch(user, then)
    assert client.post(page, opened | {"note": "Later."}).status_code == 302
    assert rating(user).pre_value == Decimal("8.25")
    typed = opened | {f"pre-{ANKLE}-left-value": "4.5"}
    assert client.post(page, typed).status_code == 302
    assert rating(user).pre_value == (Decimal("4.5") if first == "cm" else Decimal("4.5") * CM)


def test_the_unit_can_be_switched_there_and_back() -> None:
    user = person("in")
    session = finished(user)
    client, page = client_of(user), f"/sessions/{session.uuid}/edit/"
    field = f"pre-{ANKLE}-left-value"
    edit(client, session, **{field: "3 3/16"})
    for length, shown in (("in", "3.1875"), ("cm", "8.1"), ("in", "3.1875")):
        switch(user, length)
        assert fields_of(client.get(page))[field] == [shown]
        edit(client, session, note=f"In {length}.")
        assert rating(user).pre_value == Decimal("8.09625")


def test_a_test_that_was_measured_on_both_sides_counts_once() -> None:
    user = person("cm")
    session = finished(user, Decimal("9.5"))
    record(session, "pre", {(ANKLE, "right"): {"value": Decimal(9)}})
    page = client_of(user).get(f"/sessions/{session.uuid}/result/")
    assert "Measured 1 test, before and after" in words_of(page)


def test_what_was_measured_is_shown_in_inches_on_every_page() -> None:
    user = person("in")
    session = finished(user, Decimal("8.255"))
    client = client_of(user)
    for page in (f"/sessions/{session.uuid}/result/", f"/progress/{ANKLE}/"):
        assert "3.25 in" in words_of(client.get(page))
    edit(client, session, **{f"pre-{ANKLE}-left-value": "3.5"})
    assert "3.25 in" in words_of(client.get(f"/sessions/{session.uuid}/edit/"))


def test_readings_taken_twice_are_in_inches() -> None:
    user = person("in")
    client, page = client_of(user), f"/tests/{ANKLE}/steady/"
    read = {"left-first": "3.25", "left-second": "3 3/16"}
    saved = client.post(page, fields_of(client.get(page)) | read, follow=True)
    words = words_of(saved)
    assert "Saved for today: left 3.25 and 3.1875 in." in words
    assert "Left 3.25 3.1875" in words
    pair = user.steady_readings.get()
    assert (pair.first, pair.second) == (Decimal("8.255"), Decimal("8.09625"))
    switch(user, "cm")
    assert "Left 8.255 8.1" in words_of(client.get(page))
    there = f"{page}{pair.pk}/"
    client.post(there, fields_of(client.get(there)))
    pair.refresh_from_db()
    assert (pair.first, pair.second) == (Decimal("8.255"), Decimal("8.09625"))
