"""One routine against another: which does more, not whether either does anything."""

from collections.abc import Collection, Iterable

from tracker.analysis.answers import Dataset
from tracker.analysis.answers.compare import routine_against_routine
from tracker.analysis.pairs import History
from tracker.charts import arms
from tracker.charts.figure import Figure

PAGE = "compare"
ORDER = 20


def build(history: History, *, dataset: Dataset, declined: Collection[int]) -> Iterable[Figure]:
    for comparison in routine_against_routine(dataset):
        if arms.is_kind(comparison.first) and arms.is_kind(comparison.second):
            yield arms.figure(dataset, comparison, declined)
