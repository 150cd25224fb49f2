"""The cards of a rating page: of each test its fields, how it is measured, and its JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.analysis.units import own_unit
from tracker.forms.blank import BlankForm, BlankTest
from tracker.forms.ratings import RatingsForm
from tracker.models import MobilityTest
from tracker.phone.tests import OF_A_MEASURE, for_phone, pictures_of

BLANK_MEASURE = dict.fromkeys(OF_A_MEASURE, "")
NOTHING = dict.fromkeys(
    ("ten", "zero", "picture", "method", "test", "own", "sided", "measures"), ""
)


@dataclass(frozen=True)
class Card:
    """`sides` are the bound fields by side; `measure` is empty while no method is chosen.

    `unit` is the one in which its person reads that measure.
    """

    test: MobilityTest | BlankTest
    sides: list[dict[str, Any]]
    measure: Mapping[str, Any]
    about: Mapping[str, Any]
    unit: str = ""
    by_phone: str = ""  # sides of which a phone took the angle in this phase, with spaces

    @property
    def last(self) -> list[dict[str, Any]]:
        """The last side alone, of which a script makes the others."""
        return self.sides[-1:]


def cards_of(form: RatingsForm) -> list[Card]:
    """The cards of a session's page; a test whose method is not chosen asks for it."""
    owner = form.session.owner
    pictures = pictures_of(owner, form.tests)
    abouts = [for_phone(test, None, pictures.get(test.slug, "")) for test in form.tests]
    return [
        replace(
            _card(test, sides, about | {"method": _method(form, test)}, owner.length),
            by_phone=" ".join(form.sides_with_value(test)),
        )
        for (test, sides), about in zip(form.cards(), abouts, strict=True)
    ]


def _method(form: RatingsForm, test: MobilityTest) -> str:
    """A session goes on as it began, whatever was chosen since; what was typed is shown again."""
    is_typed = any(form.data.get(f"{test.slug}-{side}-value") for side in test.sides)
    return form.methods.method_of(test) if is_typed else form.methods.methods.fixed(test.slug)


def _card(
    test: MobilityTest, sides: list[dict[str, Any]], about: Mapping[str, Any], length: str
) -> Card:
    if not (measure := test.measure_by(about["method"])):
        return Card(test, sides, {}, about)
    return Card(test, sides, BLANK_MEASURE | measure, about, own_unit(measure["unit"], length))


def cards_for_anybody(form: RatingsForm) -> list[Card]:
    """Those of the offline page: how a test is measured is known to the phone alone."""
    return [Card(test, sides, {}, for_phone(test, None)) for test, sides in form.cards()]


def blank_card() -> Card:
    """From which a script makes the card of another test, or only its measured values."""
    form = BlankForm()
    return Card(form.test, form.sides(), BLANK_MEASURE, NOTHING)
