"""The forms of a person's settings, one for each page of them."""

from collections.abc import Collection
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tracker.forms.fields import field_of
from tracker.models import User
from tracker.models.user import LOUDEST, zone_names

# Names that are the same in every language, also where a browser translates the page.
AS_THEY_ARE = {"translate": "no"}


class RangeInput(forms.NumberInput):
    input_type = "range"


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic when it runs
    """The settings of one page; with `only`, those of them alone, as a script sends them."""

    # A switch that is off sends nothing: without this it was not the page that was sent.
    whole = forms.BooleanField(initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, only: Collection[str] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        if only is not None:
            self.fields = {name: field for name, field in self.fields.items() if name in only}
        self.helper = FormHelper()
        self.helper.form_tag = False

    def save(self, commit: bool = True) -> User:
        """Write what was changed and nothing else, so that two devices do not undo one another."""
        changed: User = super().save(commit=False)
        changed.save(update_fields=self._columns())
        return changed

    def _columns(self) -> list[str]:
        return self.changed_data


class RatingSettings(SettingsForm):
    class Meta:
        model = User
        fields = ("auto_advance",)
        labels = {"auto_advance": _("Move on by itself")}
        help_texts = {
            "auto_advance": _(
                "Goes to the next test once both sides are rated. With a keyboard, you press Enter."
            ),
        }


class SoundSettings(SettingsForm):
    cue_volume = forms.IntegerField(
        label=_("Volume of cues"),
        min_value=0,
        max_value=LOUDEST,
        widget=RangeInput(attrs={"class": "range"}),
        help_text=_("Of the voice and the tones, on top of the volume of your device."),
    )

    class Meta:
        model = User
        fields = ("cue_volume",)


class UnitSettings(SettingsForm):
    language = forms.ChoiceField(
        label=_("Language"), widget=forms.Select(attrs=AS_THEY_ARE), required=False
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), widget=forms.Select(attrs=AS_THEY_ARE))
    day_starts_at = forms.TypedChoiceField(
        label=_("Day begins at"),
        choices=[(hour, f"{hour}:00") for hour in range(12)],
        coerce=int,
    )

    class Meta:
        model = User
        fields = ("language", "length", "time_zone", "day_starts_at", "week_starts")
        labels = {"length": _("Lengths"), "week_starts": _("Week begins on")}
        widgets = {"length": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "language" in self.fields:
            field_of(self, "language", forms.ChoiceField).choices = [
                ("", _("As your browser says")),
                *settings.LANGUAGES,
            ]
        if "time_zone" in self.fields:
            # The device's zone may be one that is not offered.
            names = sorted({*_zones(), self.instance.time_zone})
            field_of(self, "time_zone", forms.ChoiceField).choices = [
                (name, name.replace("_", " ")) for name in names
            ]

    def save(self, commit: bool = True) -> User:
        if "time_zone" in self.changed_data:
            self.instance.zone_from = User.ZoneFrom.HAND
            self.instance.zone_changed_at = None
        return super().save(commit)

    def _columns(self) -> list[str]:
        zone = ["zone_from", "zone_changed_at"] if "time_zone" in self.changed_data else []
        return [*self.changed_data, *zone]


class LookSettings(SettingsForm):
    class Meta:
        model = User
        fields = ("theme", "text_size")
        labels = {"theme": _("Theme"), "text_size": _("Text")}
        help_texts = {"text_size": _("On top of what your device and browser are set to.")}
        widgets = {"theme": forms.RadioSelect, "text_size": forms.RadioSelect}


def _zones() -> set[str]:
    return {name for name in zone_names() if "/" in name or name == "UTC"}


# By the name of its page.
FORMS: dict[str, type[SettingsForm]] = {
    "rating": RatingSettings,
    "sounds": SoundSettings,
    "units": UnitSettings,
    "look": LookSettings,
}
