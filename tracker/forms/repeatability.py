"""The form of the repeatability check: two measurements of every side."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from tracker.forms.fields import MeasuredField, plain_number
from tracker.models import MobilityTest

TIMES = {"first": "first reading", "second": "5 minutes later"}


class RepeatReadingForm(forms.Form):
    """Measures a side twice or not at all, and at least one side."""

    def __init__(self, test: MobilityTest, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.test = test
        for side in test.sides:
            for time, words in TIMES.items():
                label = words if side == "none" else f"{side}, {words}"
                field = MeasuredField(test.measure, label=label.capitalize())
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
        unit = MeasuredField(self.test.measure).unit_words
        pairs = ((side, *map(plain_number, pair)) for side, pair in self.pairs().items())
        texts = (f"{side} {first} and {second}{unit}" for side, first, second in pairs)
        return ", ".join(text.removeprefix("none ") for text in texts)

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        for side in self.test.sides:
            missing = [t for t in TIMES if self.cleaned_data[f"{side}-{t}"] is None]
            if len(missing) == 1:
                self.add_error(f"{side}-{missing[0]}", "Add this reading, or leave out both.")
        if not self.errors and not self.pairs():
            raise forms.ValidationError("Enter two readings of one side at least.")
        return self.cleaned_data
