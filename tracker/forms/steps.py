"""The form of one step of an own routine, and the steps that it can copy."""

import re
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from tracker.catalogue.checks import PLACEHOLDER, SENTENCE_END, WORDS_IN_ONE_BREATH
from tracker.catalogue.spec import PLACEHOLDERS
from tracker.forms.fields import TextField, field_of
from tracker.forms.names import NameField
from tracker.models import MobilityTest, Routine, Step, User

MIN_SECONDS, MAX_SECONDS, DEFAULT_SECONDS = 5, 600, 45
WHOLE = re.compile(r"\s*([0-9]{1,4})\s*")
TECHNIQUE = re.compile(r"[A-Za-z0-9_-]{1,40}")
NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
INVALID_CHOICE = {"invalid_choice": gettext_lazy("Pick one from the list.")}
NEW_MOVE = gettext_lazy("New move")
Fields = dict[str, Any]
T = TypeVar("T")


class TechniqueField(forms.CharField):
    """The technique that the step shares with other routines; an invalid slug counts as new."""

    def clean(self, value: Any) -> str:
        return str(value) if TECHNIQUE.fullmatch(value or "") else ""


class KindField(forms.CharField):
    def clean(self, value: Any) -> str:
        return value if value in Step.Kind.values else Step.Kind.WORK


class WordsField(TextField):
    """A sentence or two, joined into one line."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(max_length=120, required=False, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


def _between(minimum: int, maximum: int) -> str:
    message = _("Use a whole number from %(low)s to %(high)s.")
    return message % {"low": minimum, "high": maximum}


_whole = lazy(_between, str)


def seconds_field(label: Any, minimum: int, maximum: int, **options: Any) -> forms.IntegerField:
    message = _whole(minimum, maximum)
    messages = dict.fromkeys(("invalid", "min_value", "max_value", "required"), message)
    return forms.IntegerField(
        label=label,
        min_value=minimum,
        max_value=maximum,
        widget=NUMBER,
        error_messages=messages,
        **options,
    )


def whole_number(text: Any, minimum: int, maximum: int, default: T) -> int | T:
    """The whole number in `text` if it is in the range, or else `default`."""
    match = WHOLE.fullmatch(str(text))
    return int(match[1]) if match and minimum <= int(match[1]) <= maximum else default


def validate_placeholders(words: str) -> None:
    """Rejects placeholders that the plan of a session does not fill in."""
    for name in PLACEHOLDER.findall(words):
        if name not in PLACEHOLDERS:
            message = _("Only %(side)s and %(hand)s can be filled in, not %(name)s.")
            about = {"side": "{side}", "hand": "{hand}", "name": f"{{{name}}}"}
            raise ValidationError(message % about)


def validate_speech(words: str) -> None:
    """Rejects sentences that the voice cannot say in one breath."""
    validate_placeholders(words)
    spoken = PLACEHOLDER.sub(lambda match: PLACEHOLDERS[match[1]], words)
    for sentence in SENTENCE_END.split(spoken):
        if len(sentence.split()) > WORDS_IN_ONE_BREATH:
            message = _("At most %(most)s words a sentence. Too long: “%(sentence)s”")
            raise ValidationError(message % {"most": WORDS_IN_ONE_BREATH, "sentence": sentence})


def spoken_name(name: str) -> str:
    return name if name.endswith((".", "!", "?")) else f"{name}."


class StepForm(forms.Form):
    technique = TechniqueField(required=False, widget=forms.HiddenInput)
    kind = KindField(required=False, widget=forms.HiddenInput)
    name = NameField(
        gettext_lazy("Give this move a name, or remove it."),
        label=gettext_lazy("Name of the move"),
    )
    time = forms.ChoiceField(label=gettext_lazy("How long"), error_messages=INVALID_CHOICE)
    seconds = seconds_field(gettext_lazy("Seconds"), MIN_SECONDS, MAX_SECONDS, required=False)
    sides = forms.ChoiceField(
        label=gettext_lazy("Sides"), choices=Step.Sides.choices, error_messages=INVALID_CHOICE
    )
    hand = forms.ChoiceField(
        label=gettext_lazy("Hands"),
        choices=[
            ("both", gettext_lazy("Both hands")),
            ("opposite", gettext_lazy("The opposite hand")),
        ],
        error_messages=INVALID_CHOICE,
    )
    cue = WordsField(label=gettext_lazy("What the screen shows"))
    say = WordsField(
        label=gettext_lazy("What the voice says"),
        help_text=gettext_lazy("Leave empty to say the name. Up to eight words a sentence."),
    )
    illustration = forms.ChoiceField(
        label=gettext_lazy("Drawing"), required=False, error_messages=INVALID_CHOICE
    )

    def __init__(
        self, choices: "StepChoices", number: str, data: Any = None, **options: Any
    ) -> None:
        self.number = number
        options.setdefault("prefix", f"step-{number}")
        super().__init__(data, use_required_attribute=False, **options)
        field_of(self, "time", forms.ChoiceField).choices = choices.times
        field_of(self, "illustration", forms.ChoiceField).choices = choices.illustrations

    @property
    def called(self) -> str:
        return str(self["name"].value() or "").strip() or str(NEW_MOVE)

    @property
    def about(self) -> str:
        """The chosen duration and sides, for the line under the name."""
        time, sides = (self._words_of(name) for name in ("time", "sides"))
        chosen = str(self["time"].value())
        seconds = str(self["seconds"].value() or "?").strip()
        fixed = _("%(seconds)s s") % {"seconds": seconds}
        long = fixed if chosen == "fixed" else time.get(chosen, "")
        return ". ".join(filter(None, [long, sides.get(str(self["sides"].value()), "")]))

    def _words_of(self, name: str) -> dict[str, str]:
        field = field_of(self, name, forms.ChoiceField)
        return {str(value): str(words) for value, words in field.widget.choices}

    @property
    def is_open(self) -> bool:
        return bool(self.errors) or self.called == str(NEW_MOVE)

    def clean_cue(self) -> str:
        validate_placeholders(self.cleaned_data["cue"])
        return str(self.cleaned_data["cue"])

    def clean(self) -> Fields:
        clean = self.cleaned_data
        if clean.get("time") != "fixed":
            self.errors.pop("seconds", None)
            clean["seconds"] = None
        elif "seconds" not in self.errors and clean["seconds"] is None:
            message = _("Say how many, from %(low)s to %(high)s.")
            self.add_error("seconds", message % {"low": MIN_SECONDS, "high": MAX_SECONDS})
        if "say" in clean and "name" in clean:
            self._clean_say(clean["say"] or spoken_name(clean["name"]))
        return clean

    def _clean_say(self, words: str) -> None:
        try:
            validate_speech(words)
        except ValidationError as error:
            self.add_error("say", error)
        else:
            self.cleaned_data["say"] = words

    def fields_of_step(self) -> Fields:
        """The columns of the validated step."""
        clean = dict(self.cleaned_data)
        return clean | {"less": _less(clean.pop("time"))}

    def sketch(self) -> Step:
        """An unsaved step from what can be parsed of the input, to compute its length."""
        time = str(self["time"].value())
        typed = whole_number(self["seconds"].value(), MIN_SECONDS, MAX_SECONDS, None)
        return Step(
            sides=str(self["sides"].value()),
            kind=str(self["kind"].value()),
            seconds=typed if time == "fixed" else None,
            less=_less(time),
        )


def _less(time: str) -> int:
    return whole_number(time.removeprefix("chosen-"), 0, MAX_SECONDS, 0)


def as_typed(step: Step | None) -> Fields:
    """The input values of a step, or those of an empty form."""
    if step is None:
        empty = {"time": "chosen", "sides": "each", "hand": "both", "kind": "work"}
        return empty | {"seconds": DEFAULT_SECONDS}
    time = "fixed" if step.seconds else f"chosen-{step.less}" if step.less else "chosen"
    copied = ("technique", "kind", "name", "seconds", "sides", "hand", "cue", "illustration")
    return {name: getattr(step, name) for name in copied} | {
        "time": time,
        "seconds": step.seconds or DEFAULT_SECONDS,
        "say": "" if step.say == spoken_name(step.name) else step.say,
    }


class StepChoices:
    """The steps, durations and drawings that a person can choose from."""

    def __init__(self, user: User) -> None:
        routines = list(Routine.objects.offered_to(user).prefetch_related("steps"))
        self.steps: dict[str, Fields] = {}
        self.choices: list[Any] = [("", _("An empty move"))]
        seen: set[tuple[str, str]] = set()
        for routine in routines:
            new = [s for s in routine.steps.all() if (s.technique, s.name) not in seen]
            seen |= {(step.technique, step.name) for step in new}
            self._offer(routine, new)
        self.times = self._times(routines)
        self.illustrations = self._illustrations(routines)

    def _offer(self, routine: Routine, steps: list[Step]) -> None:
        named = {f"{routine.slug}.{step.technique}": step for step in steps}
        self.steps |= {value: as_typed(step) for value, step in named.items()}
        if named:
            group = [(value, step.name) for value, step in named.items()]
            self.choices.append((routine.name, group))

    def _times(self, routines: list[Routine]) -> list[tuple[str, str]]:
        shorter = {step.less for routine in routines for step in routine.steps.all() if step.less}
        return [
            ("chosen", _("As chosen at the start")),
            *(
                (f"chosen-{less}", _("%(seconds)s s less than chosen") % {"seconds": less})
                for less in sorted({15, *shorter})
            ),
            ("fixed", _("Always the same")),
        ]

    def _illustrations(self, routines: list[Routine]) -> list[tuple[str, str]]:
        steps = [
            step for routine in routines if not routine.owner_id for step in routine.steps.all()
        ]
        tests = MobilityTest.objects.filter(owner=None, retired=False)
        names: dict[str, str] = {}
        items: list[Step | MobilityTest] = [*steps, *tests]
        for item in items:
            names.setdefault(item.illustration, item.name)
        return [
            ("", pgettext("no drawing", "None")),
            *((name, label) for name, label in names.items() if name),
        ]
