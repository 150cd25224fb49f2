"""Two phones in one session: the order in which their operations come decides nothing."""

import pytest

from tests.harness.merging import SEED, differing, differing_journeys
from tracker.models.entry import Entry
from tracker.rules import log as ledger

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [SEED, SEED + 1, SEED + 2])
def test_any_order_with_any_repetition_leaves_one_state_and_a_whole_ledger(seed: int) -> None:
    assert differing(seed, orders=20) == []


@pytest.mark.parametrize("seed", [SEED, SEED + 1])
def test_a_session_started_offline_ends_the_same_however_two_phones_mix(seed: int) -> None:
    assert differing_journeys(seed, orders=20) == []


@pytest.mark.once
def test_if_arrival_decided_the_states_would_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    def arrival(entry: Entry, at: str = "") -> ledger.Order:
        return entry.received_at, entry.received_at, entry.uuid

    monkeypatch.setattr(ledger, "order_of", arrival)
    assert differing(SEED, orders=2)
