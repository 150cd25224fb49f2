"""A person whose download the tests of this folder bring in."""

import pytest

from tests.factories import copy, make_session, make_user
from tracker.models import Routine, User


@pytest.fixture
def somebody() -> User:
    """Somebody with few rows, one session of which is done."""
    user = make_user()
    make_session(owner=user, tests=("toe_touch", "ankle_dorsiflexion"), stage="done", note="Grüße")
    copy(Routine.objects.get(slug="sock_pull", owner=None), user)
    return user
