"""Validates what the player reports: the seconds done of each step, and why it was stopped."""

import datetime
import json
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.rules.plan import PlannedStep
from tracker.rules.reasons import stop_choices

MAX_AGO_SECONDS = 60 * 60 * 24 * 365


class RoutineForm(forms.Form):
    dose = forms.CharField(required=False, max_length=8000, widget=forms.HiddenInput)
    stopped_reason = forms.ChoiceField(
        label=_("Stopped early? Why"),
        choices=lambda: [("", _("No, all of it done")), *stop_choices()],
        required=False,
        help_text=_(
            "With a reason it is kept as not done: here nothing measures how far you came."
        ),
    )
    # Seconds since the end, sent by the player: the phone may have lain there for hours.
    ago = forms.IntegerField(required=False, min_value=0)

    def __init__(self, steps: Iterable[PlannedStep], data: Any = None) -> None:
        super().__init__(data)
        self.planned = {step.key: step.seconds for step in steps}

    def clean_ago(self) -> datetime.timedelta:
        return datetime.timedelta(seconds=min(self.cleaned_data["ago"] or 0, MAX_AGO_SECONDS))

    def clean_dose(self) -> dict[str, int]:
        """Seconds by planned step, at most as planned; without JavaScript, all as planned."""
        if not (text := self.cleaned_data["dose"]):
            return {} if self.data.get("stopped_reason") else self.planned
        try:
            return self._within_the_plan(json.loads(text))
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
            raise forms.ValidationError(_("The times of the routine could not be read.")) from error

    def _within_the_plan(self, dose: Any) -> dict[str, int]:
        if not isinstance(dose, dict):
            raise TypeError(dose)
        reported = {key: round(float(dose[key])) for key in self.planned if key in dose}
        return {key: max(0, min(done, self.planned[key])) for key, done in reported.items()}
