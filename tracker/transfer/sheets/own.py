"""Reads back ratings.csv, as it was written or saved again by a spreadsheet."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tracker.forms.holds import read_holds
from tracker.models import Session
from tracker.models.user import zone_names
from tracker.rules.context import RUNS
from tracker.rules.events import ContextGiven
from tracker.rules.holds import Holds
from tracker.rules.reasons import SKIP_REASONS
from tracker.transfer.guard import unguarded
from tracker.transfer.rated import PHASE_NAMES
from tracker.transfer.sheets.brought import BroughtSession, RatedOf
from tracker.transfer.sheets.catalogue import Catalogue
from tracker.transfer.sheets.cells import Unreadable, choice_in, note_in, past, score_in
from tracker.transfer.sheets.faults import Fault

# Without these it is a sheet like any other.
NEEDED = frozenset({"session", "started_at", "routine", "test", "side", "phase", "rating"})
PHASES = {name: phase for phase, name in PHASE_NAMES.items()}
TICKS = {"yes": True, "no": False}
SIDES_WORKED = {"both": 1, "left": 1, "right": 1}
LEGS = {"left": 1, "right": 1}
MOST_DIGITS = Decimal("9999.99999")
Cells = Mapping[str, str]


def is_own(heads: list[str]) -> bool:
    """Whether a sheet with these columns is a ratings.csv."""
    return frozenset(heads) >= NEEDED


@dataclass
class _Gathered:
    """One session, from the first of its rows, and the ratings of all of them."""

    about: dict[str, Any]
    ratings: dict[RatedOf, dict[str, Any]] = field(default_factory=dict)
    rated_at: dict[RatedOf, datetime.datetime] = field(default_factory=dict)


class OwnSheet:
    """Gathers the rows of a ratings.csv by session, wherever they stand."""

    def __init__(self, catalogue: Catalogue, heads: list[str], now: datetime.datetime) -> None:
        self.catalogue, self.heads, self.now = catalogue, heads, now
        self.sessions: dict[uuid.UUID, _Gathered] = {}

    def read(self, row: list[str]) -> None:
        """Raises Fault."""
        cells = defaultdict(str, zip(self.heads, map(str.strip, row), strict=False))
        name = self._cell(cells, "session", self._name)
        if name not in self.sessions:
            self.sessions[name] = _Gathered(self._about(cells, name))
        gathered = self.sessions[name]
        of, fields = self._of(cells), self._fields(cells)
        if of in gathered.ratings:
            raise Fault("test", cells["test"], _("This rating is there twice. Delete one row."))
        gathered.ratings[of] = fields
        if cells["rated_at"]:
            gathered.rated_at[of] = self._cell(cells, "rated_at", self._moment)

    def brought(self) -> Iterator[BroughtSession]:
        for gathered in self.sessions.values():
            yield BroughtSession(
                **gathered.about, ratings=gathered.ratings, rated_at=gathered.rated_at
            )

    def _cell(self, cells: Cells, column: str, parse: Any, *about: Any) -> Any:
        try:
            return parse(cells[column], *about)
        except Unreadable as error:
            raise Fault(column, cells[column], error.sentence) from error

    def _about(self, cells: Cells, name: uuid.UUID) -> dict[str, Any]:
        started = self._cell(cells, "started_at", self._moment)
        user = self.catalogue.user
        zone = cells["zone"] if cells["zone"] in zone_names() else user.time_zone
        slug = self._cell(cells, "routine", self._slug, self.catalogue.routines)
        kinds, sides = dict(Session.Kind.choices), SIDES_WORKED
        leg = self._choice(cells, "leg", LEGS)
        kind = self._choice(cells, "kind", kinds) or Session.Kind.ROUTINE
        return {
            "uuid": name,
            "started_at": started,
            "zone": zone,
            "day": user.day_of(started, zone),
            "routine": self.catalogue.routines[slug],
            "kind": kind if leg or kind != Session.Kind.ONE_LEG else Session.Kind.ROUTINE,
            "leg": leg,
            "worked": self._choice(cells, "worked", sides) if "worked" in self.heads else "both",
            "note": note_in(unguarded(cells["note"])),
            "context": self._context(cells),
            "is_left_out": cells["counts"] == "no" and cells["why_not"] != "nothing",
        }

    def _context(self, cells: Cells) -> ContextGiven:
        ticks = (TICKS.get(cells[name]) for name in ("slept_badly", "just_woke"))
        return ContextGiven(self._choice(cells, "ran", RUNS), *ticks)

    def _of(self, cells: Cells) -> RatedOf:
        test = self._cell(cells, "test", self._slug, self.catalogue.tests)
        sides = dict.fromkeys(self.catalogue.tests[test].sides, "")
        side = self._cell(cells, "side", self._slug, sides)
        return RatedOf(PHASES[self._cell(cells, "phase", self._slug, PHASES)], test, side)

    def _fields(self, cells: Cells) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "score": self._cell(cells, "rating", score_in),
            "skip": self._choice(cells, "skipped", SKIP_REASONS),
            "discomfort": self._cell(cells, "discomfort", score_in),
        }
        if fields["score"] is not None and fields["skip"]:
            sentence = _("A rating is either given or skipped. Empty one of the two cells.")
            raise Fault("skipped", cells["skipped"], sentence)
        if (value := self._cell(cells, "value", _value)) is not None:
            test = self.catalogue.tests[cells["test"]]
            methods = {measure["id"]: "" for measure in test.measures}
            method = self._cell(cells, "method", self._slug, methods)
            holds = self._holds(cells, test.measure_by(method), value)
            fields |= {"value": value, "method": method, "holds": holds}
        given = {name: content for name, content in fields.items() if content not in (None, "")}
        if not given:
            raise Fault("rating", "", _("This row has no rating, value or reason. Delete it."))
        return given

    def _holds(self, cells: Cells, measure: Mapping[str, Any], value: Decimal) -> Holds | None:
        """How a phone took the value; a file from before there was that says nothing of it."""
        if not cells["hold_1"]:
            return None
        sent = {name: cells[name] for name in ("zeroed", "device", "phone", "again")}
        try:
            sent |= {
                f"{name}s": " ".join(f"{Decimal(cells[f'{name}_{n}']):.{places}f}" for n in (1, 2))
                for name, places in (("hold", 1), ("spread", 2))
            }
            return read_holds(sent, measure, value)
        except (ValidationError, InvalidOperation) as error:
            sentence = _("No phone took this. Write what was there when you downloaded it.")
            raise Fault("hold_1", cells["hold_1"], sentence) from error

    def _choice(self, cells: Cells, column: str, choices: Mapping[str, Any]) -> str:
        unknown = _("This is not known. Write what was there when you downloaded it.")
        return str(self._cell(cells, column, choice_in, choices, unknown))

    def _slug(self, text: str, choices: Mapping[str, Any]) -> str:
        if not text:
            raise Unreadable(
                _("This cell is empty. Fill in what was there when you downloaded it.")
            )
        unknown = _("This is not known. Write what was there when you downloaded it.")
        return choice_in(text, choices, unknown)

    def _name(self, text: str) -> uuid.UUID:
        try:
            return uuid.UUID(text)
        except ValueError as error:
            raise Unreadable(
                _("This names no session. Write what was there when you downloaded it.")
            ) from error

    def _moment(self, text: str) -> datetime.datetime:
        try:
            moment = datetime.datetime.fromisoformat(text)
            is_moment = moment.tzinfo is not None
            moment = moment.astimezone(datetime.UTC)
        except (ValueError, OverflowError):
            is_moment = False
        if not is_moment:
            raise Unreadable(
                _("This is no time such as %(example)s. Write it like that."),
                {"example": "2026-03-10T06:58:00+01:00"},
            )
        return past(moment, self.now)


def _value(text: str) -> Decimal | None:
    """A value as the file has it, or with the decimal comma that a spreadsheet gave it."""
    if not text:
        return None
    try:
        value = Decimal(text.replace(",", "."))
        is_storable = value.is_finite() and abs(value) <= MOST_DIGITS
    except InvalidOperation:
        is_storable = False
    if not is_storable:
        raise Unreadable(_("This is no number. Correct it, or leave it empty."))
    return round(value, 5).normalize() + 0
