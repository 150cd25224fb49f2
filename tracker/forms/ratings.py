"""The form of one phase: a score per test and side, with optional value and discomfort."""

import decimal
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.analysis import words
from tracker.analysis.units import CM
from tracker.forms.base import as_logged, base_input, read_base
from tracker.forms.fields import (
    PICK_OR_SKIP,
    DiscomfortField,
    MeasuredField,
    ScoreField,
    SkipField,
    field_of,
)
from tracker.models import MobilityTest, Rating, Session
from tracker.rules.log import Register, State, registers


def slot_label(test: MobilityTest, side: str) -> str:
    """The label of a test and side: "Ankle dorsiflexion, left", "Toe touch"."""
    return words.slot(str(test.name), side)


class RatingsForm(forms.Form):
    """A form with fields for the session's slots alone, so a side that a test lacks is ignored."""

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

    def _length(self) -> str:
        """The unit in which its person reads lengths; nobody has one on the offline page."""
        return self.session.owner.length if self.session.owner_id else CM

    def _entered(self) -> dict[str, Any]:
        return {
            name: value
            for slot, rating in self.session.by_slot().items()
            for name, value in self._initial_values(slot, rating)
        }

    def _initial_values(self, slot: tuple[str, str], rating: Rating) -> list[tuple[str, Any]]:
        fields = rating.fields_of(self.phase)
        return [(f"{slot[0]}-{slot[1]}-{field}", value) for field, value in fields.items()]

    def _add(self, test: MobilityTest, side: str) -> None:
        slot, label = f"{test.slug}-{side}", slot_label(test, side)
        score = self.fields[f"{slot}-score"] = ScoreField(label=label)
        if test.ten_means or test.zero_means:
            score.widget.describe_on_card(test.slug)
        self.fields[f"{slot}-skip"] = SkipField(label=_("Skip %(test)s") % {"test": label})
        self.fields[f"{slot}-discomfort"] = DiscomfortField(
            label=_("Strongest discomfort, %(test)s") % {"test": label}
        )
        if measure := test.measure:
            label = words.slot(measure["label"], side)
            value = MeasuredField(measure, self._length(), label=label)
            value.on_page = self.initial.get(f"{slot}-value")
            self.fields[f"{slot}-value"] = value
            if past := measure.get("past_zero"):
                self.fields[f"{slot}-past"] = forms.BooleanField(label=past, required=False)
            self.fields[f"{slot}-keep"] = forms.BooleanField(label=_("Keep it"), required=False)

    def cards(self) -> list[tuple[MobilityTest, list[dict[str, Any]]]]:
        """The tests with the bound fields of their sides, for the page."""
        return [(test, [self.bound(test, side) for side in test.sides]) for test in self.tests]

    def base_input(self) -> SafeString:
        """The hidden input with what the page shows when it is opened, to save only changes."""
        entered = {name: value for name, value in self.initial.items() if value not in (None, "")}
        return base_input(entered)

    def bound(self, test: MobilityTest, side: str) -> dict[str, Any]:
        """The bound fields of one slot, by the last part of their names."""
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
            self._confirm(name, value)
        return decimal.Decimal(value)

    def _confirm(self, name: str, value: decimal.Decimal) -> None:
        field = field_of(self, name, MeasuredField)
        if value != self.initial.get(name) and field.is_unusual(value):
            confirmation = f"{name.removesuffix('value')}keep"
            self[confirmation].label = _("Yes, keep %(value)s") % {"value": field.in_words(value)}
            raise forms.ValidationError(field.question(value), code="unusual")

    def slot_values(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The values that were filled in, by slot and field.

        A blank clears nothing: the page may have been opened before the same slot was rated on
        another device.
        """
        by_slot: dict[tuple[str, str], dict[str, Any]] = {}
        for name, value in self.cleaned_data.items():
            slug, side, field = name.rsplit("-", 2)
            if field not in ("past", "keep") and value not in (None, ""):
                by_slot.setdefault((slug, side), {})[field] = value
        return {slot: _without_overridden_skip(fields) for slot, fields in by_slot.items()}

    def base(self) -> dict[Register, State] | None:
        """What the page showed when it was opened, by register; None if it sent none."""
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
        """Shows what is stored by now, for a page that comes back after saving."""
        self.initial = self._entered()

    def test_to_measure(self, go: str) -> MobilityTest | None:
        """The test whose button for a method was pressed, without a script."""
        return next((test for test in self.tests if go == f"measure {test.slug}"), None)

    def point_out_missing(self) -> int:
        """Adds an error to each slot without a rating or a skip reason; returns their number."""
        missing = self.session.missing(self.phase)
        for slug, side in missing:
            self.add_error(f"{slug}-{side}-score", PICK_OR_SKIP)
        return len(missing)


def _without_overridden_skip(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields without the skip if there is a score, which was given after it."""
    return fields | {"skip": ""} if fields.get("score") is not None else fields
