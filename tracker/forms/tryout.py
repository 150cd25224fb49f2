"""The form of the page to try: the scale of a session, for a few movements, and nothing is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from tracker.forms.fields import ScoreField
from tracker.forms.ratings import slot_label
from tracker.models import MobilityTest


class TryForm(forms.Form):
    """A score per test and side, each optional."""

    def __init__(self, tests: Sequence[MobilityTest], data: Mapping[str, Any] | None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.tests = tests
        for test in tests:
            for side in test.sides:
                self.fields[f"{test.slug}-{side}"] = ScoreField(label=slot_label(test, side))

    def cards(self) -> list[tuple[MobilityTest, list[dict[str, Any]]]]:
        """The tests with the bound field of each side, for the page."""
        return [(test, [self._bound(test, side) for side in test.sides]) for test in self.tests]

    def _bound(self, test: MobilityTest, side: str) -> dict[str, Any]:
        return {"side": side, "score": self[f"{test.slug}-{side}"]}

    def scores(self) -> dict[tuple[str, str], int]:
        """What was rated, by test and side."""
        slots = [(test.slug, side) for test in self.tests for side in test.sides]
        rated = {slot: self.cleaned_data["-".join(slot)] for slot in slots}
        return {slot: score for slot, score in rated.items() if score is not None}
