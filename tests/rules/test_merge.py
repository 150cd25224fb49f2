"""The merge of a stale page: only what somebody changed on it is saved."""

from collections.abc import Sequence

import pytest

from tracker.rules.merge import merge

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("base", "mine", "states", "is_saved"),
    [
        (4, 6, [4], True),
        (4, 4, [4, 9], False),
        (4, 6, [4, 6, 9], False),
        (4, 6, [6, 4, 9], True),
        (4, 6, [4, 6, 4, 9], True),
        (None, 6, [6, 9], True),
    ],
    ids=[
        "changed on the page",
        "unchanged on the page, changed elsewhere since",
        "tapped on the page, changed elsewhere since",
        "changed back to an earlier value",
        "changed to a value that was undone before the page was opened",
        "the page was empty, and the log does not know that state",
    ],
)
def test_what_is_saved(base: int | None, mine: int, states: Sequence[int], is_saved: bool) -> None:
    def history(field: str) -> Sequence[int]:
        return states

    assert merge({"score": base}, {"score": mine}, history) == ({"score": 6} if is_saved else {})


def test_all_of_a_page_without_a_base_is_saved() -> None:
    assert merge(None, {"note": "A", "day": "10"}) == {"note": "A", "day": "10"}


def test_a_field_that_is_not_in_the_base_is_saved() -> None:
    assert merge({"day": "10"}, {"note": "A", "day": "10"}) == {"note": "A"}
