"""How a phone took a value by itself: two holds, each with a new approach, and their mean."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

DEVICES = ("phone", "tablet", "other")
HOLDS = 2
PHONE_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")
SHAKIEST = Decimal(2)  # degrees within a hold: no phone takes one that trembles more
MOST_AGAIN = 99


@dataclass(frozen=True, slots=True)
class Holds:
    """What a phone says of one reading, which is the mean of its holds.

    `spreads` are the standard deviations within the holds, `zeroed` whether the phone's own bias
    was taken off, `phone` an id that means nothing but the same phone, and `again` how often its
    person began this side anew.
    """

    angles: tuple[Decimal, Decimal]
    spreads: tuple[Decimal, Decimal]
    zeroed: bool
    device: str
    phone: str
    again: int = 0

    @property
    def mean(self) -> Decimal:
        return sum(self.angles, Decimal(0)) / HOLDS

    @property
    def is_sound(self) -> bool:
        """Whether all parts are of the kind and size that a phone can send."""
        return (
            all(_is_in(TENTH, angle, least=-360, most=360) for angle in self.angles)
            and all(_is_in(HUNDREDTH, spread, least=0, most=SHAKIEST) for spread in self.spreads)
            and type(self.zeroed) is bool
            and self.device in DEVICES
            and type(self.phone) is str
            and PHONE_ID.fullmatch(self.phone) is not None
            and type(self.again) is int
            and 0 <= self.again <= MOST_AGAIN
        )

    def to_json(self) -> dict[str, Any]:
        """As the log and the rows store it: a decimal as a text, which comes back as it was."""
        return {
            "angles": [str(angle) for angle in self.angles],
            "spreads": [str(spread) for spread in self.spreads],
            "zeroed": self.zeroed,
            "device": self.device,
            "phone": self.phone,
            "again": self.again,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Raises ValueError, TypeError or ArithmeticError for what `to_json` did not write."""
        parts = dict(stored)
        first, second = (Decimal(angle) for angle in parts.pop("angles"))
        steady, shaky = (Decimal(spread) for spread in parts.pop("spreads"))
        return cls((first, second), (steady, shaky), **parts)


def _is_in(step: Decimal, number: Decimal, *, least: Decimal | int, most: Decimal | int) -> bool:
    return number.is_finite() and least <= number <= most and number % step == 0
