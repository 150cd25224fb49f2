"""The form of one phase: a score per test and side, with optional value and discomfort."""

import decimal
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.analysis import words
from tracker.catalogue.spec import is_by_phone
from tracker.forms.base import as_logged, base_input, read_base, tell_what_was_shown
from tracker.forms.fields import (
    PICK_OR_SKIP,
    DiscomfortField,
    MeasuredField,
    ScoreField,
    SkipField,
    field_of,
)
from tracker.forms.methods import MethodsForm
from tracker.models import MobilityTest, Rating, Session
from tracker.queries.methods import Methods, methods_in
from tracker.rules.log import Register, Slot, State, registers


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
        ratings = self.ratings = self._ratings()
        # A page that was made before there was a choice, or by a script, shows the first measure.
        self.methods = MethodsForm(self.tests, self._methods(ratings), data, asks=False)
        super().__init__(data, initial=self._entered(ratings), use_required_attribute=False)
        for test in self.tests:
            for side in test.sides:
                self._add(test, side)
        tell_what_was_shown(self, read_base(self.data))

    def _ratings(self) -> Mapping[Slot, Rating]:
        return self.session.by_slot()

    def _methods(self, ratings: Mapping[Slot, Rating]) -> Methods:
        return methods_in(self.session, ratings)

    def _entered(self, ratings: Mapping[Slot, Rating]) -> dict[str, Any]:
        return {
            name: value
            for slot, rating in ratings.items()
            for name, value in self._initial_values(slot, rating)
        }

    def _initial_values(self, slot: tuple[str, str], rating: Rating) -> list[tuple[str, Any]]:
        """Nothing of what a phone took: no page of a session shows it before its end."""
        fields = rating.fields_of(self.phase)
        if is_by_phone(rating.method):
            del fields["value"]
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
        if self.methods.measures(test) and not is_by_phone(self.methods.method_of(test)):
            self._add_value(test, side)

    def sides_with_value(self, test: MobilityTest) -> list[str]:
        """The sides that have a value in this phase, for a test that a phone measures."""
        has_value = {
            slot
            for slot, rating in self.ratings.items()
            if rating.fields_of(self.phase)["value"] is not None
        }
        return [side for side in test.sides if (test.slug, side) in has_value]

    def _add_value(self, test: MobilityTest, side: str) -> None:
        slot, measure = f"{test.slug}-{side}", self.methods.measure_of(test)
        label = words.slot(measure["label"], side)
        self.fields[f"{slot}-value"] = MeasuredField(measure, self.methods.length, label=label)
        if past := measure.get("past_zero"):
            self.fields[f"{slot}-past"] = forms.BooleanField(label=past, required=False)
        self.fields[f"{slot}-keep"] = forms.BooleanField(label=_("Keep it"), required=False)

    def cards(self) -> list[tuple[MobilityTest, list[dict[str, Any]]]]:
        """The tests with the bound fields of their sides, for the page."""
        return [(test, [self.bound(test, side) for side in test.sides]) for test in self.tests]

    def base_input(self) -> SafeString:
        """Hidden inputs: what the page shows when it is opened, to save only changes; by what."""
        entered = {name: value for name, value in self.initial.items() if value not in (None, "")}
        return base_input(entered) + self.methods.fixed_inputs()

    def bound(self, test: MobilityTest, side: str) -> dict[str, Any]:
        """The bound fields of one slot, by the last part of their names."""
        slot = f"{test.slug}-{side}-"
        return {"side": side} | {
            name.removeprefix(slot): self[name] for name in self.fields if name.startswith(slot)
        }

    def clean(self) -> dict[str, Any]:
        for test in self.tests:
            for name in [f"{test.slug}-{side}-value" for side in test.sides]:
                if self.cleaned_data.get(name) not in (None, ""):
                    try:
                        self.cleaned_data[name] = self._clean_value(test, name)
                    except forms.ValidationError as error:
                        self.add_error(name, error)
        return self.cleaned_data

    def _clean_value(self, test: MobilityTest, name: str) -> decimal.Decimal | None:
        value, slot = self.cleaned_data[name], name.removesuffix("-value")
        if why := self.methods.objection(test):
            if value == field_of(self, name, MeasuredField).on_page:
                return None
            raise forms.ValidationError(why, code="method")
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
        for test in self.tests:
            for slot, fields in by_slot.items():
                if slot[0] == test.slug and "value" in fields:
                    fields["method"] = self.methods.method_of(test)
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
        self.initial = self._entered(self._ratings())

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
