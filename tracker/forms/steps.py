"""One step of an own routine, and the steps that are known already."""

import re
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from tracker.catalogue.checks import PLACEHOLDER, SENTENCE_END, WORDS_IN_ONE_BREATH
from tracker.catalogue.spec import PLACEHOLDERS
from tracker.forms.fields import TextField, field_of
from tracker.forms.names import NameField
from tracker.models import MobilityTest, Routine, Step, User

LEAST_SECONDS, MOST_SECONDS, USUAL_SECONDS = 5, 600, 45
WHOLE = re.compile(r"\s*([0-9]{1,4})\s*")
TECHNIQUE = re.compile(r"[A-Za-z0-9_-]{1,40}")
NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
CHOOSE = {"invalid_choice": "Pick one from the list."}
Fields = dict[str, Any]
T = TypeVar("T")


class TechniqueField(forms.CharField):
    """What the step is in other routines; anything else, which no page sends, counts as new."""

    def clean(self, value: Any) -> str:
        return str(value) if TECHNIQUE.fullmatch(value or "") else ""


class KindField(forms.CharField):
    def clean(self, value: Any) -> str:
        return value if value in Step.Kind.values else Step.Kind.WORK


class WordsField(TextField):
    """A sentence or two, on one line however they were typed."""

    def __init__(self, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(max_length=120, required=False, widget=widget, **options)

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


def seconds_field(label: str, least: int, most: int, **options: Any) -> forms.IntegerField:
    words = f"Use a whole number from {least} to {most}."
    messages = dict.fromkeys(("invalid", "min_value", "max_value", "required"), words)
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=NUMBER,
        error_messages=messages,
        **options,
    )


def whole(text: Any, least: int, most: int, otherwise: T) -> int | T:
    """The number that `text` is, if it is one in this range."""
    found = WHOLE.fullmatch(str(text))
    return int(found[1]) if found and least <= int(found[1]) <= most else otherwise


def fillable(words: str) -> None:
    """Refuses what the plan of a session would not fill in."""
    for name in PLACEHOLDER.findall(words):
        if name not in PLACEHOLDERS:
            raise ValidationError(f"Only {{side}} and {{hand}} can be filled in, not {{{name}}}.")


def speakable(words: str) -> None:
    """Refuses what the voice cannot say in one breath."""
    fillable(words)
    heard = PLACEHOLDER.sub(lambda found: PLACEHOLDERS[found[1]], words)
    for sentence in SENTENCE_END.split(heard):
        if len(sentence.split()) > WORDS_IN_ONE_BREATH:
            most = WORDS_IN_ONE_BREATH
            raise ValidationError(f"At most {most} words a sentence. Too long: “{sentence}”")


def spoken_name(name: str) -> str:
    return name if name.endswith((".", "!", "?")) else f"{name}."


class StepForm(forms.Form):
    technique = TechniqueField(required=False, widget=forms.HiddenInput)
    kind = KindField(required=False, widget=forms.HiddenInput)
    name = NameField("Give this move a name, or remove it.", label="Name of the move")
    time = forms.ChoiceField(label="How long", error_messages=CHOOSE)
    seconds = seconds_field("Seconds", LEAST_SECONDS, MOST_SECONDS, required=False)
    sides = forms.ChoiceField(label="Sides", choices=Step.Sides.choices, error_messages=CHOOSE)
    hand = forms.ChoiceField(
        label="Hands",
        choices=[("both", "Both hands"), ("opposite", "The opposite hand")],
        error_messages=CHOOSE,
    )
    cue = WordsField(label="What the screen shows")
    say = WordsField(
        label="What the voice says",
        help_text="Left empty: the name. At most eight words a sentence.",
    )
    illustration = forms.ChoiceField(label="Drawing", required=False, error_messages=CHOOSE)

    def __init__(self, known: "Known", number: str, data: Any = None, **options: Any) -> None:
        self.number = number
        options.setdefault("prefix", f"step-{number}")
        super().__init__(data, use_required_attribute=False, **options)
        field_of(self, "time", forms.ChoiceField).choices = known.times
        field_of(self, "illustration", forms.ChoiceField).choices = known.illustrations

    @property
    def called(self) -> str:
        return str(self["name"].value() or "").strip() or "New move"

    @property
    def about(self) -> str:
        """How long and on which side, as chosen, for the line under the name."""
        time, sides = (self._words_of(name) for name in ("time", "sides"))
        chosen = str(self["time"].value())
        seconds = str(self["seconds"].value() or "?").strip()
        long = f"{seconds} s" if chosen == "fixed" else time.get(chosen, "")
        return ". ".join(filter(None, [long, sides.get(str(self["sides"].value()), "")]))

    def _words_of(self, name: str) -> dict[str, str]:
        field = field_of(self, name, forms.ChoiceField)
        return {str(value): str(words) for value, words in field.widget.choices}

    @property
    def is_open(self) -> bool:
        return bool(self.errors) or self.called == "New move"

    def clean_cue(self) -> str:
        fillable(self.cleaned_data["cue"])
        return str(self.cleaned_data["cue"])

    def clean(self) -> Fields:
        clean = self.cleaned_data
        if clean.get("time") != "fixed":
            self.errors.pop("seconds", None)
            clean["seconds"] = None
        elif "seconds" not in self.errors and clean["seconds"] is None:
            self.add_error("seconds", f"Say how many, from {LEAST_SECONDS} to {MOST_SECONDS}.")
        if "say" in clean and "name" in clean:
            self._clean_say(clean["say"] or spoken_name(clean["name"]))
        return clean

    def _clean_say(self, words: str) -> None:
        try:
            speakable(words)
        except ValidationError as error:
            self.add_error("say", error)
        else:
            self.cleaned_data["say"] = words

    def fields_of_step(self) -> Fields:
        """The cleaned step as its columns."""
        clean = dict(self.cleaned_data)
        return clean | {"less": _less(clean.pop("time"))}

    def sketch(self) -> Step:
        """What is typed, as far as it can be read, for the time that it takes."""
        time = str(self["time"].value())
        typed = whole(self["seconds"].value(), LEAST_SECONDS, MOST_SECONDS, None)
        return Step(
            sides=str(self["sides"].value()),
            kind=str(self["kind"].value()),
            seconds=typed if time == "fixed" else None,
            less=_less(time),
        )


def _less(time: str) -> int:
    return whole(time.removeprefix("chosen-"), 0, MOST_SECONDS, 0)


def as_typed(step: Step | None) -> Fields:
    """A step as its form shows it; an empty one without a step."""
    if step is None:
        empty = {"time": "chosen", "sides": "each", "hand": "both", "kind": "work"}
        return empty | {"seconds": USUAL_SECONDS}
    time = "fixed" if step.seconds else f"chosen-{step.less}" if step.less else "chosen"
    copied = ("technique", "kind", "name", "seconds", "sides", "hand", "cue", "illustration")
    return {name: getattr(step, name) for name in copied} | {
        "time": time,
        "seconds": step.seconds or USUAL_SECONDS,
        "say": "" if step.say == spoken_name(step.name) else step.say,
    }


class Known:
    """The steps, times and drawings that a person can choose from."""

    def __init__(self, user: User) -> None:
        routines = list(Routine.objects.offered_to(user).prefetch_related("steps"))
        self.steps: dict[str, Fields] = {}
        self.choices: list[Any] = [("", "An empty move")]
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
        shorter = {step.less for each in routines for step in each.steps.all() if step.less}
        return [
            ("chosen", "As chosen at the start"),
            *((f"chosen-{less}", f"{less} s less than chosen") for less in sorted({15, *shorter})),
            ("fixed", "Always the same"),
        ]

    def _illustrations(self, routines: list[Routine]) -> list[tuple[str, str]]:
        steps = [step for each in routines if not each.owner_id for step in each.steps.all()]
        tests = MobilityTest.objects.filter(owner=None, retired=False)
        names: dict[str, str] = {}
        drawn: list[Step | MobilityTest] = [*steps, *tests]
        for one in drawn:
            names.setdefault(one.illustration, one.name)
        return [("", "None"), *((name, label) for name, label in names.items() if name)]
