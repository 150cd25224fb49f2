"""By what the values of a form are read: as it was chosen, or as its person chooses right there."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tracker.analysis.instruments import ONLY_RATE as ONLY_RATE_WORDS
from tracker.analysis.instruments import way_in_words
from tracker.catalogue.spec import is_by_phone
from tracker.forms.base import length_on_page
from tracker.models import MobilityTest
from tracker.models.test_setting import ONLY_RATE
from tracker.queries.methods import Methods

CHOOSE = _("Choose first how you measure this test.")
ANOTHER_WAY = _(
    "This test is measured in another way here, and two ways never mix. Load the page again."
)
HOW = _("How do you measure this?")


class MethodField(forms.ChoiceField):
    """The measures of a test to choose from; a hidden one if it was chosen already."""

    def __init__(self, test: MobilityTest, fixed: str = "") -> None:
        ways = [
            (measure["id"], way_in_words(measure["instrument"], measure["label"], measure["unit"]))
            for measure in test.typed_measures
        ]
        widget = forms.HiddenInput() if fixed else forms.Select(attrs={"class": "form-select"})
        super().__init__(
            label=HOW,
            choices=[("", _("Not chosen yet")), *ways],
            initial=fixed,
            required=False,
            widget=widget,
        )

    def validate(self, value: str) -> None:
        """A value says what is wrong with its method: an unknown one alone does no harm."""


class MethodsForm(forms.Form):
    """A field for each test that is measured, none for one that is only rated."""

    def __init__(
        self,
        tests: Iterable[MobilityTest],
        methods: Methods,
        data: Mapping[str, Any] | None = None,
        *,
        asks: bool = True,
    ) -> None:
        """`asks`: where nothing was chosen, the page asks; else it means the first measure."""
        super().__init__(data, use_required_attribute=False)
        self.methods, self.asks = methods, asks
        for test in tests:
            fixed = methods.fixed(test.slug)
            # Neither only to rate nor a measure that is gone can be entered by.
            if self._can_enter(test, fixed):
                field = MethodField(test, fixed)
                self.fields[self.name_of(test)] = field

    def _can_enter(self, test: MobilityTest, fixed: str) -> bool:
        """What a phone took can only be taken away again."""
        if is_by_phone(fixed):
            return test.slug in self.methods.read
        return bool(test.measure_by(fixed) or (test.typed_measures and not fixed))

    @staticmethod
    def name_of(test: MobilityTest) -> str:
        return f"{test.slug}-method"

    def measures(self, test: MobilityTest) -> bool:
        return self.name_of(test) in self.fields

    def question(self, test: MobilityTest) -> forms.BoundField | None:
        """The field of a test if the page has to ask; None if there is nothing to choose."""
        is_asked = self.asks and self.measures(test) and not self.methods.fixed(test.slug)
        return self[self.name_of(test)] if is_asked else None

    def method_of(self, test: MobilityTest) -> str:
        """By what its values are read; empty while it was not chosen."""
        return self.methods.fixed(test.slug) or self._posted(test)

    def measure_of(self, test: MobilityTest) -> dict[str, Any]:
        return test.measure_by(self.method_of(test))

    def label_of(self, test: MobilityTest) -> str:
        """What is read; the name of the test while that is not known."""
        return str(self.measure_of(test).get("label", test.name))

    @property
    def length(self) -> str:
        """The unit in which the page shows lengths; its person may have another one by now."""
        return length_on_page(self.data, self.methods.length)

    def length_input(self) -> SafeString:
        return format_html('<input type="hidden" name="length" value="{}">', self.length)

    def fixed_inputs(self) -> SafeString:
        """The hidden inputs by which a page says with what it was made."""
        fields = format_html_join("", "{}", ((str(field),) for field in self.hidden_fields()))
        return fields + self.length_input()

    def objection(self, test: MobilityTest) -> str:
        """Why no value of this test can be taken; empty if it can."""
        fixed, posted = self.methods.fixed(test.slug), self._posted(test)
        if not fixed:
            return "" if posted else str(CHOOSE)
        # A script has chosen since the page was made, and sent its values by themselves.
        was_sent = test.slug in self.methods.read and not self.data.get(self.name_of(test))
        return "" if posted == fixed or was_sent else str(ANOTHER_WAY)

    def _posted(self, test: MobilityTest) -> str:
        """As the page says; one from before there was a choice means the first measure."""
        first = str(test.measure.get("id", ""))
        if not self.is_bound:
            return "" if self.asks else first
        posted = str(self.data.get(self.name_of(test), first))
        return posted if test.measure_by(posted) else ""


class MethodForm(forms.Form):
    """How a test is measured from now on, or that it is only rated."""

    method = forms.ChoiceField(
        label=HOW,
        error_messages={
            "required": _("Choose one of these."),
            "invalid_choice": _("Choose one of these."),
        },
    )

    def __init__(self, test: MobilityTest, now: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"method": now}, use_required_attribute=False)
        ways = [(measure["id"], measure["label"]) for measure in test.offered_measures]
        self.fields["method"].choices = [*ways, (ONLY_RATE, ONLY_RATE_WORDS)]  # type: ignore[attr-defined]
