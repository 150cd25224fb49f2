"""Before and after alone, as a table only: a chart would suggest more than the data can show."""

from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _

from tracker.analysis import rounding, words
from tracker.analysis.answers import Dataset, Finding
from tracker.analysis.answers.compare import arms as kinds
from tracker.analysis.answers.day import changes
from tracker.analysis.pairs import History
from tracker.analysis.randomisation import CONTROL
from tracker.analysis.sentences import GRADES
from tracker.charts import arms, forest
from tracker.charts.figure import Figure

PAGE = "compare"
ORDER = 50


def build(history: History, *, dataset: Dataset, declined: Collection[int]) -> Iterable[Figure]:
    shown = [arm for arm in kinds(dataset) if arms.is_kind(arm)]
    shown.sort(key=lambda arm: arm == CONTROL)
    means = {arm: changes(dataset, arm) for arm in shown}
    answers = [
        _from_to(arms.name(dataset, arm), best)
        for arm in shown
        if (best := [f.best for f in means[arm].values() if f.best is not None])
    ]
    if not answers:
        return
    yield Figure(
        key="before-after",
        kind="mean_table",
        title=_("Before and after only"),
        sentence=" ".join([_("Average change, by test."), *answers]),
        header=(_("Test"), _("Side"), *(arms.name(dataset, arm) for arm in shown)),
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
        is_table=True,
    )


def _from_to(name: str, best: Sequence[float]) -> str:
    """The lowest and the highest average change of any test and side."""
    low, high = rounding.signed(min(best)), rounding.signed(max(best))
    if low == high:
        return _("%(name)s: %(low)s.") % {"name": name, "low": low}
    about = {"name": name, "low": low, "high": high}
    return _("%(name)s: %(low)s to %(high)s.") % about


def _cell(finding: Finding | None) -> str:
    if finding is None or finding.best is None:
        return words.NOTHING
    best = rounding.signed(finding.best)
    if not finding.wide:
        return best
    return _("%(best)s (%(range)s)") % {"best": best, "range": forest.span(finding.wide)}
