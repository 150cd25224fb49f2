"""The forms of the repeatability check: two measurements of every side, and one pair corrected."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.analysis.words import Messages
from tracker.forms.base import length_on_page, tell_what_was_shown
from tracker.forms.fields import MeasuredField, value_field
from tracker.forms.methods import MethodsForm
from tracker.models import MobilityTest, SteadyReading
from tracker.queries.methods import Methods

TIMES = ("first", "second")
LABELS = {
    ("left", "first"): gettext_lazy("Left, first reading"),
    ("left", "second"): gettext_lazy("Left, 5 minutes later"),
    ("right", "first"): gettext_lazy("Right, first reading"),
    ("right", "second"): gettext_lazy("Right, 5 minutes later"),
    ("none", "first"): gettext_lazy("First reading"),
    ("none", "second"): gettext_lazy("5 minutes later"),
}
PAIRS = Messages(
    {
        "left": gettext_lazy("left %(first)s and %(second)s%(unit)s"),
        "right": gettext_lazy("right %(first)s and %(second)s%(unit)s"),
        "none": gettext_lazy("%(first)s and %(second)s%(unit)s"),
    }
)


class RepeatReadingForm(forms.Form):
    """Measures a side twice or not at all, and at least one side."""

    def __init__(
        self, test: MobilityTest, methods: Methods, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, use_required_attribute=False)
        self.test, self.methods = test, MethodsForm([test], methods, data)
        self.measure = self.methods.measure_of(test)
        for side in test.sides:
            for time in TIMES:
                field = value_field(self.measure, self.methods.length, label=LABELS[side, time])
                self.fields[f"{side}-{time}"] = field

    def pairs(self) -> dict[str, tuple[Decimal, Decimal]]:
        clean = self.cleaned_data
        by_side = {
            side: [clean.get(f"{side}-{time}") for time in TIMES] for side in self.test.sides
        }
        complete = (
            (side, first, second)
            for side, (first, second) in by_side.items()
            if first is not None and second is not None
        )
        return {side: (first, second) for side, first, second in complete}

    @property
    def in_words(self) -> str:
        """The measured values: "left 9 and 8.5 cm"."""
        field = MeasuredField(self.measure, self.methods.length)
        pairs = ((side, *map(field.figures, pair)) for side, pair in self.pairs().items())
        return ", ".join(
            PAIRS[side] % {"first": first, "second": second, "unit": field.unit_words}
            for side, first, second in pairs
        )

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        if why := self.methods.objection(self.test):
            raise forms.ValidationError(why)
        for side in self.test.sides:
            missing = [t for t in TIMES if self.cleaned_data[f"{side}-{t}"] is None]
            if len(missing) == 1:
                self.add_error(f"{side}-{missing[0]}", _("Enter both readings or neither."))
        if not self.errors and not self.pairs():
            raise forms.ValidationError(_("Enter both readings for at least one side."))
        return self.cleaned_data


class PairForm(forms.Form):
    """One pair of readings, corrected."""

    def __init__(
        self, pair: SteadyReading, length: str, data: Mapping[str, Any] | None = None
    ) -> None:
        initial = {"first": pair.first, "second": pair.second, "length": length}
        super().__init__(data, initial=initial, use_required_attribute=False)
        measure, length = pair.test.measure_by(pair.method), length_on_page(data, length)
        for time in TIMES:
            self.fields[time] = MeasuredField(measure, length, label=LABELS[pair.side, time])
        self.fields["length"] = forms.CharField(required=False, widget=forms.HiddenInput)
        tell_what_was_shown(self, None)

    def clean(self) -> dict[str, Any]:
        for time in TIMES:
            if time not in self.errors and self.cleaned_data.get(time) is None:
                message = _("Enter both readings. To take the pair out, leave it out below.")
                self.add_error(time, message)
        return self.cleaned_data

    def pair(self) -> tuple[Decimal, Decimal]:
        first, second = (self.cleaned_data[time] for time in TIMES)
        return first, second
