"""A fair test on oneself, written down before it begins; and what to do about a draw."""

from typing import Any

from django import forms

from tracker.models import MobilityTest, Routine, Trial, User
from tracker.models.trial import DESIGNS

MOST_TESTS = 3


class TrialForm(forms.Form):
    design = forms.ChoiceField(
        label="Your question",
        choices=Trial.Design.choices,
        initial=Trial.Design.CONTROL,
        widget=forms.RadioSelect,
    )
    routine = forms.ModelChoiceField(
        label="Routine",
        queryset=Routine.objects.none(),
        to_field_name="slug",
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    other_routine = forms.ModelChoiceField(
        label="Against",
        queryset=Routine.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="No second routine",
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text="Only for the question which of two does more.",
    )
    tests = forms.ModelMultipleChoiceField(
        label="Up to three tests that count",
        queryset=MobilityTest.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Name one to three tests that the answer is about."},
    )
    guess = forms.ModelChoiceField(
        label="Your guess: what moves most?",
        queryset=MobilityTest.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label="I would rather not guess",
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        self.user = user
        super().__init__(data)
        for name in ("routine", "other_routine"):
            self.fields[name].queryset = Routine.objects.offered_to(user)
        for name in ("tests", "guess"):
            self.fields[name].queryset = MobilityTest.objects.offered_to(user)

    def clean_tests(self) -> list[MobilityTest]:
        tests = list(self.cleaned_data["tests"])
        if len(tests) > MOST_TESTS:
            raise forms.ValidationError(
                "Name at most three: among many ratings one always looks good by luck."
            )
        return tests

    def clean(self) -> dict[str, Any]:
        clean = self.cleaned_data
        other = clean.get("other_routine")
        if clean.get("design") == Trial.Design.VERSUS and other in (None, clean.get("routine")):
            self.add_error("other_routine", "Pick a second routine, another one than the first.")
        elif clean.get("design") != Trial.Design.VERSUS:
            clean["other_routine"] = None
        return clean

    def start(self) -> Trial:
        """Write it down and begin; a running one has to be ended before."""
        clean = self.cleaned_data
        guess = clean["guess"]
        return Trial.objects.create(
            owner=self.user,
            tests=[test.slug for test in clean["tests"]],
            guess=guess.slug if guess else "",
            planned=DESIGNS[clean["design"]].sessions(),
            **{name: clean[name] for name in ("design", "routine", "other_routine")},
        )


class DeclineForm(forms.Form):
    routine = forms.ModelChoiceField(
        label="Do this instead",
        queryset=Routine.objects.none(),
        to_field_name="slug",
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        self.fields["routine"].queryset = Routine.objects.offered_to(user)
