"""The merge of a stale page: only what somebody changed on it is taken."""

from collections.abc import Sequence

import pytest

from tracker.rules.merge import merge

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("base", "mine", "states", "is_taken"),
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
        "what it showed, over what is newer",
        "its own tap, which the log has since",
        "what was there before it was opened",
        "opened after that tap was taken back",
        "a page that showed nothing of which the log knows",
    ],
)
def test_what_is_taken(base: int | None, mine: int, states: Sequence[int], is_taken: bool) -> None:
    def history(field: str) -> Sequence[int]:
        return states

    assert merge({"score": base}, {"score": mine}, history) == ({"score": 6} if is_taken else {})


def test_a_page_that_does_not_say_what_it_showed_means_it_all() -> None:
    assert merge(None, {"note": "A", "day": "10"}) == {"note": "A", "day": "10"}


def test_a_field_that_the_page_did_not_show_is_taken() -> None:
    assert merge({"day": "10"}, {"note": "A", "day": "10"}) == {"note": "A"}
