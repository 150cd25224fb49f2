"""Messages do not accumulate without limit while nobody opens a page."""

import pytest

from mobility.messages import MAX_MESSAGES
from tests.factories import copy, make_user
from tests.pages import client_of, text_of
from tracker.models import Routine

pytestmark = pytest.mark.django_db


def test_only_the_last_few_messages_are_stored() -> None:
    user = make_user()
    client, slug = client_of(user), copy(Routine.objects.get(slug="toe_spreaders"), user).slug
    for _ in range(MAX_MESSAGES + 5):
        client.post(f"/routines/{slug}/delete/")
        client.post(f"/routines/{slug}/restore/")
    assert text_of(client.get("/settings/")).count("Routine deleted.") == MAX_MESSAGES
    assert "Routine deleted." not in text_of(client.get("/settings/"))
