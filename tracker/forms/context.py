"""What came before a session: the card of the rating page, and the fields of other pages."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.forms.base import Base, changed_on_page
from tracker.models import Session
from tracker.rules.context import RUNS, TICKS, contexts_of, of_card, run_choices
from tracker.rules.events import ContextGiven
from tracker.rules.log import EventLog
from tracker.rules.merge import merge

RAN_LABEL = _("Ran in the last 24 hours?")
NOT_SAID = ("", pgettext_lazy("an answer", "Not answered"))
ANSWERS = {"yes": True, "no": False}


def _run_field(**options: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=RAN_LABEL, required=False, **options)


class ContextCard(forms.Form):
    """The card: radios and ticks, and in `lately` what it showed when its page was opened."""

    ran = _run_field(choices=run_choices, widget=forms.RadioSelect)
    slept_badly = forms.BooleanField(label=TICKS["slept_badly"], required=False)
    just_woke = forms.BooleanField(label=TICKS["just_woke"], required=False)
    lately = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @classmethod
    def of(cls, session: Session, data: Mapping[str, Any] | None = None) -> "ContextCard":
        """Unbound where `data` is of a page without the card."""
        shows = asdict(session.context)
        is_sent = data is not None and "lately" in data
        return cls(data if is_sent else None, initial=shows | {"lately": _as_text(shows)})

    def changed(self, log: EventLog) -> ContextGiven | None:
        """What is new on it; None where nothing is, also where a tap has said the same before."""
        if not self.is_valid():
            return None
        so_far = [_on_card(context) for _key, context in contexts_of(log)]
        new = merge(
            {"card": _read(self.cleaned_data.pop("lately").split())},
            {"card": of_card(**self.cleaned_data)},
            lambda _name: [ContextGiven(), *so_far],
        )
        is_said = new.get("card") == (so_far or [ContextGiven()])[-1]
        return None if is_said else new.get("card")


def _read(names: Collection[str]) -> ContextGiven:
    """What a card showed, of the names of what was set on it."""
    ran = next((run for run in RUNS if run in names), "")
    return of_card(ran, **{name: name in names for name in TICKS})


def _on_card(context: ContextGiven) -> ContextGiven:
    """As a card shows it, which has no third state between a tick and none."""
    ticks = {name: bool(getattr(context, name)) for name in TICKS}
    return of_card(context.ran, **ticks)


def _as_text(shows: Mapping[str, Any]) -> str:
    """ "hard slept_badly": the names of what is set."""
    return " ".join(filter(None, [shows["ran"], *(name for name in TICKS if shows[name])]))


def _select() -> forms.Select:
    return forms.Select(attrs={"class": "form-select"})


def _tick_field(name: str) -> forms.TypedChoiceField:
    yes, no = pgettext_lazy("an answer", "Yes"), pgettext_lazy("an answer", "No")
    return forms.TypedChoiceField(
        label=TICKS[name],
        choices=[NOT_SAID, ("yes", yes), ("no", no)],
        coerce=ANSWERS.__getitem__,
        empty_value=None,
        required=False,
        widget=_select(),
    )


class ContextForm(forms.Form):
    """A list for each answer, so that what was said can be changed and taken back."""

    ran = _run_field(choices=lambda: [NOT_SAID, *run_choices()], widget=_select())
    slept_badly = _tick_field("slept_badly")
    just_woke = _tick_field("just_woke")

    @classmethod
    def of(cls, context: ContextGiven, data: Any = None) -> "ContextForm":
        words = {True: "yes", False: "no", None: ""}
        ticks = {name: words[getattr(context, name)] for name in TICKS}
        return cls(data, initial={"ran": context.ran, **ticks})

    def changed(self, context: ContextGiven, base: Base | None) -> ContextGiven:
        """`context` with what was changed on a page that showed `base`."""
        return replace(context, **changed_on_page(self, base))
