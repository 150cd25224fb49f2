"""Two phones in one session: the order in which their operations come decides nothing."""

import datetime

import pytest

from tests.harness.merging import SEED, differing, differing_journeys
from tracker.models.entry import Entry
from tracker.rules import log

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", [SEED, SEED + 1, SEED + 2])
def test_any_order_with_any_repetition_leaves_one_state_and_a_whole_log(seed: int) -> None:
    assert differing(seed, orders=20) == []


@pytest.mark.parametrize("seed", [SEED, SEED + 1])
def test_a_session_started_offline_ends_the_same_however_two_phones_mix(seed: int) -> None:
    assert differing_journeys(seed, orders=20) == []


@pytest.mark.once
def test_if_arrival_decided_the_states_would_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    def arrival(entry: Entry, at: datetime.datetime | None = None) -> log.SortKey:
        return log.SortKey(entry.received_at, entry.received_at, entry.uuid)

    monkeypatch.setattr(log, "sort_key", arrival)
    assert differing(SEED, orders=2)
