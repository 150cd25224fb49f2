"""Earlier and overridden values, for display."""

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.analysis.units import CM, own_unit, shown, unit_of, with_unit
from tracker.analysis.words import Messages, figures, slot
from tracker.models.entry import Entry
from tracker.models.session import Session
from tracker.rules.context import contexts_of, in_words
from tracker.rules.events import Kind, NoteWritten
from tracker.rules.log import EventLog, Register, State, Write
from tracker.rules.reasons import SKIP_REASONS
from tracker.rules.vocabulary import PHASES

EARLIER = Messages(
    {
        "mark": gettext_lazy("%(slot)s (%(phase)s): %(value)s"),
        "value": gettext_lazy("%(slot)s (%(phase)s), measured: %(value)s"),
        "discomfort": gettext_lazy("%(slot)s (%(phase)s), discomfort: %(value)s"),
    }
)


class Earlier(NamedTuple):
    """A sentence, and when it was entered; None where that is not known."""

    sentence: str
    at: datetime.datetime | None


def earlier_values(session: Session, entries: Iterable[Entry] | None = None) -> list[Earlier]:
    """What was replaced, or came too late to count; the newest first.

    `entries`: its log, if that was read already.
    """
    log = EventLog(session.entries.all() if entries is None else entries)
    values = [*_of_ratings(log, session), *_of_notes(log), *_of_context(log)]
    return sorted(values, key=lambda value: value.at or session.started_at, reverse=True)


def _of_ratings(log: EventLog, session: Session) -> Iterator[Earlier]:
    names = {test.test: test.name for test in session.plan.in_language().tests}
    for register, writes in log.writes.items():
        states = log.states(register)
        if _began_late(session, writes[0]):
            nothing = _in_words(register.part, states[0])
            yield Earlier(_sentence(register, nothing, names), None)
        pairs = pairwise(zip(states[1:], writes, strict=True))
        for (state, write), (following, after) in pairs:
            # One edit can take a score away and write a skip: that is one step.
            if state != following and write.key != after.key:
                value = _in_words(register.part, state, write.method, session.owner.length)
                yield Earlier(_sentence(register, value, names), write.key.at)


def _began_late(session: Session, first: Write) -> bool:
    """Nothing was there at the end of the session, which is a value that was replaced, too."""
    return session.finished_at is not None and first.is_after(session.finished_at)


def _of_notes(log: EventLog) -> Iterator[Earlier]:
    notes = [(fact, fact.event) for fact in log.facts if isinstance(fact.event, NoteWritten)]
    for (fact, note), (_later, following) in pairwise(notes):
        if note.text and note.text != following.text:
            at = None if fact.kind == Kind.BACKFILL else fact.key.entered
            yield Earlier(_("The note was “%(text)s”") % {"text": note.text}, at)


def _of_context(log: EventLog) -> Iterator[Earlier]:
    for (key, context), (_later, following) in pairwise(contexts_of(log)):
        after = in_words(following)
        yield from (Earlier(words, key.at) for words in in_words(context) if words not in after)


def _sentence(register: Register, value: str, names: dict[str, str]) -> str:
    phase, test, side, part = register
    values = {"slot": slot(names.get(test, test), side), "phase": PHASES[phase], "value": value}
    return EARLIER[part] % values


def _in_words(part: str, state: State, method: str = "", length: str = CM) -> str:
    if part == "mark":
        if state["skip"]:
            return _("skipped: %(reason)s") % {"reason": SKIP_REASONS[str(state["skip"])]}
        return _("not rated") if state["score"] is None else str(state["score"])
    if (value := state[part]) is None:
        return _("not entered")
    return _measured(Decimal(value), method, length) if part == "value" else str(value)


def _measured(value: Decimal, method: str, length: str) -> str:
    """A value in the unit in which its method ends, or in that of the person."""
    unit = unit_of(method)
    own = own_unit(unit, length)
    return with_unit(figures(f"{shown(value, unit, own):f}"), own)
