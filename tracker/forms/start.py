"""The start of a session: everything comes filled in as last time."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import Q

from tracker.catalogue.spec import OTHER
from tracker.models import MobilityTest, Routine, Session, User
from tracker.models.again import named
from tracker.models.plan import frozen_routine
from tracker.models.session import AnotherIsOpen
from tracker.models.user import known_zones

FIRST_TIME = {"set": "full", "routine": "toe_spreaders", "seconds": 45, "order": "left"}
QUICK = ("ankle_dorsiflexion", "toe_touch")


class ZoneField(forms.CharField):
    """A time zone's name; an unknown one, which only a broken browser sends, counts as none."""

    def clean(self, value: Any) -> str:
        return value if value in known_zones() else ""


class TestsField(forms.ModelMultipleChoiceField):
    """Tests by their slugs; one that is not offered any more counts as not chosen."""

    __test__ = False

    def clean(self, value: Any) -> Any:
        offered = set(self.queryset.values_list("slug", flat=True))
        return super().clean([slug for slug in value or [] if slug in offered])


class BetweenField(forms.ModelChoiceField):
    """A routine, "test_only", or "draw" where chance is to pick after the before ratings."""

    others: tuple[str, ...] = ("test_only",)

    def to_python(self, value: Any) -> Any:
        return value if value in self.others else super().to_python(value)


class StartForm(forms.Form):
    uuid = forms.UUIDField(widget=forms.HiddenInput)
    zone = ZoneField(widget=forms.HiddenInput, required=False)
    set = forms.ChoiceField(
        label="Which tests?",
        choices=[("quick", "Quick"), ("full", "Full"), ("own", "My own choice")],
        widget=forms.RadioSelect,
    )
    tests = TestsField(
        label="Tests",
        queryset=MobilityTest.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    routine = BetweenField(
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
    order = forms.ChoiceField(
        label="Which side first?",
        choices=[
            ("left", "Left first"),
            ("right", "Right first"),
            ("only left", "Only left"),
            ("only right", "Only right"),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, user: User, data: Any = None) -> None:
        self.user = user
        super().__init__(data, initial=None if data else as_last_time(user))
        self.fields["tests"].queryset = self.offered(MobilityTest)
        self.routines = self.offered(Routine).prefetch_related("steps")
        self.fields["routine"].queryset = self.routines
        self.trial = user.trials.filter(ended_at=None).first()
        self.fields["routine"].others = ("test_only", "draw") if self.trial else ("test_only",)
        for routine in self.routines:
            for variation in routine.variations:
                self._offer(variation)

    def offered(self, model: type[MobilityTest | Routine]) -> Any:
        return model.objects.offered_to(self.user)

    def _offer(self, variation: dict[str, Any]) -> None:
        self.fields[f"vary-{variation['slug']}"] = forms.ChoiceField(
            label=variation["name"],
            help_text=variation["text"],
            choices=[(value, value.capitalize()) for value in variation["values"]],
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        )

    def variations(self) -> list[tuple[Routine, list[forms.BoundField]]]:
        """Per routine the fields of its variations; routines without any are left out."""
        return [
            (routine, [self[f"vary-{each['slug']}"] for each in routine.variations])
            for routine in self.routines
            if routine.variations
        ]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("set") == "own" and not self.cleaned_data.get("tests"):
            self.add_error("tests", "Choose at least one test, or take Quick or Full.")
        if self._nothing_to_do():
            self.add_error("order", "This routine has no move for that side. Pick another order.")
        return self.cleaned_data

    def _nothing_to_do(self) -> bool:
        """A routine whose moves are all for the other side has nothing in it."""
        routine, order = self.cleaned_data.get("routine"), self.cleaned_data.get("order")
        if not isinstance(routine, Routine) or not order:
            return False
        return not frozen_routine(routine, 45, order)["steps"]

    def chosen_tests(self) -> list[MobilityTest]:
        offered = list(self.fields["tests"].queryset)
        if self.cleaned_data["set"] == "full":
            return offered
        own = {test.slug for test in self.cleaned_data["tests"]}
        wanted = own if self.cleaned_data["set"] == "own" else set(QUICK)
        return [test for test in offered if test.slug in wanted]

    def chosen_variations(self) -> dict[str, str]:
        names = [name for name in self.fields if name.startswith("vary-")]
        return {name.removeprefix("vary-"): self.cleaned_data[name] or "off" for name in names}

    def start(self, **fields: Any) -> Session:
        """Start it, or find it started. Raises AnotherIsOpen."""
        clean = self.cleaned_data
        found, clean["uuid"] = self._named(clean["uuid"])
        if found and not self._is_same(found):
            raise AnotherIsOpen
        return Session.objects.start(
            self.user,
            tests=self.chosen_tests(),
            test_set=clean["set"],
            chosen=self.chosen_variations(),
            **self._between(clean["routine"]),
            **{name: clean[name] for name in ("uuid", "seconds", "order", "zone")},
            **fields,
        )

    def _named(self, name: UUID) -> tuple[Session | None, UUID]:
        """A page that was open since then, or came back, starts a new one after a session."""
        return named(
            self.user,
            name,
            lambda one: not one.is_open and not (one.deleted_at is None and self._is_same(one)),
        )

    def _is_same(self, session: Session) -> bool:
        """Whether it was started with what is chosen here; what chance picked is not chosen."""
        clean, plan = self.cleaned_data, session.plan
        between = self._between(clean["routine"])
        asked = [plan["set"], [each["test"] for each in plan["tests"]], plan["order"]]
        if asked != [clean["set"], [each.slug for each in self.chosen_tests()], clean["order"]]:
            return False
        if session.trial_id or "trial" in between:
            return session.trial == between.get("trial")
        wanted = frozen_routine(
            between["routine"], clean["seconds"], clean["order"], self.chosen_variations()
        )
        if session.kind == Session.Kind.TEST_ONLY or "kind" in between:
            return session.kind == between.get("kind")
        parts = ("slug", "seconds", "variations")
        return [plan["routine"][part] for part in parts] == [wanted[part] for part in parts]

    def _between(self, chosen: Any) -> dict[str, Any]:
        if chosen == "draw":
            return {"routine": self.trial.routine, "trial": self.trial}
        if chosen == "test_only":
            # It lasts as long as a routine does: the last one, else the first on offer.
            last = self.user.sessions.kept().newest_first().first()
            routine = last.routine if last else self.routines[0]
            return {"routine": routine, "kind": Session.Kind.TEST_ONLY}
        return {"routine": chosen}


class LateStartForm(StartForm):
    """A session that was started without a network: what was on offer then still counts."""

    @classmethod
    def of(cls, user: User, uuid: UUID, says: Mapping[str, str]) -> "LateStartForm":
        """From an entry; `vary` is the variations as JSON. Raises ValidationError."""
        if says["routine"] == "draw":
            raise forms.ValidationError("A draw needs the network. Start it on the page.")
        named = {name: says[name] for name in ("zone", "set", "routine", "seconds", "order")}
        tests = [slug for slug in says["tests"].split(",") if slug]
        form = cls(user, named | {"uuid": str(uuid), "tests": tests})
        for slug, value in _variations(says["vary"]).items():
            field = form.fields.get(f"vary-{slug}")
            # A variation that is there no more is no reason to lose a session.
            if field and field.valid_value(value):
                form.data[f"vary-{slug}"] = value
        return form

    def _named(self, name: UUID) -> tuple[Session | None, UUID]:
        """The phone made the name for this one start."""
        return None, name

    def offered(self, model: type[MobilityTest | Routine]) -> Any:
        mine = Q(owner=None) | Q(owner=self.user)
        return model.objects.filter(mine)

    def chosen_tests(self) -> list[MobilityTest]:
        """As they were on the phone; without a list those of today."""
        every = list(self.fields["tests"].queryset)
        if named := {test.slug for test in self.cleaned_data["tests"]}:
            return [test for test in every if test.slug in named]
        now = [test for test in every if not test.retired]
        return [test for test in now if self.cleaned_data["set"] == "full" or test.slug in QUICK]


def _variations(text: str) -> dict[str, str]:
    try:
        read = json.loads(text or "{}")
    except (ValueError, RecursionError) as error:
        raise forms.ValidationError("The variations could not be read.") from error
    if not isinstance(read, dict) or not all(isinstance(each, str) for each in read.values()):
        raise forms.ValidationError("The variations could not be read.")
    return read


def as_last_time(user: User, last: Session | None = None) -> dict[str, Any]:
    """The start form's values: as in the last session, with the other side first."""
    last = last or user.sessions.kept().filter(entered_later=False).newest_first().first()
    new = {"uuid": uuid4()}
    if last is None:
        return new | FIRST_TIME
    plan, routine = last.plan, last.plan["routine"]
    drawing = last.trial_id is not None and last.trial.is_running
    varied = {f"vary-{each['slug']}": each["value"] for each in routine["variations"]}
    return (
        varied
        | new
        | {
            "set": plan["set"],
            "tests": [test["test"] for test in plan["tests"]],
            "routine": "draw" if drawing else routine["slug"],
            "seconds": routine["seconds"],
            "order": OTHER.get(plan["order"], plan["order"]),
        }
    )
