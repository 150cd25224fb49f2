"""The form of a person's preferences, time zone and start of the day."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tracker.forms.fields import field_of
from tracker.models import User
from tracker.models.user import zone_names


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        widget=forms.Select(attrs={"translate": "no"}),
        help_text=_("Where you are. A session keeps the zone in which you entered it."),
    )
    day_starts_at = forms.TypedChoiceField(
        label=_("Your day begins at"),
        choices=[(hour, f"{hour}:00") for hour in range(12)],
        coerce=int,
        help_text=_(
            "A session before this hour still belongs to the day before. "
            "Sessions that are there already keep their day."
        ),
    )

    language = forms.ChoiceField(
        label=_("Language"),
        # Each in its own words, also where a browser translates the page.
        widget=forms.Select(attrs={"translate": "no"}),
        required=False,
        help_text=_("Pages, spoken cues and emails."),
    )

    class Meta:
        model = User
        fields = ["theme", "language", "time_zone", "day_starts_at", *User().preferences]
        labels = {"auto_advance": _("Move on by itself")}
        help_texts = {
            "auto_advance": _(
                "Goes to the next test once both sides are rated. With a keyboard, you press Enter."
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field_of(self, "language", forms.ChoiceField).choices = [
            ("", _("As your browser says")),
            *settings.LANGUAGES,
        ]
        # The device's zone may be one that is not offered.
        names = sorted({*_zones(), self.instance.time_zone})
        field_of(self, "time_zone", forms.ChoiceField).choices = [
            (name, name.replace("_", " ")) for name in names
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False

    @property
    def preferences(self) -> list[forms.BoundField]:
        """The bound fields of the settings that need no markup of their own."""
        return [self[name] for name in self.instance.preferences]

    def save(self, commit: bool = True) -> User:
        if "time_zone" in self.changed_data:
            self.instance.zone_from = User.ZoneFrom.HAND
            self.instance.zone_changed_at = None
        saved: User = super().save(commit)
        return saved


def _zones() -> set[str]:
    return {name for name in zone_names() if "/" in name or name == "UTC"}
