"""Randomises sessions to arms, in permuted blocks of eight determined by a stored seed."""

import random
from collections.abc import Sequence

from tracker.analysis.inputs import StatisticsError

BLOCK = 8
CONTROL = "test_only"
LIGHT_TOUCH = "light_touch"  # the sham: a routine's minutes and attention, without the pull
LEAST_CONTROLS = 2  # of eight: a quarter
LEGS = ("left", "right")


def assign(seed: int | str, index: int, arms: Sequence[str]) -> str:
    """The arm of session number `index` (from 0); the same seed always gives the same arm.

    Raises StatisticsError for fewer than two arms, more than fit in a block, or duplicates.

    >>> [assign(7, index, LEGS) for index in range(8)].count("left")
    4
    """
    if index < 0:
        raise StatisticsError(f"There is no session number {index}.")
    number, place = divmod(index, BLOCK)
    return block(seed, number, arms)[place]


def block(seed: int | str, number: int, arms: Sequence[str]) -> tuple[str, ...]:
    """The arms of block `number`, in a random order that nobody can predict without the seed.

    The last of a block follows from the others, which is why a block is eight and not two, and
    why a session is randomised only after its first ratings.
    """
    randomised = [arm for arm, count in counts(seed, number, arms).items() for _ in range(count)]
    random.Random(f"{seed}:{number}").shuffle(randomised)
    return tuple(randomised)


def counts(seed: int | str, number: int, arms: Sequence[str]) -> dict[str, int]:
    """How often each arm is in block `number`; the remainder of eight rotates between blocks.

    If test-only is an arm, it gets at least a quarter of every block.

    >>> counts(7, 0, ["toe_spreaders", "test_only"])
    {'toe_spreaders': 4, 'test_only': 4}
    """
    _check(arms)
    count = {arm: BLOCK // len(arms) for arm in arms}
    if CONTROL in count:
        count[CONTROL] = max(count[CONTROL], LEAST_CONTROLS)
    remainder = BLOCK - sum(count.values())
    others = [arm for arm in arms if count[arm] < LEAST_CONTROLS] or list(arms)
    start = random.Random(f"{seed}").randrange(len(others)) + number * remainder
    for step in range(remainder):
        count[others[(start + step) % len(others)]] += 1
    return count


def _check(arms: Sequence[str]) -> None:
    if not 2 <= len(arms) < BLOCK or len(set(arms)) < len(arms):
        raise StatisticsError(f"A draw is between 2 to {BLOCK - 1} different arms, not {arms!r}.")
