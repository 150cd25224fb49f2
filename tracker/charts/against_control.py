"""Each routine against test-only sessions, which controls for the effect of rating twice."""

from collections.abc import Collection, Iterable

from tracker.analysis.answers import Dataset
from tracker.analysis.answers.compare import against_control
from tracker.analysis.pairs import History
from tracker.charts import arms
from tracker.charts.figure import Figure

PAGE = "compare"
ORDER = 10


def build(history: History, *, dataset: Dataset, declined: Collection[int]) -> Iterable[Figure]:
    for comparison in against_control(dataset):
        if arms.is_kind(comparison.first):
            yield arms.figure(dataset, comparison, declined)
