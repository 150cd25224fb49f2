"""What the columns of a sheet can mean: as it is stored, in words, and as far as it can be told."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.analysis.instruments import in_unit
from tracker.analysis.units import own_unit
from tracker.analysis.words import Messages
from tracker.models import MobilityTest
from tracker.transfer.sheets.brought import RatedOf
from tracker.transfer.sheets.catalogue import Catalogue, words_in
from tracker.transfer.sheets.cells import Unreadable, is_nothing, score_in
from tracker.transfer.sheets.dates import ORDERS, orders_that_fit, time_in

LEAVE_OUT, TIME, ROUTINE, NOTE = "out", "time", "routine", "note"
ALONE = Messages(
    {
        LEAVE_OUT: gettext_lazy("Leave out"),
        **ORDERS,
        TIME: gettext_lazy("Time of day"),
        ROUTINE: gettext_lazy("Routine"),
        NOTE: gettext_lazy("Note"),
    }
)
RATED = Messages(
    {
        "left pre": gettext_lazy("%(test)s, left, before"),
        "left post": gettext_lazy("%(test)s, left, after"),
        "right pre": gettext_lazy("%(test)s, right, before"),
        "right post": gettext_lazy("%(test)s, right, after"),
        "none pre": gettext_lazy("%(test)s, before"),
        "none post": gettext_lazy("%(test)s, after"),
    }
)
# Which end of the scale of a sheet is free.
FREE, STIFF = "free", "stiff"
# What people call the sides, the phases and the rest at the head of a column.
HEADS = {
    "left": ["l", "left", "links", "li", "lft", "gauche", "izquierda"],
    "right": ["r", "right", "rechts", "re", "rt", "droite", "derecha"],
    "pre": ["pre", "before", "vor", "vorher", "avant", "b4"],
    "post": ["post", "after", "nach", "nachher", "danach", "apres"],
    NOTE: ["note", "notes", "notiz", "notizen", "comment", "comments", "kommentar", "bemerkung"],
    ROUTINE: ["routine", "routines", "exercise", "exercises", "übung", "übungen", "programm"],
}
UNITS = {"cm": "cm", "deg": "deg", "degree": "deg", "degrees": "deg", "grad": "deg", "s": "s"}


@dataclass(frozen=True)
class Group:
    """The choices of one test, or those of none; each is (stored, in words)."""

    name: str
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Column:
    """One column of a sheet: its head, some of its cells, and what it seems to mean, if anything.

    `is_either` means that its cells are dates of which nobody can tell where the day stands.
    """

    number: int
    head: str
    cells: tuple[str, ...]
    guess: str = ""
    is_either: bool = False

    @property
    def first(self) -> str:
        """Some of what is in it, for a page."""
        return ", ".join(self.cells[:3])


@dataclass(frozen=True)
class Meanings:
    """What the columns of a sheet mean, by their place, and what holds for all of its rows.

    `end`: FREE or STIFF, what a high number is. `routine`: the slug, for rows that name none.
    """

    columns: tuple[str, ...] = ()
    end: str = ""
    routine: str = ""

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """From `ColumnMapping.meanings`; whatever is missing in it is not said."""
        return cls(
            tuple(stored.get("columns", ())), stored.get("end", ""), stored.get("routine", "")
        )

    def stored(self) -> dict[str, Any]:
        return {"columns": list(self.columns), "end": self.end, "routine": self.routine}

    @property
    def order(self) -> str:
        """How its dates are written; empty if none of its columns is one."""
        return next((meaning for meaning in self.columns if meaning in ORDERS), "")

    def place_of(self, meaning: str) -> int | None:
        return self.columns.index(meaning) if meaning in self.columns else None

    @property
    def rated(self) -> dict[int, tuple[RatedOf, str]]:
        """By place of a column what is rated in it, and the method of a measured value."""
        return {
            place: rated_of(meaning) for place, meaning in enumerate(self.columns) if ":" in meaning
        }


def rated_of(meaning: str) -> tuple[RatedOf, str]:
    """
    >>> rated_of("toe_touch:none:pre")
    (RatedOf(phase='pre', test='toe_touch', side='none'), '')
    """
    test, side, phase, *method = meaning.split(":")
    return RatedOf(phase, test, side), next(iter(method), "")


def key_of(heads: Iterable[str]) -> str:
    """What two sheets with the same columns have in common, as `ColumnMapping.columns`."""
    return hashlib.sha256("\n".join(heads).encode()).hexdigest()


def choices(catalogue: Catalogue) -> list[Group]:
    """Everything that a column can mean, the tests one after the other."""
    alone = Group("", tuple(ALONE.items()))
    tests = (test for test in catalogue.tests.values() if not test.retired)
    return [alone, *(Group(str(test.name), tuple(_choices(test, catalogue))) for test in tests)]


def _choices(test: MobilityTest, catalogue: Catalogue) -> Iterable[tuple[str, str]]:
    for side in test.sides:
        for phase in ("pre", "post"):
            stored = f"{test.slug}:{side}:{phase}"
            yield stored, in_words(test, side, phase)
            for measure in test.typed_measures:
                own = own_unit(measure["unit"], catalogue.user.length)
                about = {
                    "rated": in_words(test, side, phase),
                    "measure": in_unit(measure["label"], own),
                }
                yield f"{stored}:{measure['id']}", _("%(rated)s: %(measure)s") % about


def in_words(test: MobilityTest, side: str, phase: str) -> str:
    """ "Ankle dorsiflexion, left, before"; without a side where a test has none."""
    return RATED[f"{side} {phase}"] % {"test": test.name}


def columns_of(
    heads: Sequence[str], rows: Sequence[Sequence[str]], catalogue: Catalogue
) -> list[Column]:
    """The columns of a sheet by its first rows; of two that seem to mean the same, the first."""
    columns: list[Column] = []
    meant: set[str] = set()
    for number, head in enumerate(heads):
        cells = tuple(row[number].strip() for row in rows if len(row) > number)
        column = _column(number, head, tuple(cell for cell in cells if cell), catalogue)
        kind = "date" if column.is_either or column.guess in ORDERS else column.guess
        if kind in meant:
            column = Column(number, column.head, column.cells, LEAVE_OUT)
        meant |= {kind} - {LEAVE_OUT}
        columns.append(column)
    return columns


def _column(number: int, head: str, cells: tuple[str, ...], catalogue: Catalogue) -> Column:
    head = head or _("Column %(number)s") % {"number": number + 1}
    if orders := orders_that_fit(cells):
        guess = orders[0] if len(orders) == 1 else ""
        return Column(number, head, cells, guess, is_either=not guess)
    words = words_in(head)
    guesses: tuple[Callable[[], str], ...] = (
        lambda: TIME if _most(cells, lambda cell: time_in(cell) is not None) else "",
        lambda: NOTE if words & set(HEADS[NOTE]) else "",
        lambda: _rated(words, cells, catalogue),
        lambda: ROUTINE if words & set(HEADS[ROUTINE]) else "",
        lambda: ROUTINE if _most(cells, lambda c: catalogue.routine(c) is not None) else "",
    )
    guess = next((guess for tell in guesses if (guess := tell())), LEAVE_OUT)
    return Column(number, head, cells, guess)


def _rated(words: frozenset[str], cells: Sequence[str], catalogue: Catalogue) -> str:
    """What is rated in a column whose head names a test, a side and a phase."""
    side = next((side for side in ("left", "right") if words & set(HEADS[side])), "none")
    phase = next((phase for phase in ("pre", "post") if words & set(HEADS[phase])), "")
    unit = next((UNITS[word] for word in UNITS if word in words), "")
    others = {word for names in HEADS.values() for word in names} | set(UNITS)
    test = catalogue.test(words - others)
    if test is None or side not in test.sides or not phase:
        return ""
    if unit:
        methods = [m["id"] for m in test.typed_measures if m["unit"] == unit]
        return f"{test.slug}:{side}:{phase}:{methods[0]}" if len(methods) == 1 else ""
    return f"{test.slug}:{side}:{phase}" if _most(cells, _is_score) else ""


def _is_score(cell: str) -> bool:
    try:
        return score_in(cell) is not None
    except Unreadable:
        return False


def _most(cells: Sequence[str], fits: Callable[[str], bool]) -> bool:
    written = [cell for cell in cells if not is_nothing(cell)]
    return 2 * sum(map(fits, written)) > len(written)
