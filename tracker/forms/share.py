"""The form of a link to one's report: for whom, what they see, and until when."""

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy

from tracker.analysis.words import Messages
from tracker.forms.fields import TextField
from tracker.forms.names import NameField
from tracker.models import ShareLink, User
from tracker.queries.report import DISCOMFORT, DONE, MEASURED, NOTES, PARTS, RATED, Scope
from tracker.sessions.sharing import NewLink, new_secret

LONGEST_NAME = 60
DAYS = {
    "7": gettext_lazy("In 7 days"),
    "30": gettext_lazy("In 30 days"),
    "90": gettext_lazy("In 90 days"),
}
LABELS = Messages(
    {
        RATED: gettext_lazy("Ratings and what they say"),
        MEASURED: gettext_lazy("Measured readings"),
        DONE: gettext_lazy("What you did"),
        DISCOMFORT: gettext_lazy("Discomfort"),
        NOTES: gettext_lazy("Notes"),
    }
)
HINTS = Messages(
    {
        RATED: gettext_lazy("Left and right, before and after"),
        MEASURED: gettext_lazy("With their unit and how they were taken"),
        DONE: gettext_lazy("Routines, minutes, and what was not done"),
        DISCOMFORT: gettext_lazy("How often, and the highest"),
        NOTES: gettext_lazy("All of the last 26 weeks. Read them first"),
    }
)
# In a list of links.
SHORT = Messages(
    {
        RATED: gettext_lazy("Ratings"),
        MEASURED: gettext_lazy("Readings"),
        DONE: gettext_lazy("Routines"),
        DISCOMFORT: gettext_lazy("Discomfort"),
        NOTES: gettext_lazy("Notes"),
    }
)
USUAL = [RATED, MEASURED, DONE]
NO_PART = gettext_lazy("Tick at least one thing to show.")


class ShareForm(forms.Form):
    """`secret` comes signed from the page, so that the same form sent twice makes one link."""

    name = NameField(
        gettext_lazy("Say who it is for."),
        label=gettext_lazy("Who is it for?"),
        most=LONGEST_NAME,
        help_text=gettext_lazy("Only you see this."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shows = forms.MultipleChoiceField(
        label=gettext_lazy("What they see"),
        choices=[(part, part) for part in PARTS],
        error_messages={"required": NO_PART},
    )
    shown_name = TextField(
        label=gettext_lazy("Your name on the page"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=gettext_lazy("Left empty, it says “A runner”."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    days = forms.ChoiceField(
        label=gettext_lazy("It ends"),
        choices=list(DAYS.items()),
        widget=forms.RadioSelect,
        initial="30",
    )
    new_sessions = forms.BooleanField(
        label=gettext_lazy("New sessions too"),
        help_text=gettext_lazy("Else it stays as it is today."),
        required=False,
        initial=True,
    )
    secret = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, user: User, data: Any = None, like: ShareLink | None = None) -> None:
        super().__init__(data, initial=_of(like) if like else {}, use_required_attribute=False)
        self.user = user
        self.initial.setdefault("shows", USUAL)
        self.initial["secret"] = self._signer.sign(new_secret())

    @property
    def _signer(self) -> signing.Signer:
        return signing.Signer(salt=f"link of {self.user.pk}")

    def clean_secret(self) -> str:
        """That of the page, or a new one: a secret that this server did not make is none."""
        try:
            return str(self._signer.unsign(self.cleaned_data["secret"]))
        except signing.BadSignature:
            return new_secret()

    @property
    def requested(self) -> NewLink:
        clean = self.cleaned_data
        return NewLink(
            clean["name"],
            clean["shown_name"],
            clean["shows"],
            clean["new_sessions"],
            int(clean["days"]),
        )

    @property
    def scope(self) -> Scope:
        """What the link would show now."""
        clean = self.cleaned_data
        return Scope(self.user, frozenset(clean["shows"]), clean["shown_name"])

    @property
    def ticks(self) -> list[dict[str, Any]]:
        """The parts with their words, for the page."""
        ticked = self["shows"].value() or []
        return [
            {"value": part, "label": LABELS[part], "hint": HINTS[part], "is_on": part in ticked}
            for part in PARTS
        ]


def _of(link: ShareLink) -> dict[str, Any]:
    """The form of a link like another one."""
    names = ("name", "shown_name", "shows", "new_sessions")
    return {name: getattr(link, name) for name in names}
