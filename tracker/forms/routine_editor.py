"""The forms of the page that edits an own routine: its details, and its steps in order."""

import itertools
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from tracker.catalogue.spec import REGIONS
from tracker.forms.fields import TextField
from tracker.forms.names import NameField
from tracker.forms.steps import (
    INVALID_CHOICE,
    StepChoices,
    StepForm,
    as_typed,
    seconds_field,
    whole_number,
)
from tracker.models import Routine, User
from tracker.sessions.own_routines import (
    MOST_OWN,
    NameTaken,
    TooMany,
    is_full,
    name_of_copy,
    save,
    sketched_minutes,
    worked,
)

MAX_STEPS = 40
MAX_FORMS = 60  # more than MAX_STEPS, so that a page with too many comes back complete
MAX_PAUSE = 60
PAUSES = {"lead_in": 5, "change_seconds": 5, "swap_seconds": 7}
MOVES = {"up": -1, "down": 1}
NO_ROOM = _(
    "You have %(most)s routines of your own, and more do not fit. Delete one, then save again."
)
NO_MOVE = _("Getting ready and letting go alone are no routine. Add a move.")
DUPLICATE_NAME = _("You have a routine of this name. Give this one another.")
MOVE = _("Move %(number)s, %(label)s")
TOO_MANY_MOVES = _("A routine has 1 to %(most)s moves.")
PARTS_OF_THE_BODY = {
    "foot": _("Foot"),
    "ankle": _("Ankle"),
    "knee": _("Knee"),
    "hip": _("Hip"),
    "low_back": _("Low back"),
}
Input = dict[str, Any]


class AboutForm(forms.Form):
    name = NameField(_("Give the routine a name."), label=_("Name of the routine"))
    region = forms.ChoiceField(
        label=_("Where does it work?"),
        choices=[
            ("", _("Choose one")),
            *((name, PARTS_OF_THE_BODY[name]) for name in REGIONS),
        ],
        help_text=_("Results are grouped by distance from here."),
        error_messages=INVALID_CHOICE | {"required": _("Say where it works.")},
    )
    position_text = TextField(
        label=_("How you sit or stand"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lead_in = seconds_field(_("Before the first move"), 0, MAX_PAUSE)
    change_seconds = seconds_field(_("Between two moves"), 0, MAX_PAUSE)
    swap_seconds = seconds_field(_("To swap sides"), 0, MAX_PAUSE)

    def pauses(self) -> dict[str, int]:
        """The pauses as typed, or the usual ones where they cannot be parsed."""
        return {
            name: whole_number(self[name].value(), 0, MAX_PAUSE, usual)
            for name, usual in PAUSES.items()
        }


class RoutineEditor:
    """All forms of the page. The buttons of a step only change the list and validate nothing."""

    max_steps = MAX_STEPS

    def __init__(
        self,
        user: User,
        routine: Routine | None = None,
        data: QueryDict | None = None,
        like: Routine | None = None,
    ) -> None:
        """Edits `routine`, or makes a new one, which can be a copy of `like`."""
        self.user, self.routine, self.like, self.choices = user, routine, like, StepChoices(user)
        self.pressed = data.get("do", "") if data is not None else ""
        self.is_bound = data is not None and not self.pressed
        if data is None:
            self._show(self._initial_about(), _steps(routine or like))
        elif self.is_bound:
            self.about = AboutForm(data, use_required_attribute=False)
            self.steps = [StepForm(self.choices, number, data) for number in _numbers(data)]
        else:
            self._show(*self._after_button(data))
            if self.pressed == "add" and self.steps:
                self.steps[-1].fields["name"].widget.attrs["autofocus"] = True

    def _show(self, about: Input, steps: dict[str, Input]) -> None:
        self.about = AboutForm(initial=about, use_required_attribute=False)
        self.steps = [
            StepForm(self.choices, number, initial=typed) for number, typed in steps.items()
        ]

    def _initial_about(self) -> Input:
        if self.like is None:
            return _about_of(self.routine) if self.routine else dict(PAUSES)
        words = f"{self.like.position_text} {self.like.hand_rule}".strip()
        name = name_of_copy(self.user, self.like)
        return _about_of(self.like) | {"name": name, "position_text": words}

    def _after_button(self, data: QueryDict) -> tuple[Input, dict[str, Input]]:
        """The inputs after the button that was pressed."""
        about = {name: data.get(name, "") for name in AboutForm.base_fields}
        numbers, fields = _numbers(data), StepForm.base_fields
        steps = {n: {name: data.get(f"step-{n}-{name}", "") for name in fields} for n in numbers}
        action, _, number = self.pressed.partition(":")
        if action == "remove":
            steps.pop(number, None)
        elif action == "add" and len(steps) < MAX_STEPS:
            new = next(n for n in map(str, itertools.count()) if n not in steps)
            steps[new] = self.choices.steps.get(data.get("known", ""), as_typed(None))
        order = moved(list(steps), number, MOVES.get(action, 0))
        return about, {number: steps[number] for number in order}

    @property
    def is_full(self) -> bool:
        return len(self.steps) >= MAX_STEPS

    @property
    def variations(self) -> list[dict[str, Any]]:
        source = self.routine or self.like
        return source.variations if source else []

    @property
    def too_many(self) -> str:
        """Why another routine cannot be saved, shown before anything is typed; empty if it can."""
        is_too_many = self.routine is None and is_full(self.user)
        return NO_ROOM % {"most": MOST_OWN} if is_too_many else ""

    def is_valid(self) -> bool:
        wrong = [form for form in (self.about, *self.steps) if not form.is_valid()]
        if not 1 <= len(self.steps) <= MAX_STEPS:
            self.about.add_error(None, TOO_MANY_MOVES % {"most": MAX_STEPS})
            return False
        if not wrong and all(form.cleaned_data["kind"] != "work" for form in self.steps):
            self.about.add_error(None, NO_MOVE)
            return False
        return not wrong

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(id, label, message) of every error, with the step that it is in."""
        return [*_errors_of(self.about, 0), *self._step_errors()]

    def _step_errors(self) -> Iterator[tuple[str, str, str]]:
        for place, form in enumerate(self.steps, 1):
            yield from _errors_of(form, place)

    @property
    def empty_step(self) -> StepForm:
        """The template of a step, which a script copies for a new one."""
        return StepForm(self.choices, "__n__", initial=as_typed(None))

    @property
    def minutes(self) -> int:
        """The approximate length at 45 s a move, from what can be parsed of the inputs."""
        steps = [form.sketch() for form in self.steps]
        return sketched_minutes(steps, 45, self.about.pauses())

    def save(self) -> Routine | None:
        """The saved routine; None if there are too many or the name exists, with an error."""
        steps = [form.fields_of_step() for form in self.steps]
        try:
            return save(self.user, self.routine, self.about.cleaned_data, steps, self.like)
        except TooMany:
            self.about.add_error(None, NO_ROOM % {"most": MOST_OWN})
        except NameTaken:
            self.about.add_error("name", DUPLICATE_NAME)
        return None


def moved(numbers: list[str], number: str, by: int) -> list[str]:
    """Swaps a step with its neighbour, if there is one."""
    at = numbers.index(number) if number in numbers else -1
    if at >= 0 and 0 <= at + by < len(numbers):
        numbers[at], numbers[at + by] = numbers[at + by], numbers[at]
    return numbers


def _numbers(data: QueryDict) -> list[str]:
    """The numbers of the steps in the order of the page, without duplicates."""
    sent = [number for number in data.getlist("step") if number.isascii() and number.isdigit()]
    return list(dict.fromkeys(number for number in sent if len(number) <= 4))[:MAX_FORMS]


def _about_of(routine: Routine) -> Input:
    shown = {name: getattr(routine, name) for name in ("name", "position_text", *PAUSES)}
    return shown | {"region": worked(routine.places)}


def _steps(routine: Routine | None) -> dict[str, dict[str, Any]]:
    steps = routine.steps.all() if routine else [None]
    return {str(number): as_typed(step) for number, step in enumerate(steps)}


def _errors_of(form: forms.Form, move: int) -> Iterator[tuple[str, str, str]]:
    for name, messages in form.errors.items():
        field = form[name] if name in form.fields else None
        label = str(field.label) if field else ""
        if move and field:
            label = MOVE % {"number": move, "label": label}
        yield from ((field.auto_id if field else "", label, str(message)) for message in messages)
