"""Token buckets that limit requests, bytes and new accounts, per person and process."""

from collections import OrderedDict
from math import ceil
from time import monotonic

BURST = 60
A_SECOND = 2
MOST_PEOPLE = 10_000
# Bytes. What people send is stored, so a limit keeps one person from filling the disk.
MOST_SENT = 16 * 1024 * 1024
SENT_A_SECOND = 500
# Bytes. The stored plan of a session is far longer than the request that starts it.
A_SESSION = 80_000
# Per IP address, which a whole club may share; every account has its own share of bytes.
MOST_ACCOUNTS = 100
ACCOUNTS_A_SECOND = 1 / 600
# Requests for shared links that reach the limit of all processes, which costs the database commits.
MOST_SHARED = 60
SHARED_A_SECOND = 1


class Buckets:
    """Token buckets in memory; evicts the least recently seen person."""

    def __init__(self, most: int = BURST, a_second: float = A_SECOND) -> None:
        self.most, self.a_second = most, a_second
        self._tokens: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, person: str, cost: int = 1) -> int:
        """Spend `cost` and return 0 if there is a token, else the seconds until there is one."""
        tokens = self._now(person)
        if tokens < 1:
            return ceil((1 - tokens) / self.a_second)
        self.spend(person, cost)
        return 0

    def spend(self, person: str, cost: int) -> None:
        """Spend a cost that was not known beforehand; the balance may become negative."""
        self._tokens[person] = (self._now(person) - cost, monotonic())

    def _now(self, person: str) -> float:
        now = monotonic()
        tokens, since = self._tokens.pop(person, (float(self.most), now))
        tokens = min(self.most, tokens + (now - since) * self.a_second)
        self._tokens[person] = (tokens, now)
        while len(self._tokens) > MOST_PEOPLE:
            self._tokens.popitem(last=False)
        return tokens


shares = Buckets(MOST_SENT, SENT_A_SECOND)
accounts = Buckets(MOST_ACCOUNTS, ACCOUNTS_A_SECOND)
shared = Buckets(MOST_SHARED, SHARED_A_SECOND)
