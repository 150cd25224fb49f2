"""One test in short: the three numbers of each side, with their bars."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tracker.analysis.answers import Answers
from tracker.analysis.pairs import History
from tracker.analysis.timeline import Range
from tracker.charts import three_numbers
from tracker.charts.figure import Figure

PAGE = "test"
ORDER = 5


def build(
    history: History, *, test: str, range_: Range, today: int, answers: Answers | None = None
) -> Iterable[Figure]:
    info = history.test(test)
    if answers and any((test, side) in answers.changes for side in info.sides):
        yield three_numbers.figure(answers, [info], "three", _("In short"))
