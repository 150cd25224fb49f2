"""How often one person may ask, and how much send: buckets that fill again, in each process."""

from collections import OrderedDict
from math import ceil
from time import monotonic

BURST = 60
A_SECOND = 2
MOST_PEOPLE = 10_000
# What is sent is kept, so that whoever sends without end fills the disk of all: in bytes.
MOST_SENT = 16 * 1024 * 1024
SENT_A_SECOND = 500
# The plan of a session is far longer than what asks for it.
A_SESSION = 80_000
# Of one address, behind which a whole club may be: each account has a share of its own.
MOST_ACCOUNTS = 100
ACCOUNTS_A_SECOND = 1 / 600


class Buckets:
    """Counts in memory and forgets whom it has not heard of for longest."""

    def __init__(self, most: int = BURST, a_second: float = A_SECOND) -> None:
        self.most, self.a_second = most, a_second
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, person: str, cost: int = 1) -> int:
        """Take what it costs; 0 if anything was there, else the seconds until something is."""
        left = self._now(person)
        if left < 1:
            return ceil((1 - left) / self.a_second)
        self.spend(person, cost)
        return 0

    def spend(self, person: str, cost: int) -> None:
        """What was not known before; what is not there is owed."""
        self._left[person] = (self._now(person) - cost, monotonic())

    def _now(self, person: str) -> float:
        now = monotonic()
        left, since = self._left.pop(person, (float(self.most), now))
        left = min(self.most, left + (now - since) * self.a_second)
        self._left[person] = (left, now)
        while len(self._left) > MOST_PEOPLE:
            self._left.popitem(last=False)
        return left


shares = Buckets(MOST_SENT, SENT_A_SECOND)
accounts = Buckets(MOST_ACCOUNTS, ACCOUNTS_A_SECOND)
