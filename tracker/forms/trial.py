"""The forms that plan a self-trial, and that decline what chance picked."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from tracker.analysis.answers.plan import USUAL_SD, Plan
from tracker.analysis.answers.trials import own_spread, plan_ahead
from tracker.analysis.randomisation import CONTROL
from tracker.forms.fields import field_of
from tracker.models import MobilityTest, Routine, Session, Trial, User
from tracker.models.revision import changing
from tracker.queries.answers import answers_of
from tracker.queries.offered import offered_tests
from tracker.rules.reasons import pause_choices

MAX_TESTS = 3
ROUNDS = 3  # of ratings, where one leg is worked first
WEEKLY = 3  # sessions assumed per week, to estimate the duration
TEST_ONLY = (CONTROL, _("Sit still"))


class BetweenField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """A routine, or "test_only" where sitting still can be chosen, too."""

    others: tuple[str, ...] = ("test_only",)

    def to_python(self, value: Any) -> Any:
        return value if value in self.others else super().to_python(value)


@dataclass(frozen=True)
class Cost:
    """What the answer to a question takes."""

    design: str
    plan: Plan

    @property
    def weeks(self) -> int:
        return round(self.plan.sessions / WEEKLY)

    @property
    def third(self) -> int:
        """The sessions of one kind, which are half of them; of legs the rounds of ratings."""
        return ROUNDS if self.design == Trial.Design.ONE_LEG else self.plan.sessions // 2


class TrialForm(forms.Form):
    design = forms.ChoiceField(
        label=_("What do you want to know?"),
        choices=Trial.Design.choices,
        initial=Trial.Design.CONTROL,
        widget=forms.RadioSelect,
    )
    routine = forms.ModelChoiceField(
        label=_("With which routine?"),
        queryset=Routine.objects.none(),
        to_field_name="slug",
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    other_routine = forms.ModelChoiceField(
        label=_("Against"),
        queryset=Routine.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Choose a second routine"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    tests = forms.ModelMultipleChoiceField(
        label=_("Which tests decide?"),
        queryset=MobilityTest.objects.none(),
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one to three tests to judge by.")},
    )
    guess = forms.ModelChoiceField(
        label=_("Your guess: which will change most?"),
        queryset=MobilityTest.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("I would rather not guess"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        self.user = user
        self.cleaned_data: dict[str, Any] = {}
        super().__init__(data)
        self.routines = Routine.objects.offered_to(user)
        self.offered_tests = offered_tests(user)
        offered = {"routine": self.routines, "other_routine": self.routines}
        for name, queryset in (
            offered | {"tests": self.offered_tests, "guess": self.offered_tests}
        ).items():
            field_of(self, name, forms.ModelChoiceField).queryset = queryset

    def clean_tests(self) -> list[MobilityTest]:
        tests = list(self.cleaned_data["tests"])
        if len(tests) > MAX_TESTS:
            raise forms.ValidationError(
                _("Choose at most three. With many tests, one always looks good by luck.")
            )
        return tests

    def clean(self) -> dict[str, Any]:
        clean = self.cleaned_data
        other = clean.get("other_routine")
        if clean.get("design") == Trial.Design.VERSUS and other in (None, clean.get("routine")):
            self.add_error("other_routine", _("Choose a second routine, not the first one again."))
        elif clean.get("design") != Trial.Design.VERSUS:
            clean["other_routine"] = None
        if clean.get("design") == Trial.Design.ONE_LEG and not self._has_sides(clean):
            self.add_error("tests", _("Choose at least one test that you do with each leg."))
        return clean

    @staticmethod
    def _has_sides(clean: dict[str, Any]) -> bool:
        return "tests" not in clean or any(test.sided for test in clean["tests"])

    def start(self) -> Trial:
        """Saves the plan and starts the trial, unless one is running already."""
        trial, guess = self._trial, self.cleaned_data["guess"]
        trial.tests = [test.slug for test in self.cleaned_data["tests"]]
        trial.guess = guess.slug if guess else ""
        trial.planned = self.cost.plan.sessions
        try:
            with changing(self.user.pk):
                trial.save()
        except IntegrityError:  # sent twice at once: the first one runs
            return self.user.trials.get(ended_at=None)
        return trial

    def is_about(self, trial: Trial) -> bool:
        """Whether the form equals the plan that was saved."""
        new, guess = self._trial, self.cleaned_data["guess"]
        tests = [test.slug for test in self.cleaned_data["tests"]]
        names = ("design", "routine_id", "other_routine_id")
        return (
            tests == trial.tests
            and (guess.slug if guess else "") == trial.guess
            and all(getattr(new, name) == getattr(trial, name) for name in names)
        )

    @property
    def _trial(self) -> Trial:
        """The unsaved trial, as far as the form is filled in."""
        clean = self.cleaned_data
        routine = clean.get("routine") or self.routines.first()
        return Trial(
            owner=self.user,
            design=self.chosen_design,
            routine=routine,
            other_routine=clean.get("other_routine"),
        )

    @cached_property
    def spread(self) -> float | None:
        """The person's own SD of changes in the chosen tests; None until it can be estimated."""
        tests = [test.slug for test in self.cleaned_data.get("tests") or []]
        return own_spread(answers_of(self.user), tests) if tests else None

    @property
    def cost(self) -> Cost:
        """What the chosen question would cost."""
        return Cost(self.chosen_design, self._plan_of(self.chosen_design))

    @property
    def costs(self) -> list[Cost]:
        """What each question would cost, as far as the form is filled in."""
        return [Cost(design, self._plan_of(design)) for design in Trial.Design.values]

    @property
    def boxes(self) -> list[tuple[Any, MobilityTest]]:
        """The box of each test that can decide, and the test."""
        return list(zip(self["tests"], self.offered_tests, strict=True))

    @property
    def chosen_design(self) -> str:
        return str(self.cleaned_data.get("design") or Trial.Design.CONTROL)

    def _plan_of(self, design: str) -> Plan:
        """The expected size of a trial with this question."""
        ratings, spread = self._ratings(design), self.spread or USUAL_SD
        return plan_ahead(design, ratings=ratings, spread=spread)

    def _ratings(self, design: str) -> int:
        """How many ratings the answer is a mean of; that of one test until any is chosen."""
        tests = self.cleaned_data.get("tests") or []
        if design == Trial.Design.ONE_LEG:
            return sum(test.sided for test in tests) or 1
        return sum(len(test.sides) for test in tests) or 2


class DeclineForm(forms.Form):
    """What to do instead of what chance picked: any routine, or sitting still."""

    routine = BetweenField(
        label=_("Do this instead"),
        queryset=Routine.objects.none(),
        to_field_name="slug",
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, session: Session, data: Any = None) -> None:
        super().__init__(data)
        offered = Routine.objects.offered_to(session.owner).exclude(slug=session.assigned)
        field = field_of(self, "routine", BetweenField)
        field.queryset = offered
        if session.assigned == TEST_ONLY[0]:
            field.others = ()
        else:
            field.widget.choices = [*field.iterator(field), TEST_ONLY]

    @property
    def chosen(self) -> Routine | None:
        """The chosen routine; None for sitting still."""
        routine = self.cleaned_data["routine"]
        return routine if isinstance(routine, Routine) else None


class PauseForm(forms.Form):
    """Why a plan pauses, if its owner likes to say so."""

    reason = forms.ChoiceField(
        label=_("Why? You need not say."),
        choices=lambda: [("", _("I would rather not say")), *pause_choices()],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
