"""One kind of session against another: against test-only, routine against routine, four kinds."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from tracker.analysis.answers.day import mean_noise
from tracker.analysis.answers.finding import Draft, Finding, judged
from tracker.analysis.answers.sample import CONTROL, Asked, Column, Noise, columns, mean_column
from tracker.analysis.contrasts import Contrast, contrast
from tracker.analysis.pairs import SIDES, Key, SessionInfo
from tracker.analysis.sentences import VOICES, Voice

FIRST_ARM = 4  # sessions of each kind before an interval
SURE_ARM = 10  # and before anything is clear; see docs/decisions on early answers
PLACES = ("worked", "next", "further")
SELDOM = 0.4  # of the switches that chance would make: these were phases


@dataclass(frozen=True)
class Compared:
    """`first` against `second`; above zero is freer with `first`.

    `places` is keyed by (place, side), `tests` by (test, side). `drawn` of `of` sessions of
    these two kinds were drawn; `first_sessions` and `second_sessions` are those it rests on.
    """

    first: str
    second: str
    grade: str
    first_sessions: int
    second_sessions: int
    drawn: int
    of: int
    places: dict[Key, Finding]
    tests: dict[Key, Finding]


class _Design(NamedTuple):
    """Which sessions compare two arms, and how far they may be trusted."""

    first: str
    second: str
    grade: str
    sessions: list[int]
    drawn: int
    of: int


def against_control(asked: Asked) -> list[Compared]:
    """Each routine against test-only sessions, in the order of their names."""
    routines = [arm for arm in arms(asked) if arm != CONTROL]
    return _compared(asked, "control", "A", [(routine, CONTROL) for routine in routines])


def routine_against_routine(asked: Asked) -> list[Compared]:
    """Each routine against each other one."""
    routines = [arm for arm in arms(asked) if arm != CONTROL]
    return _compared(asked, "versus", "B", list(combinations(routines, 2)))


def arms(asked: Asked) -> list[str]:
    """The kinds of session that there are in the window, one leg first aside."""
    infos = asked.history.sessions
    return sorted({infos[i].arm for i in asked.sessions(_is_arm, picked=True)})


def _is_arm(session: SessionInfo) -> bool:
    """Not one leg first, done or declined: those have a question of their own."""
    return session.kind != "one_leg" and session.assigned not in SIDES


def _compared(
    asked: Asked, question: str, grade: str, pairs: Sequence[tuple[str, str]]
) -> list[Compared]:
    """All pairs of one question are one family."""
    designs = [_design(asked, grade, first, second) for first, second in pairs]
    found = [_columns(asked, design) for design in designs]
    tests = judged(
        {
            (design.first, design.second, *key): _draft(
                asked, question, design, column, asked.noise[key[0]]
            )
            for design, each in zip(designs, found, strict=True)
            for key, column in each.items()
        }
    )
    places = judged(
        {
            (design.first, design.second, *key): _place_draft(asked, question, design, keys, each)
            for design, each in zip(designs, found, strict=True)
            for key, keys in _places(asked, design, each).items()
        }
    )
    return [_result(asked, design, places, tests) for design in designs]


def _columns(asked: Asked, design: _Design) -> dict[Key, Column]:
    """As picked where chance picked; else a side counts where it was worked."""
    found = columns(asked.history.series, design.sessions)
    return {key: asked.worked(each, key[1], or_picked=True) for key, each in found.items()}


def _result(
    asked: Asked, design: _Design, places: dict[Key, Finding], tests: dict[Key, Finding]
) -> Compared:
    first, second = design.first, design.second
    count = [asked.history.sessions[i].arm for i in design.sessions].count

    def own(findings: dict[Key, Finding]) -> dict[Key, Finding]:
        return {key[2:]: one for key, one in findings.items() if key[:2] == (first, second)}

    return Compared(
        first,
        second,
        design.grade,
        count(first),
        count(second),
        design.drawn,
        design.of,
        own(places),
        own(tests),
    )


def _design(asked: Asked, grade: str, first: str, second: str) -> _Design:
    """Drawn sessions alone if they suffice, else all, with the grade that these deserve."""
    infos = asked.history.sessions

    def chosen(*, drawn: bool) -> list[int]:
        return asked.sessions(
            lambda s: _is_arm(s) and s.arm in (first, second) and (s.drawn or not drawn),
            picked=True,
        )

    everything, by_chance = chosen(drawn=False), chosen(drawn=True)
    drawn = [infos[i].arm for i in by_chance]
    together = sum(infos[i].drawn for i in everything), len(everything)
    suffice = min(drawn.count(first), drawn.count(second)) >= FIRST_ARM
    if suffice or together[0] == together[1]:
        return _Design(first, second, grade, by_chance, *together)
    phased = in_phases([infos[i].arm for i in everything])
    return _Design(first, second, "C_phases" if phased else "C_chosen", everything, *together)


def in_phases(order: Sequence[str]) -> bool:
    """Whether one kind came first and the other later, rather than mixed.

    >>> in_phases(["a"] * 8 + ["b"] * 8), in_phases(["a", "b"] * 8)
    (True, False)
    """
    switches = sum(one != other for one, other in pairwise(order))
    by_chance = len(order) - sum(order.count(arm) ** 2 for arm in set(order)) / max(len(order), 1)
    return 1 <= switches <= SELDOM * by_chance


def _draft(asked: Asked, question: str, design: _Design, column: Column, noise: Noise) -> Draft:
    infos = asked.history.sessions
    z = [float(infos[i].arm == design.first) for i in column.session]
    x = column.before if design.grade.startswith("C") else None
    found = contrast(column.gain, z, x, column.share / 6)
    count = int(sum(z)), len(z) - int(sum(z))
    voice = _voice(asked, design) if question == "versus" else None
    return arms_draft(question, found, count, noise, design.grade, voice)


def arms_draft(
    question: str,
    found: Contrast | None,
    count: tuple[int, int],
    noise: Noise,
    grade: str,
    voice: Voice | None = None,
) -> Draft:
    """The contrast of two kinds of session, as a draft; the smaller of them decides."""
    n = sum(count)
    spread = found.se * n**0.5 if found else 0.0
    return Draft(
        question,
        n,
        min(count),
        found,
        spread,
        noise.delta,
        noise.mdc,
        FIRST_ARM,
        SURE_ARM,
        wait=sum(max(0, FIRST_ARM - each) for each in count),
        grade=grade,
        voice=voice,
    )


def _voice(asked: Asked, design: _Design) -> Voice:
    first, second = asked.name(design.first), asked.name(design.second)
    return VOICES["versus"]._replace(
        up=f"difference, freer with {first}", down=f"difference, freer with {second}"
    )


def _places(asked: Asked, design: _Design, found: dict[Key, Column]) -> dict[Key, list[Key]]:
    """Which series are at which place: as near as either of the two routines came to it."""
    grouped: dict[Key, list[Key]] = defaultdict(list)
    for test in asked.history.tests:
        near = [asked.places.get(arm, {}) for arm in (design.first, design.second)]
        place = min((each.get(test.region, "further") for each in near), key=PLACES.index)
        for side in test.sides:
            if (test.slug, side) in found:
                grouped[place, side].append((test.slug, side))
    order = sorted(grouped, key=lambda key: PLACES.index(key[0]))
    return {key: grouped[key] for key in order}


def _place_draft(
    asked: Asked, question: str, design: _Design, keys: list[Key], found: dict[Key, Column]
) -> Draft:
    noise = mean_noise(asked, [key[0] for key in keys])
    return _draft(asked, question, design, mean_column(found[key] for key in keys), noise)
