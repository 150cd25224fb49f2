"""What a page showed when it was opened: what is the same when it comes back is no news."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

Shown = Mapping[str, Any]


PAGE = "page"  # the name of one page, once it is opened: it may be sent again with other contents


def new_page() -> str:
    return uuid.uuid4().hex


def shown_input(shown: Shown) -> SafeString:
    text = json.dumps(shown, separators=(",", ":"))
    return format_html('<input type="hidden" name="shown" value="{}">', text)


def shown_in(data: Any) -> dict[str, Any] | None:
    """By field; None if the page does not say."""
    try:
        shown = json.loads(data["shown"])
    except (KeyError, ValueError, RecursionError):
        return None
    return shown if isinstance(shown, dict) else None


def repeats(form: forms.Form, name: str, shown: Shown | None) -> bool:
    """Whether a valid form says in this field what the page showed."""
    if shown is None:
        return False
    try:
        was = form.fields[name].clean(str(shown.get(form.add_prefix(name), "")))
    except forms.ValidationError:
        return False
    return bool(was == form.cleaned_data[name])


def says(data: Any, names: Mapping[str, Any]) -> dict[str, str]:
    """What a page says in the fields that it showed: once that is written, it shows no less."""
    return {name: data.get(name, "") for name in names if name != PAGE}
