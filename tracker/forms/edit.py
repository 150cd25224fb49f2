"""The form that corrects a finished session."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.forms.base import (
    PAGE,
    as_stored,
    base_input,
    changed_on_page,
    new_page,
    read_base,
    sent,
    tell_what_was_shown,
)
from tracker.forms.context import ContextForm
from tracker.forms.methods import MethodsForm
from tracker.forms.notes import ERASED_SINCE, NoteForm
from tracker.forms.slots import SlotsForm
from tracker.models import Entry, MobilityTest, Session
from tracker.models.user import clock_of, place_of
from tracker.queries.methods import methods_in
from tracker.sessions.editing import edit, last_sent, start_said
from tracker.sessions.erasing import is_from_before

PHASES = ("pre", "post")


class FormGroup:
    """Several forms on one page, valid only together."""

    forms: list[forms.Form]
    phases: list[SlotsForm]
    methods: MethodsForm

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # every form, so that all errors show
        return all(valid)

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(id, label, message) of every error, for the summary."""
        return [
            (form[name].auto_id, str(form[name].label), message)
            if name in form.fields
            else ("", "", message)
            for form in self.forms
            for name, messages in form.errors.items()
            for message in map(str, messages)
        ]

    @property
    def has_values(self) -> bool:
        """Whether a measured value is entered or in error."""
        return any(form.has_values for form in self.phases)

    # Filters for a long list of tests: (value, label).
    sets: tuple[tuple[str, Any], ...] = ()

    def sets_of(self, test: MobilityTest) -> str:
        """The values of the filters that show this test, separated by spaces."""
        return ""

    def rows(self) -> list[dict[str, Any]]:
        """A row per test and side, with its bound fields by phase."""
        return [
            {
                "test": test,
                "side": side,
                "sets": self.sets_of(test),
                "phases": [form.bound(test, side) for form in self.phases],
                "measure": self.methods.label_of(test),
                "is_measured": self.methods.measures(test),
                "question": self.methods.question(test) if side == test.sides[0] else None,
            }
            for test in self.phases[0].tests
            for side in test.sides
        ]


CLOCK = _("By the clock of %(place)s.")


class StartTimeForm(NoteForm):
    day = forms.DateField(
        label=_("Date"),
        # 03/04/2026 is April in Europe and March in America, so only ISO dates are accepted.
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Use a date such as 2026-03-10.")},
    )
    time = forms.TimeField(
        label=_("Started"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Use a time such as 06:58.")},
    )
    field_order = ["day", "time", "note"]

    def __init__(self, zone: str, data: Any = None, **options: Any) -> None:
        self.clock = clock_of(zone)
        super().__init__(data, **options)

    def clean(self) -> dict[str, Any]:
        clean = self.cleaned_data
        if clean.get("day") and clean.get("time"):
            clean["started_at"] = self._moment(clean["day"], clean["time"])
        return clean

    def _moment(self, day: datetime.date, time: datetime.time) -> datetime.datetime | None:
        if day.year < 2000:
            self.add_error("day", _("That is before the year 2000. Check the year."))
            return None
        # Python has no year 10000, in which the last hours of 9999 may fall in another zone.
        there = datetime.datetime.combine(day, time, self.clock)
        # Local times that DST skips or repeats compare equal to nothing, so they go through UTC.
        moment = there.astimezone(datetime.UTC) if day.year < 9999 else None
        if moment is None or moment > timezone.now():
            self.add_error("day", _("That is in the future. Use the day when you did it."))
        return moment


class CountsForm(forms.Form):
    counts = forms.BooleanField(
        label=_("Count it anyway"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


class EditForm(FormGroup):
    """Both phases, the start time and the note of a finished session.

    The page may be stale when it is saved, so only what was changed on it is written.
    """

    def __init__(self, session: Session, data: Any = None) -> None:
        self.session = session
        there, stored, tests = session.local_start, session.by_slot(), session.planned_tests
        initial = {"day": there.date(), "time": there.time(), "note": session.note}
        self.when = StartTimeForm(session.zone, data, initial=initial)
        self.when.fields["time"].help_text = CLOCK % {"place": place_of(session.zone)}
        self.methods = MethodsForm(tests, methods_in(session, stored), data)
        self.phases = [
            SlotsForm(phase, tests, self.methods, data, stored=stored) for phase in PHASES
        ]
        self.counts = CountsForm(data, initial={"counts": session.count_anyway})
        self.context = ContextForm.of(session.context, data)
        self.forms = [self.when, self.context, self.methods, *self.phases, self.counts]
        # After an error the page keeps the base that it had when it was opened.
        self.base = read_base(data or {})
        if self.base is not None:
            # What this page has saved before is its base by now.
            self.base |= last_sent(session, self.base.get(PAGE))
        for form in self.phases:
            tell_what_was_shown(form, self.base)

    def is_valid(self) -> bool:
        return super().is_valid() and self._has_newer_note()

    def _has_newer_note(self) -> bool:
        """False, once, if the note was changed on a page from before it was erased for good."""
        base, page = self.base or {}, str((self.base or {}).get(PAGE, ""))
        is_written = bool(changed_on_page(self.when, self.base).get("note"))
        if not (is_written and is_from_before(self.session, str(base.get("note", "")), page)):
            return True
        self.when.add_error("note", ERASED_SINCE)
        self.base = base | {"note": "", PAGE: new_page()}
        return False

    def base_input(self) -> SafeString:
        shows = base_input(self._now_shown() if self.base is None else self.base)
        return shows + self.methods.fixed_inputs()

    def _now_shown(self) -> dict[str, Any]:
        there = self.when.initial
        shows: dict[str, Any] = {PAGE: new_page()}
        shows |= {"day": f"{there['day']}", "time": f"{there['time']:%H:%M}", "note": there["note"]}
        for form in self.phases:
            shows |= {form.add_prefix(name): value for name, value in form.initial.items()}
        return {**shows, **self.context.initial, **self.counts.initial}

    def save(self) -> Entry | None:
        """The new entry; None if nothing was changed."""
        when = changed_on_page(self.when, self.base)
        is_moved = "day" in when or "time" in when
        return edit(
            self.session,
            {form.phase: form.slot_values(self.base) for form in self.phases},
            started_at=start_said(self.session, when["started_at"]) if is_moved else None,
            note=when.get("note"),
            counts=changed_on_page(self.counts, self.base).get("counts"),
            context=self.context.changed(self.session.context, self.base),
            page=self._page(),
        )

    def _page(self) -> dict[str, Any]:
        """The page's ID and its values, in case it is sent again."""
        if not self.base or PAGE not in self.base:
            return {}
        says = sent(self.when.data, self.base)
        for form in self.phases:
            says |= {name: text for name, text in as_stored(form).items() if name in says}
        return {PAGE: str(self.base[PAGE]), "says": says}
