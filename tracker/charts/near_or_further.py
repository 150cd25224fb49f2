"""Near the work against further up; the same change everywhere suggests general loosening."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from tracker.analysis.answers import Dataset, Finding
from tracker.analysis.answers.day import near_minus_further
from tracker.analysis.pairs import History
from tracker.charts import arms, forest
from tracker.charts.comparisons import strength, strength_of_pending
from tracker.charts.figure import Figure
from tracker.charts.verdict_counts import SIDES, summary

PAGE = "compare"
ORDER = 40


def build(history: History, *, dataset: Dataset, declined: Collection[int]) -> Iterable[Figure]:
    findings = {key[0]: finding for key, finding in near_minus_further(dataset).items()}
    if not findings:
        return
    if not any(finding.wide for finding in findings.values()):
        yield _too_early(findings)
        return
    ends = _("more further up"), _("more where you worked")
    group = forest.Group(_("Where you worked minus further up"), findings)
    finding = next(iter(findings.values()))
    counted = summary(findings.values(), SIDES)
    extra = {
        "grade": arms.grade_of(finding),
        "others": counted.others,
        "counts": "",
        "notes": [_lead(), *arms.at_most_probably(findings.values())],
    }
    yield Figure(
        key="near",
        kind="forest",
        title=_title(),
        sentence=counted.most,
        header=forest.header(),
        rows=forest.rows([group]),
        data=forest.plot([group], ends=ends, brief=True) | extra,
        comparison="near",
        strength=strength(finding.grade_letter, finding.n),
    )


def _too_early(findings: dict[str, Finding]) -> Figure:
    finding = next(iter(findings.values()))
    bars = [(_("With a routine"), finding.n, finding.n + finding.wait)]
    sentence = _("%(answer)s.") % {"answer": finding.sentence}
    early = arms.pending("near", _title(), sentence, bars, "near")
    return replace(early, strength=strength_of_pending(finding.n))


def _title() -> str:
    return _("Does it change more where you worked?")


def _lead() -> str:
    return _(
        "Average change where you worked minus the change further up, in the same sessions. If both"
        " places change alike, it may be general loosening."
    )
