"""Each routine against test-only sessions: the one comparison that rating twice cannot fool."""

from collections.abc import Collection, Iterable

from tracker.analysis.answers import Asked
from tracker.analysis.answers.compare import against_control
from tracker.analysis.pairs import History
from tracker.charts import arms
from tracker.charts.figure import Figure

PAGE = "compare"
ORDER = 10


def build(history: History, *, asked: Asked, declined: Collection[int]) -> Iterable[Figure]:
    for compared in against_control(asked):
        if arms.is_kind(compared.first):
            yield arms.figure(asked, compared, declined)
