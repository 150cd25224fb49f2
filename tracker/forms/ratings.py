"""The form of one phase: a score per test and side, and what may be added to it."""

import decimal
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.safestring import SafeString

from tracker.forms.base import as_logged, base_input, read_base
from tracker.forms.fields import (
    DiscomfortField,
    MeasuredField,
    ScoreField,
    SkipField,
    field_of,
    plain_number,
)
from tracker.models import MobilityTest, Rating, Session
from tracker.rules.log import Register, State, registers


def spoken(test: MobilityTest, side: str) -> str:
    """How a test and side are called: "Ankle dorsiflexion, left", "Toe touch"."""
    return f"{test.name}, {side}" if side != "none" else test.name


class RatingsForm(forms.Form):
    """Fields are built from the session's slots, so an impossible side cannot be sent."""

    def __init__(
        self,
        session: Session,
        phase: str,
        data: Mapping[str, Any] | None = None,
        *,
        tests: list[MobilityTest] | None = None,
    ) -> None:
        self.session, self.phase = session, phase
        self.tests = session.planned_tests if tests is None else tests
        super().__init__(data, initial=self._entered(), use_required_attribute=False)
        for test in self.tests:
            for side in test.sides:
                self._add(test, side)

    def _entered(self) -> dict[str, Any]:
        return {
            name: value
            for slot, rating in self.session.by_slot().items()
            for name, value in self._reading(slot, rating)
        }

    def _reading(self, slot: tuple[str, str], rating: Rating) -> list[tuple[str, Any]]:
        reading = rating.reading(self.phase)
        if reading["value"] is not None:
            reading["value"] = plain_number(reading["value"]).replace("−", "-")
        return [(f"{slot[0]}-{slot[1]}-{field}", value) for field, value in reading.items()]

    def _add(self, test: MobilityTest, side: str) -> None:
        slot, label = f"{test.slug}-{side}", spoken(test, side)
        self.fields[f"{slot}-score"] = ScoreField(label=label)
        self.fields[f"{slot}-skip"] = SkipField(label=f"Skip {label}")
        self.fields[f"{slot}-discomfort"] = DiscomfortField(label=f"Strongest discomfort, {label}")
        if measure := test.measure:
            label = f"{measure['label']}{'' if side == 'none' else f', {side}'}"
            self.fields[f"{slot}-value"] = MeasuredField(measure, label=label)
            if past := measure.get("past_zero"):
                self.fields[f"{slot}-past"] = forms.BooleanField(label=past, required=False)
            self.fields[f"{slot}-keep"] = forms.BooleanField(label="Keep it", required=False)

    def cards(self) -> list[tuple[MobilityTest, list[dict[str, Any]]]]:
        """Each test with the bound fields of its sides, for the page."""
        return [(test, [self.bound(test, side) for side in test.sides]) for test in self.tests]

    def base_input(self) -> SafeString:
        """What the page shows as it is opened, so that only what changes is written."""
        entered = {name: value for name, value in self.initial.items() if value not in (None, "")}
        return base_input(entered)

    def bound(self, test: MobilityTest, side: str) -> dict[str, Any]:
        """The bound fields of one slot, by their last name."""
        slot = f"{test.slug}-{side}-"
        return {"side": side} | {
            name.removeprefix(slot): self[name] for name in self.fields if name.startswith(slot)
        }

    def clean(self) -> dict[str, Any]:
        for name in [name for name in self.fields if name.endswith("-value")]:
            if self.cleaned_data.get(name) is not None:
                try:
                    self.cleaned_data[name] = self._clean_value(name)
                except forms.ValidationError as error:
                    self.add_error(name, error)
        return self.cleaned_data

    def _clean_value(self, name: str) -> decimal.Decimal:
        value, slot = self.cleaned_data[name], name.removesuffix("-value")
        if self.cleaned_data.get(f"{slot}-past"):
            value = -abs(value)
            self.fields[name].validate(value)
        if f"{slot}-keep" in self.fields and not self.cleaned_data[f"{slot}-keep"]:
            self._ask(name, value)
        return decimal.Decimal(value)

    def _ask(self, name: str, value: decimal.Decimal) -> None:
        field = field_of(self, name, MeasuredField)
        if value != self._stored(name) and field.is_unusual(value):
            keep = f"{name.removesuffix('value')}keep"
            self[keep].label = f"Yes, keep {field.in_words(value)}"
            raise forms.ValidationError(field.question(value), code="unusual")

    def _stored(self, name: str) -> decimal.Decimal | None:
        text = self.initial.get(name)
        return decimal.Decimal(text) if text else None

    def readings(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Slot → field → value, of what was filled in.

        A page that is sent with a blank takes nothing away: it may have been opened before
        the same slot was rated on another device.
        """
        found: dict[tuple[str, str], dict[str, Any]] = {}
        for name, value in self.cleaned_data.items():
            slug, side, field = name.rsplit("-", 2)
            if field not in ("past", "keep") and value not in (None, ""):
                found.setdefault((slug, side), {})[field] = value
        return {slot: _no_score_for_a_skip(reading) for slot, reading in found.items()}

    def base(self) -> dict[Register, State] | None:
        """What the page showed when it was opened; None if it does not say."""
        if (base := read_base(self.data)) is None:
            return None
        return {
            register: {
                name: as_logged(name, base.get(f"{register.test}-{register.side}-{name}"))
                for name in register.empty
            }
            for test in self.tests
            for side in test.sides
            for register in registers(self.phase, (test.slug, side))
        }

    def rebase(self) -> None:
        """After writing: if the page comes back, it shows what is there by now."""
        self.initial = self._entered()

    def point_out_missing(self) -> int:
        """Put an error on each slot that has neither a rating nor a reason; how many they are."""
        missing = self.session.missing(self.phase)
        for slug, side in missing:
            self.add_error(f"{slug}-{side}-score", "Pick a number from 0 to 10, or skip this test.")
        return len(missing)


def _no_score_for_a_skip(reading: dict[str, Any]) -> dict[str, Any]:
    """A score beats a skip that was chosen before it."""
    return reading | {"skip": ""} if reading.get("score") is not None else reading
