"""Draws inputs and selects in Python: a template for each of 200 takes ten times as long."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

FOLDER = "django/forms/widgets/"
INPUTS = ("text", "number", "email", "password", "hidden", "date", "time", "checkbox")
OPTIONS = ("radio_option", "checkbox_option", "input_option")


class Renderer(DjangoTemplates):
    """Says exactly what Django's own templates say; widgets that are not listed still use them."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def select(widget: dict[str, Any]) -> SafeString:
    groups = "".join(_group(label, options) for label, options, _ in widget["optgroups"])
    return mark_safe(
        f'<select name="{escape(widget["name"])}"{_attributes(widget)}>{groups}\n</select>'
    )


def entry(widget: dict[str, Any]) -> SafeString:
    value = widget["value"]
    said = "" if value is None else f' value="{escape(str(value))}"'
    kind, name = escape(widget["type"]), escape(widget["name"])
    return mark_safe(f'<input type="{kind}" name="{name}"{said}{_attributes(widget)}>')


def option(widget: dict[str, Any]) -> SafeString:
    """A radio or a checkbox of several, in its label if that is wanted."""
    if not widget["wrap_label"]:
        return entry(widget)
    number = widget["attrs"].get("id")
    named = f' for="{escape(number)}"' if number else ""
    return mark_safe(f"<label{named}>{entry(widget)} {escape(widget['label'])}</label>")


def _group(label: str | None, options: list[dict[str, Any]]) -> str:
    inside = "".join(
        f'\n  <option value="{escape(str(each["value"]))}"{_attributes(each)}>'
        f"{escape(each['label'])}</option>"
        for each in options
    )
    return f'\n  <optgroup label="{escape(label)}">{inside}\n  </optgroup>' if label else inside


def _attributes(widget: dict[str, Any]) -> str:
    return "".join(
        f" {name}" if value is True else f' {name}="{escape(str(value))}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


DRAWN = {
    f"{FOLDER}select.html": select,
    **{f"{FOLDER}{name}.html": entry for name in INPUTS},
    **{f"{FOLDER}{name}.html": option for name in OPTIONS},
}
