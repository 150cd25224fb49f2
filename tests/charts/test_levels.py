"""A sentence about a range names a direction only where just its days were tested."""

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from math import pi, sin
from statistics import fmean
from typing import NamedTuple

import pytest

from tests.charts.histories import ANKLE, TESTS, TODAY, TOUCH, both, history_of
from tracker.analysis import timeline
from tracker.analysis.answers import Answers, answers
from tracker.analysis.pairs import History, SessionInfo, history_from_rows
from tracker.analysis.timeline import RANGES
from tracker.charts import figures, levels, lines
from tracker.charts.levels import SideLevel
from tracker.charts.lines import SidePlot

FROM_TO = re.compile(r"from (?:about )?(\d+(?:\.\d)?) to (?:about )?(\d+(?:\.\d)?)")


def judged(history: History, verdicts: dict[str, str]) -> Answers:
    """The answers, with these verdicts about the weeks of the ankle."""
    made = answers(history, today=TODAY, familiarisation=0)
    for side, verdict in verdicts.items():
        level = made.levels["ankle", side]
        best = 1.0 if verdict.endswith("gain") else -1.0
        finding = replace(level.finding, verdict=verdict, best=best)
        made.levels["ankle", side] = replace(level, finding=finding)
    return made


def sentence(history: History, answered: Answers, range_: str = "6m") -> str:
    """What is said of both sides of the ankle in this range."""
    visible = lines.VisibleDays.on(history, RANGES[range_], TODAY, answered)
    plots = [visible.plot(series, lines.Pace(0)) for series in history.of_test(ANKLE)]
    return levels.sentence(RANGES[range_].words, plots, answered)


def moving(left: tuple[int, int], right: tuple[int, int], days: range) -> History:
    """Before from the first to the second number, in the middle of the days."""
    half = len(days) // 2
    pairs = [both((left[n >= half],) * 2, (right[n >= half],) * 2) for n in range(len(days))]
    return history_of(list(days), {ANKLE: pairs})


DAYS = range(75, -1, -3)
UP, FLAT = "clear_gain", "not_yet_known"


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [
        (FLAT, FLAT, "your before ratings were about 4 on the left and about 7 on the right."),
        (
            UP,
            FLAT,
            "your before ratings on the left went from about 3 to about 5; on the right they were"
            " about 7.",
        ),
        (
            FLAT,
            UP,
            "your before ratings on the left were about 4; on the right they went from about 6 to"
            " about 8.",
        ),
        (
            UP,
            UP,
            "your before ratings went from about 3 to about 5 on the left and from about 6 to about"
            " 8 on the right.",
        ),
    ],
)
def test_sides_that_differ_have_one_whole_sentence(left: str, right: str, words: str) -> None:
    history = moving((3, 5), (6, 8), DAYS)
    text = sentence(history, judged(history, {"left": left, "right": right}))
    assert text == f"In the last 6 months {words}"


def test_every_combination_of_sides_has_its_sentence() -> None:
    sides = [("none",), ("left",), ("right",), ("left", "right")]
    cases = {
        tuple(zip(names, moved, strict=True))
        for names in sides
        for moved in product((False, True), repeat=len(names))
    }
    assert set(levels.LEVELS) == cases
    assert set(levels.NOTHING_RATED) == set(levels.ONE_SESSION) == set(levels.FEW) == set(sides)


@pytest.mark.parametrize(
    ("verdict", "numbers"),
    [("clear_gain", "from about 3 to about 5"), ("probably_gain", "about 4")],
)
def test_a_direction_is_named_only_as_the_answer_and_the_ratings_have_it(
    verdict: str, numbers: str
) -> None:
    history = moving((3, 5), (6, 8), DAYS)
    text = sentence(history, judged(history, {"left": verdict}))
    assert f"{numbers}" in text.partition("on the right")[0]
    # The ratings rise, whatever is answered.
    assert "went from" not in sentence(history, judged(history, {"left": "clear_loss"}))


@pytest.mark.parametrize(
    ("days", "range_", "is_tested"),
    [
        (DAYS, "4w", False),  # fewer ratings than were tested
        (DAYS, "3m", True),  # all of them
        (DAYS, "6m", True),
        (DAYS, "1y", True),
        (DAYS, "all", True),
        (range(300, -1, -3), "6m", True),
        (range(300, -1, -3), "3m", False),
        (range(300, -1, -3), "1y", False),  # more than were tested
        (range(300, -1, -3), "all", False),
    ],
)
def test_a_direction_needs_just_the_ratings_that_were_tested(
    days: range, range_: str, is_tested: bool
) -> None:
    scores = [both((n * 10 // len(days),) * 2, (5, 5)) for n in range(len(days))]
    history = history_of(list(days), {ANKLE: scores})
    text = sentence(history, judged(history, {"left": UP}), range_)
    assert ("went from" in text) == is_tested


def test_the_sessions_of_practice_neither_give_nor_hide_a_direction() -> None:
    history = moving((3, 5), (6, 8), DAYS)
    made = answers(history, today=TODAY)
    level = made.levels["ankle", "left"]
    made.levels["ankle", "left"] = replace(level, finding=replace(level.finding, verdict=UP))
    assert "went from about 3 to about 5" in sentence(history, made)


# Random people over five years of ranges.


def people() -> Iterator[tuple[History, Answers]]:
    """With a season, a rise, a fall, both or nothing; some came late or had a long pause."""
    slopes = (0.0, 0.0, 0.03, -0.03)
    for seed, (swing, slope, first) in enumerate(
        product((0.0, 2.5), slopes, (84, 150, 400, 900)),
    ):
        chance = random.Random(seed)
        phase = chance.uniform(0, 2 * pi)
        days = sorted(chance.sample(range(first), first // 3), reverse=True)
        infos = [SessionInfo(n, None, TODAY - ago, "routine", "r") for n, ago in enumerate(days)]
        rows = []
        for info, ago in zip(infos, days, strict=True):
            level = 5 + swing * sin(2 * pi * ago / 365 + phase) - slope * (ago - 90)
            for test in (ANKLE, TOUCH):
                for side in test.sides:
                    before, after = (
                        min(10, max(0, round(level + chance.gauss(0, 1)))) for _ in "ba"
                    )
                    rows.append((info.id, test.id, side, before, after))
        history = history_from_rows(TESTS, infos, rows)
        yield history, answers(history, today=TODAY)


class Direction(NamedTuple):
    test: str
    side: str
    way: int  # +1 for upward


def directions(history: History, answered: Answers, range_: str) -> Iterator[Direction]:
    """Each direction that a sentence names."""
    about = {"range_": RANGES[range_], "today": TODAY, "answers": answered}
    for slug in ("ankle", "toe_touch"):
        for figure in figures("test", history, test=slug, **about):
            for view in figure.data.get("views", ()):
                yield from _of_view(slug, view["key"], view["says"])


def _of_view(slug: str, key: str, says: str) -> Iterator[Direction]:
    """The one of both sides says "on the left" and "on the right"."""
    if key != "both":
        yield from _named(slug, key, FROM_TO.findall(says))
        return
    for match in FROM_TO.finditer(says):
        before = says[: match.start()]
        after = says[match.end() :]
        side = re.match(r" on the (left|right)", after) or re.search(
            r"on the (left|right)(?:(?!on the).)*$", before
        )
        assert side, says
        yield from _named(slug, side[1], [match.groups()])


def _named(slug: str, side: str, pairs: list[tuple[str, str]]) -> Iterator[Direction]:
    for start, end in pairs:
        yield Direction(slug, side, 1 if float(end) > float(start) else -1)


def is_contradicted(history: History, range_: str, named: Direction) -> bool:
    """Whether the later half of the range's own ratings is not beyond the earlier half."""
    series = history.series[named.test, named.side]
    first = TODAY - (RANGES[range_].days or 10_000) + 1
    rated = [x for day, x in zip(series.days, series.before, strict=True) if day >= first]
    half = len(rated) // 2
    return named.way * (fmean(rated[half:]) - fmean(rated[:half])) <= 0


def is_untested(history: History, answered: Answers, range_: str, named: Direction) -> bool:
    """Whether no clear answer from just these ratings names this direction."""
    level = answered.levels[named.test, named.side]
    series = history.series[named.test, named.side]
    shown, within = RANGES[range_].days or 10_000, 182
    days = [
        TODAY - day for day, index in zip(series.days, series.session, strict=True) if index > 1
    ]
    same = [day for day in days if day < shown] == [day for day in days if day < within]
    clear = level.finding.verdict.startswith("clear") and (level.finding.best or 0) * named.way > 0
    return not (same and clear)


PEOPLE = list(people())


@pytest.mark.parametrize("range_", RANGES)
def test_no_sentence_names_a_direction_that_its_own_days_contradict_or_nobody_tested(
    range_: str,
) -> None:
    count = 0
    for history, answered in PEOPLE:
        for named in directions(history, answered, range_):
            count += 1
            assert not is_contradicted(history, range_, named)
            assert not is_untested(history, answered, range_, named)
    assert (count > 0) == (range_ != "4w")  # nobody's weeks all lie within the last four


def of_half_a_year(plot: SidePlot, answered: Answers | None) -> SideLevel:
    """The rule of the control: the verdict about half a year, whatever the range."""
    level = answered.levels.get((plot.series.test, plot.side)) if answered else None
    start, end = timeline.ends(plot.before)
    if (
        level
        and level.finding.verdict.startswith("clear")
        and levels.halves(start) != levels.halves(end)
    ):
        return SideLevel(plot.side, levels.halves(end), levels.halves(start))
    return SideLevel(plot.side, levels.halves(fmean(plot.before)))


@pytest.mark.parametrize("range_", ["4w", "3m", "1y", "all"])
def test_a_rule_that_borrows_the_verdict_of_half_a_year_is_caught(
    range_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levels, "side_level", of_half_a_year)
    every = [
        (is_contradicted(history, range_, named), is_untested(history, answered, range_, named))
        for history, answered in PEOPLE
        for named in directions(history, answered, range_)
    ]
    assert any(contradicted for contradicted, _ in every)
    assert any(untested for _, untested in every)
