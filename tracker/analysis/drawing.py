"""The draw: chance picks each session, in permuted blocks of eight that a seed fixes for good."""

import random
from collections.abc import Sequence

from tracker.analysis.inputs import StatisticsError

BLOCK = 8
CONTROL = "test_only"
LEAST_CONTROLS = 2  # of eight: a quarter
LEGS = ("left", "right")


def draw(seed: int | str, index: int, arms: Sequence[str]) -> str:
    """What session number `index` (from 0) of a plan is to be: the same for the same seed, always.

    Raises StatisticsError for fewer than two arms, more than a block holds, or one given twice.

    >>> [draw(7, index, LEGS) for index in range(8)].count("left")
    4
    """
    if index < 0:
        raise StatisticsError(f"There is no session number {index}.")
    number, place = divmod(index, BLOCK)
    return block(seed, number, arms)[place]


def block(seed: int | str, number: int, arms: Sequence[str]) -> tuple[str, ...]:
    """The eight sessions of block `number`, in a random order.

    Without the seed the order cannot be told. The last of a block follows from the others,
    which is why a block is eight and not two, and why draws are made after the first ratings.
    """
    drawn = [arm for arm, count in counts(seed, number, arms).items() for _ in range(count)]
    random.Random(f"{seed}:{number}").shuffle(drawn)
    return tuple(drawn)


def counts(seed: int | str, number: int, arms: Sequence[str]) -> dict[str, int]:
    """How often each arm is in a block; what eight leaves over goes round from block to block.

    Test-only sessions, when there are any, are at least a quarter of every block.

    >>> counts(7, 0, ["toe_spreaders", "test_only"])
    {'toe_spreaders': 4, 'test_only': 4}
    """
    _check(arms)
    count = {arm: BLOCK // len(arms) for arm in arms}
    if CONTROL in count:
        count[CONTROL] = max(count[CONTROL], LEAST_CONTROLS)
    left = BLOCK - sum(count.values())
    others = [arm for arm in arms if count[arm] < LEAST_CONTROLS] or list(arms)
    start = random.Random(f"{seed}").randrange(len(others)) + number * left
    for step in range(left):
        count[others[(start + step) % len(others)]] += 1
    return count


def _check(arms: Sequence[str]) -> None:
    if not 2 <= len(arms) < BLOCK or len(set(arms)) < len(arms):
        raise StatisticsError(f"A draw is between 2 to {BLOCK - 1} different arms, not {arms!r}.")
