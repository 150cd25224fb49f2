"""Holds after each test that the rows of all sessions are what their logs say."""

from tracker.models import Session
from tracker.sessions.rebuild import stored_sessions

# Tests that write rows by hand, by the start of their names, with what they need it for.
BY_HAND = {
    "tests/models/test_constraints.py::": "asks of the database itself what it refuses",
    "tests/models/test_owned.py::test_what_django_asks": "writes as Django can, not as we do",
    "tests/models/test_revision.py::test_what_is_known_inside_of_a_block": "writes any owned row",
    "tests/models/test_what_counts.py::test_old_sessions": "has sessions of before a migration",
    "tests/reliability/test_ledger.py::": "damages rows and entries, to see it noticed",
    "tests/test_backup.py::test_a_change_of_one_rating": "damages a row, to see it noticed",
    "tests/views/test_counting.py::test_to_count_it_anyway": "marks all sessions of a plan at once",
    "tests/views/test_same_ids.py::test_a_row_that_is_named": "changes somebody else's rows",
    "tests/views/test_standing.py::test_how_late_it_was": "has moments that may be still to come",
    "tests/views/test_standing.py::test_today_says": "has the moments of the test before",
}


def is_by_hand(name: str) -> bool:
    return any(name.startswith(start) for start in BY_HAND)


def unprojected() -> list[str]:
    """Each column of a row that is not what the log of its session says."""
    sessions = list(Session.objects.order_by("pk"))
    return [
        str(difference)
        for stored in stored_sessions(sessions)
        for difference in stored.differences()
    ]
