"""Before and after alone, as a table only: a picture would say more than there is."""

from collections.abc import Collection, Iterable

from tracker.analysis import words
from tracker.analysis.answers import Asked, Finding
from tracker.analysis.answers.compare import arms as kinds
from tracker.analysis.answers.day import changes
from tracker.analysis.drawing import CONTROL
from tracker.analysis.pairs import History
from tracker.analysis.sentences import GRADES, signed
from tracker.charts import arms, forest
from tracker.charts.figure import Figure

PAGE = "compare"
ORDER = 50


def build(history: History, *, asked: Asked, declined: Collection[int]) -> Iterable[Figure]:
    shown = [arm for arm in kinds(asked) if arms.is_kind(arm)]
    shown.sort(key=lambda arm: arm == CONTROL)
    means = {arm: changes(asked, arm) for arm in shown}
    if not any(each.best is not None for found in means.values() for each in found.values()):
        return
    yield Figure(
        key="before-after",
        kind="means",
        title="Before and after alone",
        sentence="The mean change in a session. It holds everything at once: the routine, rating"
        " twice, warming up, and what you hoped for.",
        header=("Test", "Side", *(arms.name(asked, arm) for arm in shown)),
        rows=tuple(
            (
                test.name,
                words.SIDES[side],
                *(_cell(means[arm].get((test.slug, side))) for arm in shown),
            )
            for test in history.tests
            for side in test.sides
            if any((test.slug, side) in means[arm] for arm in shown)
        ),
        data={"grade": {"letter": "C", "says": GRADES["C"]}},
        place="foot",
        is_table=True,
    )


def _cell(finding: Finding | None) -> str:
    if finding is None or finding.best is None:
        return words.NOTHING
    return signed(finding.best) + (f" ({forest.span(finding.wide)})" if finding.wide else "")
