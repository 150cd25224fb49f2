"""What a plan asked, answered from its own sessions alone, for the tests named at its start."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from tracker.analysis.answers import EVERYTHING, Asked
from tracker.analysis.answers.compare import (
    Compared,
    against_control,
    routine_against_routine,
)
from tracker.analysis.answers.legs import one_leg_first
from tracker.analysis.drawing import CONTROL, LEGS
from tracker.analysis.pairs import History
from tracker.charts import arms, forest, one_leg
from tracker.charts.figure import Figure

PAGE = "trial"
ORDER = 10

TITLE = "The answer so far"


def build(
    history: History,
    *,
    asked: Asked,
    sessions: Collection[int],
    kinds: Sequence[str],
    tests: Sequence[str],
    declined: Collection[int],
) -> Iterable[Figure]:
    """`sessions`: those of the plan. `kinds`: what it draws from. `tests`: named at its start."""
    own = only(asked, sessions)
    if set(kinds) == set(LEGS):
        yield _legs(own, tests, declined)
        return
    for compared in _compared(own, kinds):
        yield _answer(own, compared, tests, declined)


def only(asked: Asked, sessions: Collection[int]) -> Asked:
    """The same question, asked of some sessions alone, however long ago.

    To count one anyway is asked for outside its plan, and changes nothing here.
    """
    kept = (
        s._replace(counts=not s.why) if s.id in sessions else s._replace(counts=False, drawn=False)
        for s in asked.history.sessions
    )
    return replace(asked, history=replace(asked.history, sessions=tuple(kept)), window=EVERYTHING)


def _compared(asked: Asked, kinds: Sequence[str]) -> list[Compared]:
    """The comparison that was asked for; with nothing done yet, an empty one."""
    first, second = [kind for kind in kinds if kind != CONTROL], CONTROL
    pair = {*first, second} if len(first) == 1 else set(first)
    known = against_control(asked) if len(first) == 1 else routine_against_routine(asked)
    found = [each for each in known if {each.first, each.second} == pair]
    one, other = (first[0], second) if len(first) == 1 else sorted(first)[:2]
    every = asked.sessions(lambda session: True, picked=True)
    count = [asked.history.sessions[i].arm for i in every].count
    return found or [Compared(one, other, "A", count(one), count(other), 0, 0, {}, {})]


def _answer(
    asked: Asked, compared: Compared, tests: Sequence[str], declined: Collection[int]
) -> Figure:
    named = {key: finding for key, finding in compared.tests.items() if key[0] in tests}
    figure = arms.figure(asked, replace(compared, tests=named), declined)
    if figure.kind == "wanting":
        return replace(figure, key="answer", title=TITLE)
    groups = arms.test_groups(asked, named)
    about = {name: figure.data[name] for name in ("grade", "counts", "lead")}
    return replace(
        figure,
        key="answer",
        title=TITLE,
        sentence=" ".join(forest.said(group) for group in groups),
        rows=forest.rows(groups),
        data=forest.drawn(groups, ends=figure.data["ends"]) | about,
    )


def _legs(asked: Asked, tests: Sequence[str], declined: Collection[int]) -> Figure:
    legs = one_leg_first(asked)
    named = {test: legs.tests[test] for test in tests if test in legs.tests}
    if not any(leg.finding.wide for leg in named.values()):
        return replace(one_leg.too_early(legs), key="answer", title=TITLE)
    groups = [one_leg.group_of(asked, test, leg) for test, leg in named.items()]
    told = [f"{one.title}: {forest.told(one.findings['none'])}." for one in groups]
    first = next(iter(named.values()))
    return Figure(
        key="answer",
        kind="forest",
        title=TITLE,
        sentence=" ".join(told),
        header=forest.HEADER,
        rows=forest.rows(groups),
        data=forest.drawn(groups, ends=one_leg.ENDS) | one_leg.about(asked, legs, first, declined),
    )
