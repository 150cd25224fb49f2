"""The draw is the same for the same seed, balanced in every block, and not to be guessed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.inputs import StatisticsError
from tracker.analysis.randomisation import BLOCK, LEGS, assign, block, counts

TWO = ("toe_spreaders", "test_only")
THREE = ("toe_spreaders", "sock_pull", "test_only")
FOUR = ("toe_spreaders", "sock_pull", "toe_spreaders+sock_pull", "test_only")
PLANS = [TWO, THREE, FOUR, ("toe_spreaders", "sock_pull"), LEGS]


@pytest.mark.parametrize("arms", PLANS)
@given(seed=st.integers(), number=st.integers(0, 50))
def test_every_block_is_balanced(arms: tuple[str, ...], seed: int, number: int) -> None:
    drawn = Counter(block(seed, number, arms))
    assert sum(drawn.values()) == BLOCK
    assert max(drawn.values()) - min(drawn[arm] for arm in arms) <= 1


@given(seed=st.integers(), number=st.integers(0, 50), others=st.integers(1, 6))
def test_a_quarter_of_every_block_is_test_only(seed: int, number: int, others: int) -> None:
    arms = [*(f"routine_{n}" for n in range(others)), "test_only"]
    assert block(seed, number, arms).count("test_only") >= BLOCK // 4


@given(seed=st.integers())
def test_what_eight_leaves_over_evens_out(seed: int) -> None:
    drawn = Counter(assign(seed, index, THREE) for index in range(3 * BLOCK))
    assert drawn == dict.fromkeys(THREE, BLOCK)


@pytest.mark.parametrize("arms", PLANS)
def test_the_same_seed_draws_the_same_in_any_order(arms: tuple[str, ...]) -> None:
    forward = [assign("seed", index, arms) for index in range(40)]
    backward = [assign("seed", index, arms) for index in reversed(range(40))]
    assert forward == backward[::-1]


def test_a_stored_seed_draws_the_same_for_ever() -> None:
    assert (
        "".join(leg[0] for leg in (assign(20250310, index, LEGS) for index in range(16)))
        == "lrlrlrrlrlllrlrr"
    )


def test_without_the_seed_each_next_one_is_as_good_as_a_coin() -> None:
    first = Counter(assign(seed, 0, LEGS) for seed in range(2000))
    after_left = Counter(
        assign(seed, 1, LEGS) for seed in range(2000) if assign(seed, 0, LEGS) == "left"
    )
    assert 900 < first["left"] < 1100
    assert 0.37 < after_left["left"] / after_left.total() < 0.49  # three of seven are left


def test_two_seeds_and_two_blocks_draw_differently() -> None:
    blocks = {block(seed, number, FOUR) for seed in range(20) for number in range(20)}
    assert len(blocks) > 300


@pytest.mark.parametrize(
    "arms", [(), ("test_only",), ("left", "left"), tuple(str(n) for n in range(8))]
)
def test_arms_that_no_block_can_hold_are_refused(arms: tuple[str, ...]) -> None:
    with pytest.raises(StatisticsError):
        counts(1, 0, arms)


def test_there_is_no_session_before_the_first() -> None:
    with pytest.raises(StatisticsError):
        assign(1, -1, LEGS)
