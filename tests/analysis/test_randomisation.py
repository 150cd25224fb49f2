"""Randomisation is determined by its seed, balanced in every block, and unpredictable."""

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
    arm_counts = Counter(block(seed, number, arms))
    assert sum(arm_counts.values()) == BLOCK
    assert max(arm_counts.values()) - min(arm_counts[arm] for arm in arms) <= 1


@given(seed=st.integers(), number=st.integers(0, 50), others=st.integers(1, 6))
def test_a_quarter_of_every_block_is_test_only(seed: int, number: int, others: int) -> None:
    arms = [*(f"routine_{n}" for n in range(others)), "test_only"]
    assert block(seed, number, arms).count("test_only") >= BLOCK // 4


@given(seed=st.integers())
def test_the_remainder_of_a_block_evens_out(seed: int) -> None:
    arm_counts = Counter(assign(seed, index, THREE) for index in range(3 * BLOCK))
    assert arm_counts == dict.fromkeys(THREE, BLOCK)


@pytest.mark.parametrize("arms", PLANS)
def test_the_same_seed_assigns_the_same_arms_in_any_order(arms: tuple[str, ...]) -> None:
    forward = [assign("seed", index, arms) for index in range(40)]
    backward = [assign("seed", index, arms) for index in reversed(range(40))]
    assert forward == backward[::-1]


def test_a_stored_seed_assigns_the_same_arms_for_ever() -> None:
    assert (
        "".join(leg[0] for leg in (assign(20250310, index, LEGS) for index in range(16)))
        == "lrlrlrrlrlllrlrr"
    )


def test_without_the_seed_the_next_arm_is_unpredictable() -> None:
    first = Counter(assign(seed, 0, LEGS) for seed in range(2000))
    after_left = Counter(
        assign(seed, 1, LEGS) for seed in range(2000) if assign(seed, 0, LEGS) == "left"
    )
    assert 900 < first["left"] < 1100
    assert 0.37 < after_left["left"] / after_left.total() < 0.49  # three of seven are left


def test_different_seeds_and_blocks_assign_different_arms() -> None:
    blocks = {block(seed, number, FOUR) for seed in range(20) for number in range(20)}
    assert len(blocks) > 300


@pytest.mark.parametrize(
    "arms", [(), ("test_only",), ("left", "left"), tuple(str(n) for n in range(8))]
)
def test_arms_that_do_not_fit_in_a_block_are_refused(arms: tuple[str, ...]) -> None:
    with pytest.raises(StatisticsError):
        counts(1, 0, arms)


def test_there_is_no_session_before_the_first() -> None:
    with pytest.raises(StatisticsError):
        assign(1, -1, LEGS)
