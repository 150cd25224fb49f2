"""The form of one phase as a table with a select per slot, for edited and backdated sessions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.analysis.units import own_unit, shown, with_unit
from tracker.forms.base import (
    Base,
    changed_on_page,
    read_base,
    tell_what_was_shown,
)
from tracker.forms.fields import MeasuredField, plain_number, value_field
from tracker.forms.methods import MethodsForm
from tracker.forms.ratings import slot_label
from tracker.models import MobilityTest, Rating
from tracker.rules.reasons import skip_choices

ENTERED_PHASES = ("pre", "post")
SCORES = [(str(score), str(score)) for score in range(10, -1, -1)]
RATED = {
    "pre": gettext_lazy("%(test)s, before"),
    "post": gettext_lazy("%(test)s, after"),
}
MEASURED = {
    "pre": gettext_lazy("%(measure)s, %(test)s, before"),
    "post": gettext_lazy("%(measure)s, %(test)s, after"),
}
# The same while it is not known by what it is read.
READ = {
    "pre": gettext_lazy("Measured value, %(test)s, before"),
    "post": gettext_lazy("Measured value, %(test)s, after"),
}
NOT_CHANGED = object()
Slot = tuple[str, str]


class SlotsForm(forms.Form):
    """One phase: a select for a score, a skip or neither, and a text for the measured value."""

    def __init__(
        self,
        phase: str,
        tests: list[MobilityTest],
        methods: MethodsForm,
        data: Mapping[str, Any] | None = None,
        *,
        stored: Mapping[Slot, Rating] | None = None,
    ) -> None:
        self.phase, self.tests, self.methods = phase, tests, methods
        initial = {
            name: value
            for slot, rating in (stored or {}).items()
            for name, value in _initial_values("-".join(slot), rating.fields_of(phase))
        }
        super().__init__(data, prefix=phase, initial=initial, use_required_attribute=False)
        for test in tests:
            for side in test.sides:
                self._add(test, side)
        tell_what_was_shown(self, read_base(self.data))

    def _add(self, test: MobilityTest, side: str) -> None:
        about = {"test": slot_label(test, side)}
        label = RATED[self.phase] % about
        self.fields[f"{test.slug}-{side}"] = forms.ChoiceField(
            label=label,
            choices=_choices(),
            required=False,
            widget=forms.Select(attrs={"class": "form-select form-select--n", "aria-label": label}),
            error_messages={"invalid_choice": _("Pick one from the list.")},
        )
        if self.methods.measures(test):
            self._add_value(test, side)

    def _add_value(self, test: MobilityTest, side: str) -> None:
        measure, about = self.methods.measure_of(test), {"test": slot_label(test, side)}
        words = (
            MEASURED[self.phase] % {**about, "measure": measure["label"]}
            if measure
            else READ[self.phase] % about
        )
        field = value_field(measure, self.methods.length, label=words)
        field.widget.attrs |= {"class": "form-control form-control--n", "aria-label": words}
        self.fields[f"{test.slug}-{side}-value"] = field

    def clean(self) -> dict[str, Any]:
        for test in self.tests:
            if why := self.methods.objection(test) if self.methods.measures(test) else "":
                for side in test.sides:
                    self._object(f"{test.slug}-{side}-value", why)
        return self.cleaned_data

    def _object(self, name: str, why: str) -> None:
        """Refuse a value by another method, unless the page came with it."""
        value = self.cleaned_data.get(name)
        if value in (None, ""):
            return
        if value == getattr(self.fields[name], "on_page", None):
            del self.cleaned_data[name]
        else:
            self.add_error(name, why)

    @property
    def has_values(self) -> bool:
        names = [name for name in self.fields if name.endswith("-value")]
        return any(self[name].value() or self[name].errors for name in names)

    def bound(self, test: MobilityTest, side: str) -> dict[str, Any]:
        slot = f"{test.slug}-{side}"
        value = self[f"{slot}-value"] if f"{slot}-value" in self.fields else None
        unit = value.field.unit_words if value and isinstance(value.field, MeasuredField) else ""
        return {"phase": self.phase, "choice": self[slot], "value": value, "unit": unit}

    def slot_values(self, base: Base | None = None) -> dict[Slot, dict[str, Any]]:
        """The fields of every slot that differ from what the page showed."""
        changed = changed_on_page(self, base)
        return {
            (test.slug, side): _fields_of(
                f"{test.slug}-{side}", changed, self.methods.method_of(test)
            )
            for test in self.tests
            for side in test.sides
        }


def _fields_of(slot: str, changed: Mapping[str, Any], method: str) -> dict[str, Any]:
    fields = _fields_of_choice(changed[slot]) if slot in changed else {}
    value = changed.get(f"{slot}-value", NOT_CHANGED)
    if value is NOT_CHANGED:
        return fields
    if value in (None, ""):
        return fields | {"value": None}
    return fields | {"value": value, "method": method}


def _choices() -> list[tuple[str, str]]:
    skips = [
        (f"skip {reason}", _("Skipped: %(reason)s") % {"reason": words})
        for reason, words in skip_choices()
    ]
    return [("", _("Not rated")), *SCORES, *skips]


def measured_values(ratings: Iterable[Rating], length: str) -> list[dict[str, str]]:
    """By test and side, what was measured before and after, in words and the person's unit."""
    rows = [
        {"test": rating.test.slug, "name": slot_label(rating.test, rating.side)}
        | {phase: _measured(rating, phase, length) for phase in ENTERED_PHASES}
        for rating in ratings
    ]
    return [row for row in rows if row["pre"] or row["post"]]


def _measured(rating: Rating, phase: str, length: str) -> str:
    value = rating.fields_of(phase)["value"]
    if value is None:
        return ""
    own = own_unit(rating.unit, length)
    return with_unit(plain_number(shown(value, rating.unit, own)), own)


def _fields_of_choice(choice: str) -> dict[str, Any]:
    if choice.startswith("skip "):
        return {"score": None, "skip": choice.removeprefix("skip ")}
    return {"score": int(choice) if choice else None, "skip": ""}


def _initial_values(slot: str, fields: dict[str, Any]) -> list[tuple[str, Any]]:
    score, skip, value = (fields[name] for name in ("score", "skip", "value"))
    choice = f"skip {skip}" if skip else "" if score is None else str(score)
    return [(slot, choice), (f"{slot}-value", "" if value is None else value)]
