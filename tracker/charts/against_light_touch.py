"""Each routine against light touch, which separates it from hope and attention."""

from collections.abc import Collection, Iterable

from tracker.analysis.answers import Dataset
from tracker.analysis.answers.compare import against_light_touch
from tracker.analysis.pairs import History
from tracker.charts import arms
from tracker.charts.figure import Figure

PAGE = "compare"
ORDER = 15


def build(history: History, *, dataset: Dataset, declined: Collection[int]) -> Iterable[Figure]:
    for comparison in against_light_touch(dataset):
        if arms.is_kind(comparison.first):
            yield arms.figure(dataset, comparison, declined)
