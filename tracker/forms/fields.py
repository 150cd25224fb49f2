"""The form fields of a rating: a score from 0 to 10, a measured value, a skip reason."""

import decimal
from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.analysis.units import CM, converted, limit, mark, own_unit, shown, with_unit
from tracker.analysis.words import figures
from tracker.catalogue.spec import PHONE
from tracker.forms.numbers import InvalidNumber, as_typed, read_number
from tracker.models.user import zone_names
from tracker.rules.reasons import skip_choices

PICK_OR_SKIP = gettext_lazy("Pick a number from 0 to 10, or skip this test.")
WHOLE = ("count", "score")
HALF = decimal.Decimal("0.5")
F = TypeVar("F", bound=forms.Field)


def field_of(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """A field of a form with its own type, which Django's annotations do not give."""
    field = form.fields[name]
    assert isinstance(field, kind)
    return field


class ScoreRadios(forms.RadioSelect):
    """Radios whose first and last option are described by the words for the ends of the scale.

    `about` names what describes the scale as a whole.
    """

    about = "ends"
    ends: Mapping[str, str] = {"0": "end-0", "10": "end-10"}

    def describe_on_card(self, slug: str) -> None:
        """For a test whose card has words of its own for the ends."""
        self.about = f"ten-{slug} zero-{slug}"
        self.ends = {"0": f"zero-{slug}", "10": f"ten-{slug}"}

    def create_option(self, *about: Any, **options: Any) -> dict[str, Any]:
        option = super().create_option(*about, **options)
        if end := self.ends.get(option["value"]):
            option["attrs"]["aria-describedby"] = end
        return option


class ZoneField(forms.CharField):
    """The name of a time zone; an unknown one, which only broken browsers send, counts as none."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **options)

    def clean(self, value: Any) -> str:
        return str(value) if value in zone_names() else ""


class ScoreField(forms.TypedChoiceField):
    """Eleven radios with none preselected; empty is None, not 0."""

    def __init__(self, **options: Any) -> None:
        choices = [(str(score), str(score)) for score in range(11)]
        super().__init__(
            choices=choices,
            coerce=int,
            empty_value=None,
            required=False,
            widget=ScoreRadios,
            error_messages={"invalid_choice": PICK_OR_SKIP},
            **options,
        )


class SkipField(forms.ChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=[("", gettext_lazy("Not skipped")), *skip_choices()],
            required=False,
            error_messages={
                "invalid_choice": gettext_lazy("Pick one of the reasons, or leave it.")
            },
            widget=forms.Select(attrs={"class": "form-select"}),
            **options,
        )


class DiscomfortField(forms.TypedChoiceField):
    def __init__(self, **options: Any) -> None:
        ends = {0: gettext_lazy("0, none"), 10: gettext_lazy("10, worst I can imagine")}
        scores = [(score, ends.get(score, str(score))) for score in range(11)]
        super().__init__(
            choices=[("", gettext_lazy("Not entered")), *scores],
            coerce=int,
            empty_value=None,
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
            error_messages={
                "invalid_choice": gettext_lazy("Pick a number from 0 to 10, or leave it.")
            },
            **options,
        )


class TextField(forms.CharField):
    """Free text in any writing direction.

    Its length is in characters, with one for a newline; browsers count UTF-16 units and CRLF.
    """

    def to_python(self, value: Any) -> str:
        return str(
            super().to_python(with_unix_newlines(value) if isinstance(value, str) else value)
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        if widget.is_hidden:
            return {}
        return {"dir": "auto"} | ({"data-most": self.max_length} if self.max_length else {})


def with_unix_newlines(text: str) -> str:
    """The text with LF in place of the CRLF that forms send."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class MeasuredField(forms.Field):
    """A number as people write it, within the hard range; its errors say what is wrong with it.

    It is read and shown in a person's own unit: `length` is that of lengths, without it the one of
    the measure. The value is in the unit of the measure.
    """

    # The stored value that the page showed: its text, unchanged, is that value and no rounded one.
    on_page: decimal.Decimal | None = None

    def __init__(self, measure: Mapping[str, Any], length: str = CM, **options: Any) -> None:
        self.measure = measure
        self.unit = own_unit(measure["unit"], length)
        super().__init__(required=False, **options)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> decimal.Decimal | None:
        text = str(value or "")
        if self.on_page is not None and text.strip().replace(",", ".") == self._text(self.on_page):
            return self.on_page
        try:
            return read_number(text, self.measure["unit"], self.unit)
        except InvalidNumber as error:
            raise ValidationError(str(error) or self.hint) from error

    def prepare_value(self, value: Any) -> Any:
        """A stored value as its person would type it; what was typed stays as it is."""
        return as_typed(self._text(value)) if isinstance(value, decimal.Decimal) else value

    def validate(self, value: decimal.Decimal | None) -> None:
        if value is not None and not self._within("hard", value):
            raise ValidationError(self._outside(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")

    def question(self, value: decimal.Decimal) -> str:
        """The question about a value that is possible but unusual."""
        message = _("%(value)s is outside the usual %(low)s to %(high)s. Is it right?")
        return message % ({"value": self.in_words(value)} | self._limits("typical"))

    def in_words(self, value: decimal.Decimal) -> str:
        """A stored value with its unit, as its person reads it."""
        return with_unit(self.figures(value), self.unit)

    def figures(self, value: decimal.Decimal) -> str:
        """The same without the unit."""
        return plain_number(self._in_own(value))

    @property
    def unit_words(self) -> str:
        """The unit as it follows a number."""
        return mark(self.unit)

    @property
    def hint(self) -> str:
        message = _("Use a number from %(low)s to %(high)s, such as %(example)s.")
        return message % (self._limits("hard") | {"example": self.example})

    def is_unusual(self, value: decimal.Decimal) -> bool:
        """Within the hard range, but outside the range of nearly everybody."""
        return self._is_typical and not self._within("typical", value)

    @property
    def _is_typical(self) -> bool:
        return self.measure.get("typical_min") is not None

    def _within(self, kind: str, value: decimal.Decimal) -> bool:
        return self._end(kind, "min") <= value <= self._end(kind, "max")

    def _end(self, kind: str, end: str) -> decimal.Decimal:
        return decimal.Decimal(str(self.measure[f"{kind}_{end}"]))

    def _outside(self, value: decimal.Decimal) -> str:
        tenth = value / 10
        if not self._within("typical" if self._is_typical else "hard", tenth):
            return self.range_words
        message = _("Use a number from %(low)s to %(high)s. Did you mean %(guess)s?")
        return message % (self._limits("hard") | {"guess": plain_number(self._in_own(tenth))})

    @property
    def range_words(self) -> str:
        return _("Use a number from %(low)s to %(high)s.") % self._limits("hard")

    def _limits(self, kind: str) -> dict[str, str]:
        return {
            name: plain_number(self._own_end(kind, end))
            for name, end in (("low", "min"), ("high", "max"))
        }

    def _own_end(self, kind: str, end: str) -> decimal.Decimal:
        return limit(self._end(kind, end), self.measure["unit"], self.unit, low=end == "min")

    @property
    def example(self) -> str:
        middle = (self._end("hard", "min") + self._end("hard", "max")) / 2
        near = round(converted(middle, self.measure["unit"], self.unit))
        part = 0 if self.unit in WHOLE else HALF
        return plain_number(min(near + part, self._own_end("hard", "max")))

    def _in_own(self, value: decimal.Decimal) -> decimal.Decimal:
        return shown(value, self.measure["unit"], self.unit)

    def _text(self, value: decimal.Decimal) -> str:
        return machine_number(self._in_own(value))


class PhoneField(MeasuredField):
    """What a phone took by itself: it can be left as it is or taken away, and not typed."""

    def validate(self, value: decimal.Decimal | None) -> None:
        if value is not None and value != self.on_page:
            raise ValidationError(
                _("A phone took this angle by itself. Leave it as it is, or empty it.")
            )


def value_field(measure: dict[str, Any], length: str, **options: Any) -> forms.Field:
    """The field for a value of this measure; any text while it is not known by what it is read."""
    if measure:
        kind = PhoneField if measure["instrument"] == PHONE else MeasuredField
        return kind(measure, length, **options)
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(required=False, widget=widget, **options)


def machine_number(number: Any) -> str:
    """8.50 as "8.5", 3.00 as "3": for scripts and data, whatever the language."""
    return f"{decimal.Decimal(str(number)).normalize():f}"


def plain_number(number: Any) -> str:
    """The same for people, with the decimal mark of the language and a true minus sign."""
    return figures(machine_number(number))


def field_of_rating(name: str, measure: dict[str, Any] | None) -> forms.Field | None:
    """The field for a tap on `name`; None where the test measures nothing."""
    if name == "value":
        return MeasuredField(measure) if measure else None
    return {"score": ScoreField, "skip": SkipField, "discomfort": DiscomfortField}[name]()
