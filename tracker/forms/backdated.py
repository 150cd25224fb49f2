"""The form that adds a session of another day, and asks when that session seems to exist."""

import datetime
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from tracker.forms.context import ContextForm
from tracker.forms.edit import CLOCK, PHASES, FormGroup, StartTimeForm
from tracker.forms.fields import ZoneField, field_of
from tracker.forms.methods import MethodsForm
from tracker.forms.sets import set_choices
from tracker.forms.slots import SlotsForm
from tracker.models import MobilityTest, Routine, Session, User
from tracker.models.revision import changing
from tracker.models.user import clock_of
from tracker.queries.methods import methods_for
from tracker.queries.offered import offered_tests, short_set
from tracker.rules.events import ContextGiven, Finished, NoteWritten
from tracker.rules.freezing import frozen_plan
from tracker.sessions.adding import add
from tracker.sessions.again import made_what_was_erased, named
from tracker.sessions.changes import rated
from tracker.sessions.lifecycle import delete_for_now

NOTHING_RATED = _(
    "Rate at least one test, before or after. A measured value or a skip will do, too."
)
WAS_ERASED = _("You erased this session for good, so it was not saved. Save again to add it anew.")
A_MINUTE = datetime.timedelta(minutes=1)
SlotValues = dict[str, dict[tuple[str, str], dict[str, Any]]]


class BackdatedForm(StartTimeForm):
    data: Any
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    routine = forms.ModelChoiceField(
        label=_("In between"),
        queryset=Routine.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={"invalid_choice": "That routine was deleted. Choose another."},
    )
    seconds = forms.TypedChoiceField(
        label=_("Time per move"),
        choices=[(seconds, f"{seconds} s") for seconds in (30, 45, 60)],
        coerce=int,
    )
    zone = ZoneField()
    field_order = ["day", "time", "routine", "seconds", "note"]

    def clean(self) -> dict[str, Any]:
        """Times are local to the device's zone, if it sent one."""
        if zone := self.cleaned_data.get("zone"):
            self.clock = clock_of(zone)
        return super().clean()


class BackdatedGroup(FormGroup):
    """A session of another day: when, which routine, and the ratings before and after."""

    def __init__(self, user: User, data: Any = None) -> None:
        self.user = user
        yesterday = user.day_of(timezone.now()) - datetime.timedelta(days=1)
        initial = {"uuid": uuid.uuid4(), "day": yesterday, "time": "18:00", "seconds": 45}
        self.when = BackdatedForm(user.time_zone, data, initial=initial)
        # A script replaces it with the device's zone, which is the one that counts.
        place = format_html("<bdi data-place>{}</bdi>", user.place)
        self.when.fields["time"].help_text = mark_safe(CLOCK % {"place": place})
        routines = field_of(self.when, "routine", forms.ModelChoiceField)
        routines.queryset = Routine.objects.offered_to(user)
        tests = list(offered_tests(user))
        self.short = {test.slug for test in short_set(tests)}
        self.sets = (("full", _("All")), set_choices(tests)[0], ("last", _("As last time")))
        self.methods = MethodsForm(tests, methods_for(user, tests), data)
        self.phases = [SlotsForm(phase, tests, self.methods, data) for phase in PHASES]
        self.context = ContextForm(data)
        self.forms = [self.when, self.context, self.methods, *self.phases]
        # A session that exists already, and the answer of a button about which to keep.
        self.twin: Session | None = None
        self.is_saved = False
        self.answer = (data or {}).get("twin", "")

        last = user.sessions.undeleted().newest_first().values_list("plan", flat=True).first()
        self.last = set(last.test_slugs) if last else set()

    def sets_of(self, test: MobilityTest) -> str:
        quick = "quick" if test.slug in self.short else ""
        # Without a last time, all tests are in its set.
        return f"{quick} last" if test.slug in self.last or not self.last else quick

    def is_valid(self) -> bool:
        valid = super().is_valid()
        if valid and not any(self._slot_values().values()):
            self.when.add_error(None, NOTHING_RATED)
            return False
        return valid and not self._was_erased()

    def _was_erased(self) -> bool:
        """Says so once: it may be an old page that came again by itself."""
        if not made_what_was_erased(self.user, self.when.cleaned_data["uuid"]):
            return False
        self.when.add_error(None, WAS_ERASED)
        self.when.data = {**self.when.data.dict(), "uuid": str(uuid.uuid4())}
        return True

    def _slot_values(self) -> SlotValues:
        """What was entered, by phase and slot: score, measured value, skip reason."""
        return {
            form.phase: {
                slot: fields for slot, fields in form.slot_values().items() if _has_value(fields)
            }
            for form in self.phases
        }

    def save(self) -> Session | None:
        """Saves the session once, however often it is sent; None if `twin` needs a decision."""
        with changing(self.user.pk):
            return self._saved()

    def _saved(self) -> Session | None:
        duplicate, name = self._named()
        self.twin, self.is_saved = duplicate or self._at_this_moment(), duplicate is not None
        if self.twin and self._is_same(self.twin):
            return self.twin
        if self.twin and self.answer == "replace":
            delete_for_now(self.twin)
            _, name = self._named()
        elif self.twin and (self.is_saved or self.answer != "both"):
            return None
        return self._entered(name)

    def _named(self) -> tuple[Session | None, uuid.UUID]:
        name = self.when.cleaned_data["uuid"]
        return named(self.user, name, lambda session: session.deleted_at is not None)

    def _entered(self, name: uuid.UUID) -> Session:
        clean, slot_values = self.when.cleaned_data, self._slot_values()
        tests = [test for test in self.phases[0].tests if test.slug in _tests_of(slot_values)]
        plan = frozen_plan(clean["routine"], tests, clean["seconds"], "left")
        about = {field: clean[field] for field in ("routine", "started_at")}
        about["zone"] = clean["zone"] or self.user.time_zone
        session = Session(owner=self.user, uuid=name, plan=plan, entered_later=True, **about)
        session.day = self.user.day_of(session.started_at, session.zone)
        events = [event for phase, slots in slot_values.items() for event in rated(phase, slots)]
        events += [self._context()] if self._context() != ContextGiven() else []
        add([(session, [*events, NoteWritten(clean["note"]), Finished()])])
        return session

    def _context(self) -> ContextGiven:
        return ContextGiven(**self.context.cleaned_data)

    def _at_this_moment(self) -> Session | None:
        """A session that started within the same minute, which nobody does twice."""
        started = self.when.cleaned_data["started_at"]
        minute = started.replace(second=0, microsecond=0)
        there = self.user.sessions.undeleted().filter(started_at__range=(minute, minute + A_MINUTE))
        return there.exclude(started_at=minute + A_MINUTE).first()

    def _is_same(self, session: Session) -> bool:
        """Whether the session equals what was entered here."""
        clean = self.when.cleaned_data
        about = (session.started_at, session.note, session.routine_id, session.entered_later)
        if about != (clean["started_at"], clean["note"], clean["routine"].pk, True):
            return False
        if session.context != self._context():
            return False
        stored = {
            phase: {
                slot: _compared(row.fields_of(phase)) for slot, row in session.by_slot().items()
            }
            for phase in PHASES
        }
        entered = {
            phase: {slot: _compared(fields) for slot, fields in slots.items()}
            for phase, slots in self._slot_values().items()
        }
        seconds = session.plan.routine.seconds
        return seconds == clean["seconds"] and all(
            {
                slot: fields
                for slot, fields in stored[phase].items()
                if any(_is_entered(value) for value in fields)
            }
            == entered[phase]
            for phase in PHASES
        )


def _compared(fields: dict[str, Any]) -> tuple[Any, ...]:
    return fields["score"], fields.get("value"), fields["skip"]


def _is_entered(value: Any) -> bool:
    return value not in (None, "")


def _has_value(fields: dict[str, Any]) -> bool:
    return any(_is_entered(value) for value in fields.values())


def _tests_of(slot_values: SlotValues) -> set[str]:
    return {slot[0] for slots in slot_values.values() for slot in slots}
