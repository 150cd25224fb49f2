"""The page on which an own routine is written: what it is, and its steps in order."""

import itertools
from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from tracker.catalogue.spec import REGIONS
from tracker.forms.fields import TextField
from tracker.forms.names import NameField
from tracker.forms.steps import CHOOSE, Known, StepForm, as_typed, seconds_field, whole
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

MOST_STEPS = 40
MOST_READ = 60  # enough to give back what was typed together with the reason
LONGEST_PAUSE = 60
PAUSES = {"lead_in": 5, "change_seconds": 5, "swap_seconds": 7}
MOVES = {"up": -1, "down": 1}
FULL = (
    f"You have {MOST_OWN} routines of your own, and more do not fit. Delete one, then save again."
)
NO_MOVE = "Getting ready and letting go alone are no routine. Add a move."
TAKEN = "You have a routine of this name. Give this one another."
Typed = dict[str, Any]


class AboutForm(forms.Form):
    name = NameField("Give the routine a name.", label="Name of the routine")
    region = forms.ChoiceField(
        label="Where does it work?",
        choices=[("", "Choose one"), *((one, one.replace("_", " ").title()) for one in REGIONS)],
        help_text="Results group the tests by how far they are from there.",
        error_messages=CHOOSE | {"required": "Say where it works."},
    )
    position_text = TextField(
        label="How you sit or stand",
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    lead_in = seconds_field("Before the first move", 0, LONGEST_PAUSE)
    change_seconds = seconds_field("Between two moves", 0, LONGEST_PAUSE)
    swap_seconds = seconds_field("To swap sides", 0, LONGEST_PAUSE)

    def pauses(self) -> dict[str, int]:
        """What is typed, as far as it can be read."""
        return {
            name: whole(self[name].value(), 0, LONGEST_PAUSE, usual)
            for name, usual in PAUSES.items()
        }


class RoutineEditor:
    """All forms of the page. A button of a step changes their order and checks nothing yet."""

    most = MOST_STEPS

    def __init__(
        self,
        user: User,
        routine: Routine | None = None,
        data: QueryDict | None = None,
        like: Routine | None = None,
    ) -> None:
        """A new routine can start out `like` another one, which stays as it is."""
        self.user, self.routine, self.like, self.known = user, routine, like, Known(user)
        self.pressed = data.get("do", "") if data is not None else ""
        self.is_bound = data is not None and not self.pressed
        if data is None:
            self._from(self._about(), _steps(routine or like))
        elif self.is_bound:
            self.about = AboutForm(data, use_required_attribute=False)
            self.steps = [StepForm(self.known, number, data) for number in _numbers(data)]
        else:
            self._from(*self._after(data))
            if self.pressed == "add" and self.steps:
                self.steps[-1].fields["name"].widget.attrs["autofocus"] = True

    def _from(self, about: Typed, steps: dict[str, Typed]) -> None:
        self.about = AboutForm(initial=about, use_required_attribute=False)
        self.steps = [
            StepForm(self.known, number, initial=typed) for number, typed in steps.items()
        ]

    def _about(self) -> Typed:
        if self.like is None:
            return _shown(self.routine) if self.routine else dict(PAUSES)
        words = f"{self.like.position_text} {self.like.hand_rule}".strip()
        name = name_of_copy(self.user, self.like)
        return _shown(self.like) | {"name": name, "position_text": words}

    def _after(self, data: QueryDict) -> tuple[Typed, dict[str, Typed]]:
        """What was typed, after the button that was pressed."""
        about = {name: data.get(name, "") for name in AboutForm.base_fields}
        numbers, fields = _numbers(data), StepForm.base_fields
        steps = {n: {name: data.get(f"step-{n}-{name}", "") for name in fields} for n in numbers}
        act, _, number = self.pressed.partition(":")
        if act == "remove":
            steps.pop(number, None)
        elif act == "add" and len(steps) < MOST_STEPS:
            new = next(n for n in map(str, itertools.count()) if n not in steps)
            steps[new] = self.known.steps.get(data.get("known", ""), as_typed(None))
        order = moved(list(steps), number, MOVES.get(act, 0))
        return about, {number: steps[number] for number in order}

    @property
    def is_full(self) -> bool:
        return len(self.steps) >= MOST_STEPS

    @property
    def variations(self) -> list[dict[str, Any]]:
        source = self.routine or self.like
        return source.variations if source else []

    @property
    def too_many(self) -> str:
        """Why a new one cannot be saved, said before anything is typed."""
        return FULL if self.routine is None and is_full(self.user) else ""

    def is_valid(self) -> bool:
        wrong = [form for form in (self.about, *self.steps) if not form.is_valid()]
        if not 1 <= len(self.steps) <= MOST_STEPS:
            self.about.add_error(None, f"A routine has 1 to {MOST_STEPS} moves.")
            return False
        if not wrong and all(form.cleaned_data["kind"] != "work" for form in self.steps):
            self.about.add_error(None, NO_MOVE)
            return False
        return not wrong

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(id, label, sentence) of everything that is wrong, with the step where it is."""
        return [*_wrong(self.about, ""), *self._wrong_steps()]

    def _wrong_steps(self) -> Iterator[tuple[str, str, str]]:
        for place, form in enumerate(self.steps, 1):
            yield from _wrong(form, f"Move {place}, ")

    @property
    def empty_step(self) -> StepForm:
        """What a script copies for a new step."""
        return StepForm(self.known, "__n__", initial=as_typed(None))

    @property
    def minutes(self) -> int:
        """About how long it takes at 45 s a move, as far as what is typed can be read."""
        steps = [form.sketch() for form in self.steps]
        return sketched_minutes(steps, 45, self.about.pauses())

    def save(self) -> Routine | None:
        """None where it does not fit beside the others; the form says why."""
        steps = [form.fields_of_step() for form in self.steps]
        try:
            return save(self.user, self.routine, self.about.cleaned_data, steps, self.like)
        except TooMany:
            self.about.add_error(None, FULL)
        except NameTaken:
            self.about.add_error("name", TAKEN)
        return None


def moved(numbers: list[str], number: str, by: int) -> list[str]:
    """The order with one of them `by` places further, as far as there is one to change with."""
    at = numbers.index(number) if number in numbers else -1
    if at >= 0 and 0 <= at + by < len(numbers):
        numbers[at], numbers[at + by] = numbers[at + by], numbers[at]
    return numbers


def _numbers(data: QueryDict) -> list[str]:
    """The numbers of the steps in the order of the page, each once."""
    sent = [one for one in data.getlist("step") if one.isascii() and one.isdigit()]
    return list(dict.fromkeys(one for one in sent if len(one) <= 4))[:MOST_READ]


def _shown(routine: Routine) -> Typed:
    shown = {name: getattr(routine, name) for name in ("name", "position_text", *PAUSES)}
    return shown | {"region": worked(routine.places)}


def _steps(routine: Routine | None) -> dict[str, dict[str, Any]]:
    steps = routine.steps.all() if routine else [None]
    return {str(number): as_typed(step) for number, step in enumerate(steps)}


def _wrong(form: forms.Form, where: str) -> Iterator[tuple[str, str, str]]:
    for name, messages in form.errors.items():
        field = form[name] if name in form.fields else None
        label = f"{where}{field.label}" if field else ""
        yield from ((field.auto_id if field else "", label, str(each)) for each in messages)
