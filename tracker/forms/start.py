"""The start of a session: everything comes filled in as last time."""

import uuid
import zoneinfo
from typing import Any

from django import forms

from tracker.catalogue.spec import OTHER
from tracker.models import MobilityTest, Routine, Session, User

FIRST_TIME = {"set": "full", "routine": "toe_spreaders", "seconds": 45, "first_side": "left"}
QUICK = ("ankle_dorsiflexion", "toe_touch")


class ZoneField(forms.CharField):
    """A time zone's name; an unknown one, which only a broken browser sends, counts as none."""

    def clean(self, value: Any) -> str:
        return value if value in zoneinfo.available_timezones() else ""


class StartForm(forms.Form):
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    zone = ZoneField(widget=forms.HiddenInput, required=False)
    set = forms.ChoiceField(
        label="Which tests?",
        choices=[("quick", "Quick"), ("full", "Full"), ("own", "My own choice")],
        widget=forms.RadioSelect,
    )
    tests = forms.ModelMultipleChoiceField(
        label="Tests",
        queryset=MobilityTest.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    routine = forms.ModelChoiceField(
        label="What in between?",
        queryset=Routine.objects.none(),
        to_field_name="slug",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "That routine is not there any more. Pick another one."},
    )
    seconds = forms.TypedChoiceField(
        label="Time per move",
        choices=[(seconds, f"{seconds} s") for seconds in (30, 45, 60)],
        coerce=int,
        widget=forms.RadioSelect,
    )
    first_side = forms.ChoiceField(
        label="Which side first?",
        choices=[("left", "Left"), ("right", "Right")],
        widget=forms.RadioSelect,
    )

    def __init__(self, user: User, data: Any = None) -> None:
        self.user = user
        super().__init__(data, initial=None if data else as_last_time(user))
        self.fields["tests"].queryset = MobilityTest.objects.offered_to(user)
        self.fields["routine"].queryset = Routine.objects.offered_to(user)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("set") == "own" and not self.cleaned_data.get("tests"):
            self.add_error("tests", "Choose at least one test, or take Quick or Full.")
        return self.cleaned_data

    def chosen_tests(self) -> list[MobilityTest]:
        offered = list(self.fields["tests"].queryset)
        if self.cleaned_data["set"] == "full":
            return offered
        own = {test.slug for test in self.cleaned_data["tests"]}
        wanted = own if self.cleaned_data["set"] == "own" else set(QUICK)
        return [test for test in offered if test.slug in wanted]

    def start(self) -> Session:
        """Start it, or find it started. Raises AnotherIsOpen."""
        clean = self.cleaned_data
        return Session.objects.start(
            self.user,
            tests=self.chosen_tests(),
            test_set=clean["set"],
            **{name: clean[name] for name in ("uuid", "routine", "seconds", "first_side", "zone")},
        )


def as_last_time(user: User, last: Session | None = None) -> dict[str, Any]:
    """The start form's values: as in the last session, with the other side first."""
    last = last or user.sessions.kept().filter(entered_later=False).newest_first().first()
    new = {"uuid": uuid.uuid4()}
    if last is None:
        return new | {
            "set": "full",
            "routine": "toe_spreaders",
            "seconds": 45,
            "first_side": "left",
        }
    plan = last.plan
    return new | {
        "set": plan["set"],
        "tests": [test["test"] for test in plan["tests"]],
        "routine": plan["routine"]["slug"],
        "seconds": plan["routine"]["seconds"],
        "first_side": OTHER[plan["first_side"]],
    }
