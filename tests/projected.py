"""Checks after each test that the rows of all sessions equal the fold of their logs."""

from tracker.models import Session
from tracker.sessions.rebuild import stored_sessions

# Tests that write rows without the writer, by the start of their names, and why they do.
BY_HAND = {
    "tests/models/test_constraints.py::": "writes rows that no form checks",
    "tests/models/test_owned.py::test_every_query_that": "writes in every way that Django offers",
    "tests/models/test_revision.py::test_answers_computed_within": "writes any owned row",
    "tests/models/test_what_counts.py::test_the_migration": "has sessions older than a migration",
    "tests/reliability/test_ledger.py::": "damages rows and entries that the trial must notice",
    "tests/test_backup.py::test_a_change_of_one_rating": "damages a row that must be noticed",
    "tests/views/test_counting.py::test_counting_a_session": "marks all sessions of a plan at once",
    "tests/views/test_same_ids.py::test_a_query_by_id": "changes somebody else's rows",
    "tests/views/test_exclusions.py::test_the_delay": "has times that may be in the future",
    "tests/views/test_exclusions.py::test_today_says": "has the times of the test before",
}


def is_by_hand(name: str) -> bool:
    return any(name.startswith(start) for start in BY_HAND)


def unprojected() -> list[str]:
    """Every column of a row that differs from the log of its session."""
    sessions = list(Session.objects.order_by("pk"))
    return [
        str(difference)
        for stored in stored_sessions(sessions)
        for difference in stored.differences()
    ]
