"""What there is to say while there are too few sessions for any estimate: how many, and which."""

from dataclasses import dataclass

from tracker.analysis.answers.finding import Finding
from tracker.analysis.answers.sample import FAMILIARISATION, ROUTINE_KINDS, Dataset, columns
from tracker.analysis.pairs import SeriesKey
from tracker.analysis.verdicts import FIRST

NEEDED = FAMILIARISATION + FIRST  # sessions with a routine before a first estimate


@dataclass(frozen=True)
class Early:
    """Sessions with a routine, practice included, and their changes per test and side.

    `practice`: how many of the first sessions are done. `wait`: sessions to the first estimate.
    """

    sessions: int
    practice: int
    wait: int
    changes: dict[SeriesKey, list[float]]

    @property
    def all_changes(self) -> list[float]:
        return [change for column in self.changes.values() for change in column]


def early(dataset: Dataset, findings: dict[SeriesKey, Finding]) -> Early | None:
    """None as soon as one test and side has an estimate."""
    if any(finding.verdict != "too_early" for finding in findings.values()):
        return None
    chosen = _sessions(dataset)
    rated = {key: series for key, series in dataset.history.series.items() if series.is_rated}
    by_key = columns(rated, chosen)
    changes = {key: dataset.worked(column, key[1]).gain for key, column in by_key.items()}
    practice = len(dataset.in_familiarisation)
    wait = min((finding.wait for finding in findings.values()), default=FIRST)
    return Early(len(chosen), practice, FAMILIARISATION - practice + wait, changes)


def _sessions(dataset: Dataset) -> list[int]:
    """Those of the window with a routine that count, or would if they were no practice."""
    return [
        i
        for i, session in enumerate(dataset.history.sessions)
        if session.counts
        and session.kind in ROUTINE_KINDS
        and dataset.first_day <= session.day <= dataset.today
    ]
