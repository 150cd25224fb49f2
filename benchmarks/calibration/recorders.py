"""What is recorded of a person besides the words: limits, promises, what is left, one result."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from benchmarks.calibration.looking import Look, Slot
from benchmarks.scenario import CONTROL, ROUTINE
from benchmarks.simulated import Person, reported
from tracker.analysis.answers import RECENT, Finding
from tracker.analysis.answers.carryover import carryovers
from tracker.analysis.answers.swing import Changes, control_changes, session_limit
from tracker.analysis.pairs import History, SeriesKey

COVERED_AT = (5, 10, 20, 40)
PROMISED_AT = (10, 20, 30)
SETTLED = ("clear", "little")
OPEN = ("probably", "not")
CAPS = {"level": RECENT.weeks, "gap": RECENT.weeks, "drift": RECENT.weeks}


class Limits:
    """Whether the bars of the change and of the plan hold the truth, once per series and n."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, int, int], list[bool]] = defaultdict(list)
        self._counted: set[tuple[Slot, int]] = set()
        self._means: dict[str, list[float]] = {}

    def see(self, subject: Person, look: Look) -> None:
        if not self._means:
            self._means = {arm: reported(subject, arm).tolist() for arm in (ROUTINE, CONTROL)}
        for slot, finding in look.findings():
            if slot[0] not in ("change", "control") or finding.n not in COVERED_AT:
                continue
            if finding.wide and finding.narrow and (slot, finding.n) not in self._counted:
                self._counted.add((slot, finding.n))
                true = self._true(slot, subject.scenario.keys)
                for level, bar in ((95, finding.wide), (80, finding.narrow)):
                    self.held[slot[0], finding.n, level].append(bar.lo <= true <= bar.hi)

    def _true(self, slot: Slot, keys: Sequence[SeriesKey]) -> float:
        question, key = slot
        routine, control = (self._means[arm][keys.index(key)] for arm in (ROUTINE, CONTROL))
        return routine - control if question == "control" else routine


class Promise(NamedTuple):
    """At `n` a finding said "about `more` more"; it was settled at `settled`, if ever."""

    question: str
    n: int
    more: int | None
    settled: int | None


class Forecasts:
    """What was promised early, when it came, and what can never come."""

    def __init__(self) -> None:
        self.promises: dict[tuple[Slot, int], Promise] = {}
        self.given = 0  # over all looks and findings from the last of PROMISED_AT on
        self.in_vain = 0  # those that promise more than the window can hold

    def see(self, subject: Person, look: Look) -> None:
        for slot, finding in look.findings():
            is_open = finding.verdict.startswith(OPEN)
            if not is_open and finding.verdict != "too_early":
                self._settle(slot, finding)
            if is_open and (finding.n in PROMISED_AT or look.number % 10 == 0):
                self._promise(slot, finding)

    def _settle(self, slot: Slot, finding: Finding) -> None:
        for n in PROMISED_AT:
            promise = self.promises.get((slot, n))
            if promise and promise.settled is None:
                self.promises[slot, n] = promise._replace(settled=finding.n)

    def _promise(self, slot: Slot, finding: Finding) -> None:
        more, cap = finding.more, CAPS.get(slot[0], RECENT.sessions)
        self.given += more is not None
        is_capped = not slot[0].startswith("plan") and cap is not None
        self.in_vain += is_capped and more is not None and finding.n + more > (cap or 0)
        if finding.n in PROMISED_AT:
            promise = Promise(slot[0], finding.n, more, None)
            self.promises.setdefault((slot, finding.n), promise)


class LeftOver:
    """In how many places the share that is still there next time is a number, and if it is true."""

    def __init__(self) -> None:
        self.numbers: list[int] = []  # per look
        self.places = 0
        self.held: list[bool] = []  # over all looks and places

    def see(self, subject: Person, look: Look) -> None:
        shares = [carryover.share for carryover in carryovers(look.dataset).values()]
        given = [share for share in shares if share]
        self.numbers.append(len(given))
        self.places = len(shares)
        true = subject.scenario.lasting
        self.held += [lo <= true <= hi for _, lo, hi in given]


class Results:
    """In how many sessions the result page spoke of a change beyond the usual swing."""

    def __init__(self) -> None:
        self.sessions = 0
        self.beyond = 0

    def see(self, subject: Person, look: Look) -> None:
        changes = _changes(look.dataset.history)
        swing = session_limit(control_changes(look.dataset), list(changes))
        self.sessions += 1
        self.beyond += any(abs(change) > swing.limit for change in changes.values())


def _changes(history: History) -> Changes:
    """After minus Before of the last session, where both were rated."""
    last = len(history.sessions) - 1
    rated = {
        key: (series.before[-1], series.after[-1])
        for key, series in history.series.items()
        if series.session and series.session[-1] == last
    }
    return {
        key: float(after - before)
        for key, (before, after) in rated.items()
        if before is not None and after is not None
    }
