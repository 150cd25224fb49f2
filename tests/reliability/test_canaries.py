"""What is deleted is overwritten in SQLite's file, too; small here, full in `harness.canaries`."""

from typing import Any

import pytest
from django.db import connection

from tests import canaries
from tests.harness.canaries import in_files, set_secure_delete
from tracker.accounts.deleting import delete_person

pytestmark = pytest.mark.once


@pytest.fixture(params=[True, False], ids=["overwritten", "left in the file"])
def is_overwritten(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    if not request.param:
        monkeypatch.setattr("mobility.database.freed.overwrite", lambda: None)
    yield request.param
    set_secure_delete(on=False)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL vacuums by itself")
def test_nothing_of_a_deleted_person_is_in_the_file(committed: None, is_overwritten: bool) -> None:
    set_secure_delete(on=is_overwritten)
    user = canaries.person()
    assert in_files()
    delete_person(user)
    assert bool(in_files()) is not is_overwritten
