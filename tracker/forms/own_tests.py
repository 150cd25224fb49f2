"""The form of an own test: what it tests, what its ends mean, what is measured, how it is done."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.analysis.pairs import OWN
from tracker.analysis.units import INCHES
from tracker.catalogue.spec import REGIONS
from tracker.forms.base import length_on_page
from tracker.forms.fields import MeasuredField, TextField
from tracker.forms.names import NameField
from tracker.models import MobilityTest, User
from tracker.sessions.own_tests import (
    MOST_OWN,
    Fixed,
    NameTaken,
    TooMany,
    is_full,
    is_used,
    name_clash,
    save,
)

LONGEST_WORDS = 60
MOST_STEPS = 12
LONGEST_STEP = 200
PLACES = {
    "foot": gettext_lazy("Toes and foot"),
    "ankle": gettext_lazy("Ankle and calf"),
    "knee": gettext_lazy("Knee"),
    "hip": gettext_lazy("Hip"),
    "low_back": gettext_lazy("Low back"),
}
SIDES = [("both", gettext_lazy("Left and right")), ("one", gettext_lazy("One rating"))]
BETTER = [
    ("higher", pgettext_lazy("freer is", "more")),
    ("lower", pgettext_lazy("freer is", "less")),
]
# By unit: what is read it with, its step, and what no reading of it is beyond.
INSTRUMENTS = {"cm": "tape", "deg": "level", "s": "clock", "kg": "scale", "count": "count"}
STEPS = {"cm": 0.5, "deg": 1, "s": 1, "kg": 0.5, "count": 1}
BEYOND = {"cm": (-300, 300), "deg": (-360, 360), "s": (0, 3600), "kg": (0, 500), "count": (0, 1000)}
USUAL_TEN = pgettext_lazy("what 10 means", "moves freely")
USUAL_ZERO = pgettext_lazy("what 0 means", "blocked or very stiff")

NO_ROOM = gettext_lazy(
    "You have %(most)s tests of your own, and more do not fit. Delete one, then save again."
)
NAME_TAKEN = gettext_lazy("There is a test called %(name)s already.")
NAME_DELETED = gettext_lazy("You deleted a test called %(name)s. Restore it, or pick another name.")
IS_FIXED = gettext_lazy("A session has used this test, so this cannot change any more.")
SOMETHING_FIXED = gettext_lazy(
    "A session has used this test meanwhile. Its name, sides, unit and direction stay as they were."
)
NEVER_NARROWER = gettext_lazy("A session has used this test. This end can only move outward.")
FIXED_FIELDS = ("name", "sides")
FIXED_OF_A_MEASURE = ("measured", "unit", "better")
Shown = dict[str, Any]


UNIT_NAMES = {
    "cm": gettext_lazy("cm"),
    "deg": gettext_lazy("degrees"),
    "s": gettext_lazy("seconds"),
    "kg": gettext_lazy("kg"),
    "count": gettext_lazy("times"),
}


def _units(length: str) -> list[tuple[str, Any]]:
    """The units to choose from; centimetres are called inches by whoever reads those."""
    own = {"cm": gettext_lazy("inches")} if length == INCHES else {}
    return list((UNIT_NAMES | own).items())


class OwnTestForm(forms.Form):
    name = NameField(
        gettext_lazy("Give the test a name."),
        label=gettext_lazy("Name"),
        most=40,
        help_text=gettext_lazy("Two or three words. Shown above the scale."),
    )
    gloss = TextField(
        label=gettext_lazy("In plain words"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=gettext_lazy("Shown below the name. Example: push the big toe down."),
    )
    sides = forms.ChoiceField(
        label=gettext_lazy("Sides"), choices=SIDES, widget=forms.RadioSelect, initial="both"
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Where on the body"),
        choices=[("", gettext_lazy("Choose one")), *((name, PLACES[name]) for name in REGIONS)],
        help_text=gettext_lazy(
            "So that it stands with its neighbours: where you worked, one joint away, further up."
        ),
        error_messages={"required": gettext_lazy("Say where on the body it is.")},
    )
    ten = TextField(label=gettext_lazy("10 means"), max_length=LONGEST_WORDS, required=False)
    zero = TextField(label=gettext_lazy("0 means"), max_length=LONGEST_WORDS, required=False)
    measured = forms.BooleanField(
        label=gettext_lazy("You measure something too"),
        required=False,
        help_text=gettext_lazy("Optional. A number with a unit, beside the rating."),
    )
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), initial="cm")
    better = forms.ChoiceField(label=gettext_lazy("Freer is"), choices=BETTER, initial="higher")
    # The unit in which the page shows lengths; its person may have another one by now.
    length = forms.CharField(required=False, widget=forms.HiddenInput)
    low = forms.CharField(label=gettext_lazy("Lowest possible"), required=False, initial="0")
    high = forms.CharField(label=gettext_lazy("Highest possible"), required=False, initial="20")
    hint = TextField(
        label=gettext_lazy("One line while you rate"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=gettext_lazy("Up to 60 letters."),
    )
    steps = TextField(
        label=gettext_lazy("Steps, one a line"),
        max_length=MOST_STEPS * LONGEST_STEP,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, user: User, test: MobilityTest | None = None, data: Any = None) -> None:
        self.user, self.test = user, test
        self.is_used = test is not None and is_used(user, test)
        self.unit_of_length = length_on_page(data, user.length)
        initial = self._stored(test) | {"length": self.unit_of_length}
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.fields["unit"].choices = _units(self.unit_of_length)  # type: ignore[attr-defined]
        for name in ("low", "high"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}
        for name in self.fixed:
            self.fields[name].disabled = True

    @property
    def fixed(self) -> tuple[str, ...]:
        """The fields that a session of the past depends on."""
        has_measure = self.test is not None and bool(self.test.measure)
        if not self.is_used:
            return ()
        return (*FIXED_FIELDS, *FIXED_OF_A_MEASURE) if has_measure else FIXED_FIELDS

    @property
    def fixed_measure(self) -> Shown | None:
        """The unit and the direction in words, where they cannot change any more."""
        if "unit" not in self.fixed or self.test is None:
            return None
        measure = self.test.measure
        units, directions = dict(_units(self.unit_of_length)), dict(BETTER)
        return {"unit": units[measure["unit"]], "better": directions[measure["better"]]}

    @property
    def too_many(self) -> str:
        """Why no other test can be saved, shown before anything is typed; empty if one can."""
        is_too_many = self.test is None and is_full(self.user)
        return NO_ROOM % {"most": MOST_OWN} if is_too_many else ""

    def _stored(self, test: MobilityTest | None) -> Shown:
        """What the fields show of a test."""
        if test is None:
            return {"ten": USUAL_TEN, "zero": USUAL_ZERO}
        shown = {name: getattr(test, name) for name in ("name", "gloss", "region", "hint")}
        ends = {"ten": test.ten_means or USUAL_TEN, "zero": test.zero_means or USUAL_ZERO}
        steps = "\n".join(test.protocol.get("steps", []))
        sides = "both" if test.sided else "one"
        return shown | ends | {"steps": steps, "sides": sides} | self._measure_stored(test.measure)

    def _measure_stored(self, measure: Shown) -> Shown:
        if not measure:
            return {}
        field = self._field_for(measure["unit"])
        low, high = (Decimal(str(measure[f"hard_{end}"])) for end in ("min", "max"))
        about = {"unit": measure["unit"], "better": measure["better"], "measured": True}
        return about | {"low": field.prepare_value(low), "high": field.prepare_value(high)}

    def _field_for(self, unit: str) -> MeasuredField:
        """Reads and shows a value in this unit, in that of the person where it is a length."""
        low, high = BEYOND[unit]
        return MeasuredField({"unit": unit, "hard_min": low, "hard_max": high}, self.unit_of_length)

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if clash := name_clash(self.user, name, self.test):
            raise ValidationError(_why_not_free(clash, name))
        return name

    def clean_steps(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["steps"].splitlines())
        steps = [line for line in lines if line]
        if len(steps) > MOST_STEPS:
            raise ValidationError(_("At most %(most)s steps.") % {"most": MOST_STEPS})
        if any(len(step) > LONGEST_STEP for step in steps):
            message = _("A step has at most %(most)s letters.")
            raise ValidationError(message % {"most": LONGEST_STEP})
        return steps

    def clean(self) -> Shown:
        for name in self.fixed:
            if name in self.data and self.data[name] != self._as_sent(name):
                self.add_error(name, IS_FIXED)
        if self.cleaned_data.get("measured") and "unit" in self.cleaned_data:
            self._clean_range(self.cleaned_data["unit"])
        return self.cleaned_data

    def _as_sent(self, name: str) -> Any:
        """What a form that left this field alone would send."""
        return "on" if name == "measured" else self.get_initial_for_field(self.fields[name], name)

    def _clean_range(self, unit: str) -> None:
        """Both ends as numbers in the unit of the measure, or errors on them."""
        ends = {name: self._end(name, unit) for name in ("low", "high")}
        low, high = ends["low"], ends["high"]
        if low is not None and high is not None and low >= high:
            self.add_error("low", _("Must be less than the highest."))
        elif self.is_used and self.test and (old := self.test.measure):
            if low is not None and low > Decimal(str(old["hard_min"])):
                self.add_error("low", NEVER_NARROWER)
            if high is not None and high < Decimal(str(old["hard_max"])):
                self.add_error("high", NEVER_NARROWER)

    def _end(self, name: str, unit: str) -> Decimal | None:
        field = self._field_for(unit)
        if self.test and self.test.measure.get("unit") == unit:
            end = "hard_min" if name == "low" else "hard_max"
            field.on_page = Decimal(str(self.test.measure[end]))
        try:
            value: Decimal | None = field.clean(self.cleaned_data.get(name))
            if value is None:
                raise ValidationError(field.hint)
        except ValidationError as error:
            self.add_error(name, error)
            return None
        self.cleaned_data[name] = value
        return value

    def save(self) -> MobilityTest | None:
        """The saved test; None with an error if something else came first."""
        try:
            return save(self.user, self.test, self._about())
        except TooMany:
            self.add_error(None, NO_ROOM % {"most": MOST_OWN})
        except NameTaken as clash:
            self.add_error("name", _why_not_free(clash, self.cleaned_data["name"]))
        except Fixed:
            self.add_error(None, SOMETHING_FIXED)
        return None

    def _about(self) -> Shown:
        """The fields of its row."""
        clean = self.cleaned_data
        protocol = {"equipment": [], "steps": clean["steps"], "endpoint": "", "errors": []}
        return {
            **{name: clean[name] for name in ("name", "gloss", "region", "hint")},
            "sided": clean["sides"] == "both",
            "ten_means": "" if clean["ten"] == str(USUAL_TEN) else clean["ten"],
            "zero_means": "" if clean["zero"] == str(USUAL_ZERO) else clean["zero"],
            "measures": [self._measure()] if clean["measured"] else [],
            "protocol": protocol | {"stop_if": []},
        }

    def _measure(self) -> Shown:
        """As the catalogue has one, without a published error: theirs is learned from readings."""
        clean = self.cleaned_data
        unit, low = clean["unit"], clean["low"]
        return {
            "id": f"{OWN}{unit}",
            "label": clean["name"],
            "instrument": INSTRUMENTS[unit],
            "unit": unit,
            "better": clean["better"],
            "hard_min": _json_number(low),
            "hard_max": _json_number(clean["high"]),
            "step": STEPS[unit],
            "mdc_kind": "none",
            "threshold": 2 * STEPS[unit],
            "past_zero": _("below zero") if low < 0 else "",
        }


def _why_not_free(clash: NameTaken, name: str) -> str:
    return (NAME_DELETED if clash.is_deleted else NAME_TAKEN) % {"name": name}


def _json_number(value: Decimal) -> float | int:
    return int(value) if value == value.to_integral_value() else float(value)
