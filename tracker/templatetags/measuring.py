"""How a test is measured, in the words of its card; static/js/rating/ways.js says the same."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.analysis.units import mark
from tracker.analysis.words import Messages
from tracker.models.test_setting import ONLY_RATE

register = template.Library()

MEASURED = Messages(
    {
        "tape": gettext_lazy("Measured with a tape"),
        "level": gettext_lazy("Measured with a level app"),
        "photo": gettext_lazy("Measured with a photo"),
        "count": gettext_lazy("Measured by counting"),
        "feel": gettext_lazy("Measured by feel"),
        "clock": gettext_lazy("Measured with a stopwatch"),
        "scale": gettext_lazy("Measured with a scale"),
        "phone": gettext_lazy("Measured with this phone"),
    }
)
ADD = Messages(
    {
        "cm": pgettext_lazy("button", "Add cm"),
        "in": pgettext_lazy("button", "Add inches"),
        "deg": pgettext_lazy("button", "Add angle"),
        "count": pgettext_lazy("button", "Add count"),
        "score": pgettext_lazy("button", "Add score"),
        "s": pgettext_lazy("button", "Add seconds"),
        "kg": pgettext_lazy("button", "Add kg"),
    }
)


@register.filter
def measured_words(measure: Mapping[str, Any]) -> str:
    """ "Measured with a tape"; empty for a blank card, which a script fills in."""
    return MEASURED.get(measure.get("instrument", ""), "")


@register.filter
def add_words(unit: str) -> str:
    """What the button says: "Add cm"."""
    return ADD.get(unit, "")


@register.filter
def entered_words(sides: Iterable[Mapping[str, Any]], unit: str) -> str:
    """What the button says once something was entered: "8.5 | 10 cm"; empty before."""
    values = [str(slot["value"].value() or "") if "value" in slot else "" for slot in sides]
    shown = " | ".join(value.replace("-", "−") or "–" for value in values)
    return f"{shown}{mark(unit)}" if any(values) else ""


@register.filter
def unit_sign(unit: str) -> str:
    """The unit as it stands beside a field; empty for a count."""
    return mark(unit).strip()


@register.filter
def about_json(about: Mapping[str, Any]) -> SafeString:
    """What a script needs to measure a test; the rest is on its card in words."""
    measures = [
        {name: value for name, value in measure.items() if name != "step" and value != ""}
        for measure in about["measures"]
        if about["method"] in ("", ONLY_RATE, measure["id"])
    ]
    return json_script({"method": about["method"], "measures": measures})


@register.simple_block_tag
def unindented(content: str) -> SafeString:
    """Without the blanks that only a reader of the template needs; not for text that has lines."""
    return mark_safe(re.sub(r"\s*\n\s*(?=[a-z-]+[=\s>])", " ", re.sub(r"\n\s+", "\n", content)))
