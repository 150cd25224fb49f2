"""Near the work against further up; the same change everywhere suggests general loosening."""

from collections.abc import Collection, Iterable

from tracker.analysis.answers import Dataset, Finding
from tracker.analysis.answers.day import near_minus_further
from tracker.analysis.pairs import History
from tracker.charts import arms, forest
from tracker.charts.figure import Figure

PAGE = "compare"
ORDER = 40

TITLE = "More where you worked?"
LEAD = (
    "The mean change where you worked, less that further up, in the same sessions. Alike in both"
    " points to general loosening as much as to the routine."
)


def build(history: History, *, dataset: Dataset, declined: Collection[int]) -> Iterable[Figure]:
    findings = {key[0]: finding for key, finding in near_minus_further(dataset).items()}
    if not findings:
        return
    if not any(finding.wide for finding in findings.values()):
        yield _too_early(findings)
        return
    group = forest.Group("Where you worked, less further up", findings)
    finding = next(iter(findings.values()))
    extra = {
        "grade": arms.grade_of(finding),
        "counts": "",
        "lead": LEAD,
    }
    yield Figure(
        key="near",
        kind="forest",
        title=TITLE,
        sentence=forest.sentence_of(group),
        header=forest.HEADER,
        rows=forest.rows([group]),
        data=forest.plot([group], ends=("more further up", "more where you worked")) | extra,
    )


def _too_early(findings: dict[str, Finding]) -> Figure:
    finding = next(iter(findings.values()))
    bars = [("With a routine", finding.n, finding.n + finding.wait)]
    return arms.pending("near", TITLE, f"{finding.sentence}.", bars)
