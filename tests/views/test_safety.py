"""The safety text: public, and acknowledged once before the first session."""

import pytest
from django.test import Client

from tests.factories import make_user
from tests.pages import client_of, words_of
from tests.rows import nothing_changes
from tracker.models import User

pytestmark = pytest.mark.django_db


def test_everybody_can_read_the_safety_page() -> None:
    response = Client().get("/safety/")
    assert response.status_code == 200
    assert "pins and needles" in words_of(response)


def test_a_visitor_who_sends_the_form_changes_nothing() -> None:
    with nothing_changes():
        assert Client().post("/safety/").status_code == 200


def test_the_first_acknowledgement_is_stored_with_its_time() -> None:
    user = make_user(safety_read=False)
    client = client_of(user)
    assert "Before your first session" in words_of(client.get("/safety/"))
    client.post("/safety/")
    first = User.objects.get(pk=user.pk).safety_read_at
    assert first is not None
    client.post("/safety/")
    assert User.objects.get(pk=user.pk).safety_read_at == first
    assert "Before your first session" not in words_of(client.get("/safety/"))


def test_acknowledging_again_changes_nothing() -> None:
    client = client_of(make_user(safety_read=False))
    with nothing_changes():
        client.get("/safety/")
