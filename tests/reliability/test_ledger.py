"""The ledger that judges every trial: it sees each kind of loss when there is one."""

import datetime
import random
from urllib.parse import urlsplit

import pytest

from tests.harness.ledger import Ledger
from tests.harness.phones import Phone
from tests.harness.servers import people
from tracker.models.entry import Entry
from tracker.models.rating import Rating

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def phone(server: str) -> Phone:
    """One that has sent a rating, which is acknowledged."""
    (person,) = people(1, tests=("ankle_dorsiflexion",))
    phone = Phone(person, int(urlsplit(server).port or 0), Ledger(), random.Random(7))
    phone.tap("pre", "ankle_dorsiflexion", "left", "score", 4)
    assert phone.drain() and phone.ledger.compare().is_complete
    return phone


def complaints(phone: Phone) -> dict[str, int]:
    """What the ledger complains of, by its name."""
    verdict = phone.ledger.compare()._asdict()
    wrong = ("lost", "missing", "doubled", "wrong", "strange", "not_shown")
    return {name: verdict[name] for name in wrong if verdict[name]}


def test_a_deleted_row_is_reported_as_lost(phone: Phone) -> None:
    Entry.objects.filter(owner=phone.person.user).delete()
    assert complaints(phone) == {"lost": 1}


def test_a_tap_that_never_arrived_is_reported_as_missing(phone: Phone) -> None:
    phone.tap("pre", "ankle_dorsiflexion", "right", "score", 4)
    assert complaints(phone) == {"missing": 1}


def test_a_second_row_is_reported_as_doubled(phone: Phone) -> None:
    (row,) = Entry.objects.filter(owner=phone.person.user)
    row.pk, row.uuid = None, "0b5e7a52-6d3c-4b43-9d0e-3f5b8d8a9a11"
    row.save()
    assert complaints(phone) == {"doubled": 1}


def test_a_different_value_is_reported_as_wrong(phone: Phone) -> None:
    (row,) = Entry.objects.filter(owner=phone.person.user)
    row.payload["value"] = "5"
    row.save()
    assert complaints(phone) == {"wrong": 1}


def test_a_different_time_is_reported_as_lost_and_strange(phone: Phone) -> None:
    (row,) = Entry.objects.filter(owner=phone.person.user)
    row.entered_at += datetime.timedelta(milliseconds=1)
    row.save()
    assert complaints(phone) == {"lost": 1, "strange": 1}


def test_a_page_that_shows_another_value_is_noticed(phone: Phone) -> None:
    Rating.objects.filter(owner=phone.person.user).update(pre_score=5)
    assert complaints(phone) == {"not_shown": 1}
