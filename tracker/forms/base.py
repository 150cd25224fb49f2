"""Reads what a page showed when it was opened, its base, to tell what was changed on it."""

import json
import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tracker.analysis.units import CM, INCHES
from tracker.forms.fields import MeasuredField, machine_number
from tracker.rules.merge import merge

Base = Mapping[str, Any]
PAGE = "page"  # the ID of one opened page, which may be sent again with other contents


def new_page() -> str:
    return uuid.uuid4().hex


def base_input(base: Base) -> SafeString:
    text = json.dumps(base, separators=(",", ":"), default=machine_number)
    return format_html('<input type="hidden" name="shown" value="{}">', text)


def read_base(data: Any) -> dict[str, Any] | None:
    """The base by field; None if the page sent none."""
    try:
        base = json.loads(data["shown"])
    except (KeyError, ValueError, RecursionError):
        return None
    return base if isinstance(base, dict) else None


def changed_on_page(form: forms.Form, base: Base | None) -> dict[str, Any]:
    """The values of a valid form, by field, that differ from what its page showed."""
    return merge(None if base is None else _clean(form, base), form.cleaned_data)


def _clean(form: forms.Form, base: Base) -> dict[str, Any]:
    """The base as the fields parse it, without values that they reject."""
    clean = {}
    for name, field in form.fields.items():
        try:
            clean[name] = _value(field, base.get(form.add_prefix(name), ""))
        except forms.ValidationError:
            continue
    return clean


def _value(field: forms.Field, shown: Any) -> Any:
    """The base of a measured value is as it is stored, in whatever unit the page showed it."""
    stored = as_logged("value", shown) if isinstance(field, MeasuredField) else None
    return field.clean(str(shown)) if stored is None else stored


def length_on_page(data: Any, now: str) -> str:
    """The unit in which a page showed lengths, which is not that of `now` if it was set since."""
    posted = (data or {}).get("length")
    return posted if posted in (CM, INCHES) else now


def tell_what_was_shown(form: forms.Form, base: Base | None) -> None:
    """Each measured field what its page came with: the base, else what is stored by now."""
    for name, field in form.fields.items():
        if isinstance(field, MeasuredField):
            stored = form.initial.get(name) if base is None else base.get(form.add_prefix(name))
            field.on_page = as_logged("value", stored)


def as_stored(form: forms.Form) -> dict[str, str]:
    """The measured values of a valid form by the names that its page has for them."""
    return {
        form.add_prefix(name): "" if value is None else machine_number(value)
        for name, value in form.cleaned_data.items()
        if isinstance(form.fields[name], MeasuredField)
    }


def as_logged(name: str, value: Any) -> Any:
    """The value of a rating's field on a page, converted to how the log stores it."""
    if name == "value" and value is not None:
        try:
            plain = Decimal(str(value))
        except InvalidOperation:
            return None
        return plain if plain.is_finite() else None
    return "" if name == "skip" and value is None else value


def sent(data: Any, names: Mapping[str, Any]) -> dict[str, str]:
    """The values sent for the fields in `names`, which are the page's base once they are saved."""
    return {name: data.get(name, "") for name in names if name != PAGE}
