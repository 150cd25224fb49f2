"""Reads what a phone sends with an angle that it took by itself: two holds, how still they were."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.catalogue.spec import PHONE
from tracker.rules.holds import DEVICES, MOST_AGAIN, SHAKIEST, Holds

FIELDS = ("holds", "spreads", "zeroed", "device", "phone", "again")
HOLD, SPREAD = r"-?[0-9]{1,3}\.[0-9]", r"[0-9]\.[0-9]{2}"
NOT_TAKEN = gettext_lazy("A phone takes this angle by itself, in two holds. Nobody types it.")
NOT_BY_PHONE = gettext_lazy("Only an angle that a phone takes by itself has holds.")


class HoldsForm(forms.Form):
    """All of them or none: other values come without."""

    holds = forms.RegexField(rf"^{HOLD} {HOLD}$")
    spreads = forms.RegexField(rf"^{SPREAD} {SPREAD}$")
    zeroed = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    device = forms.ChoiceField(choices=[(name, "") for name in DEVICES])
    phone = forms.UUIDField()
    again = forms.IntegerField(min_value=0, max_value=MOST_AGAIN)

    def clean_spreads(self) -> str:
        spreads = str(self.cleaned_data["spreads"])
        if any(Decimal(spread) > SHAKIEST for spread in spreads.split()):
            raise ValidationError(_("No hold that trembles so much is taken."))
        return spreads

    def both(self) -> Holds:
        clean = self.cleaned_data
        first, second = (Decimal(hold) for hold in clean["holds"].split())
        steady, shaky = (Decimal(spread) for spread in clean["spreads"].split())
        phone, again = str(clean["phone"]), clean["again"]
        is_zeroed = clean["zeroed"] == "yes"
        return Holds((first, second), (steady, shaky), is_zeroed, clean["device"], phone, again)


def read_holds(
    sent: Mapping[str, Any], measure: Mapping[str, Any], value: Decimal | None
) -> Holds | None:
    """How a value was taken; None for one that is typed or cleared. Raises ValidationError."""
    is_sent = any(sent.get(name) not in (None, "") for name in FIELDS)
    if measure["instrument"] != PHONE or value is None:
        if is_sent:
            raise ValidationError(NOT_BY_PHONE)
        return None
    if not is_sent:
        raise ValidationError(NOT_TAKEN)
    form = HoldsForm(sent)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise ValidationError(f"{name}: {errors[0]}")
    holds = form.both()
    if holds.mean != value:
        raise ValidationError(_("The value is not the mean of its two holds."))
    if not all(measure["hard_min"] <= hold <= measure["hard_max"] for hold in holds.angles):
        raise ValidationError(_("A hold is outside of what this test can be."))
    return holds
