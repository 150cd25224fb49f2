"""How often one person may ask: a bucket that fills again by itself, in each process."""

from collections import OrderedDict
from math import ceil
from time import monotonic

BURST = 60
A_SECOND = 2
MOST_PEOPLE = 10_000


class Buckets:
    """Counts in memory and forgets whom it has not heard of for longest."""

    def __init__(self) -> None:
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, person: str) -> int:
        """Take one; 0 if it was there, else the seconds until one is."""
        now = monotonic()
        left, since = self._left.pop(person, (float(BURST), now))
        left = min(BURST, left + (now - since) * A_SECOND)
        taken = left >= 1
        self._left[person] = (left - taken, now)
        while len(self._left) > MOST_PEOPLE:
            self._left.popitem(last=False)
        return 0 if taken else ceil((1 - left) / A_SECOND)
