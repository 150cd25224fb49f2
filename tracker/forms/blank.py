"""A card for no test yet, which a script on the page fills in."""

from dataclasses import dataclass, field
from typing import Any

from django import forms

from tracker.forms.fields import DiscomfortField, ScoreField, SkipField
from tracker.rules.plan import SIDES


@dataclass(frozen=True)
class BlankTest:
    """Stands in for a test of the catalogue; it has every side, of which the script leaves some."""

    slug: str = "blank"
    name: str = ""
    gloss: str = ""
    hint: str = ""
    ten_means: str = "10"
    zero_means: str = "0"
    illustration: str = ""
    sided: bool = True
    sides: tuple[str, ...] = (*SIDES, "none")
    measures: tuple[str, ...] = ("blank",)
    protocol: dict[str, Any] = field(default_factory=dict)


class BlankForm(forms.Form):
    """The fields of a blank card, named as those of a session's."""

    def __init__(self) -> None:
        super().__init__()
        self.test = BlankTest()
        for side in self.test.sides:
            score = ScoreField(label="")
            score.widget.describe_on_card(self.test.slug)
            fields: dict[str, forms.Field] = {"score": score, "skip": SkipField()}
            fields |= {"discomfort": DiscomfortField(), "value": forms.CharField(label="")}
            fields |= {"past": forms.BooleanField()}
            for name, blank in fields.items():
                self.fields[f"{self.test.slug}-{side}-{name}"] = blank

    def sides(self) -> list[dict[str, Any]]:
        """The bound fields by side, as those of a session's card."""
        names = ("score", "skip", "discomfort", "value", "past")
        return [
            {"side": side} | {name: self[f"{self.test.slug}-{side}-{name}"] for name in names}
            for side in self.test.sides
        ]
