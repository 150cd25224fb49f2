"""One routine against another one: which of the two, not whether either does anything."""

from collections.abc import Collection, Iterable

from tracker.analysis.answers import Asked
from tracker.analysis.answers.compare import routine_against_routine
from tracker.analysis.pairs import History
from tracker.charts import arms
from tracker.charts.figure import Figure

PAGE = "compare"
ORDER = 20


def build(history: History, *, asked: Asked, declined: Collection[int]) -> Iterable[Figure]:
    for compared in routine_against_routine(asked):
        if arms.is_kind(compared.first) and arms.is_kind(compared.second):
            yield arms.figure(asked, compared, declined)
