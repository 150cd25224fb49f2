"""Makes an unknown variable in our templates an error instead of an empty string."""

import sys
from types import FrameType

from django.conf import settings
from django.template.base import Node


class UnknownTemplateVariable(Exception):
    """Raised in the test, with the variable and the template that uses it."""


class UnknownVariable(str):
    """What Django puts in place of an unknown variable (the setting `string_if_invalid`)."""

    __slots__ = ()

    def __contains__(self, text: object) -> bool:
        return text == "%s"

    def __mod__(self, variable: object) -> str:
        _refuse_in_our_templates(str(variable))
        return ""

    def __str__(self) -> str:
        _refuse_in_our_templates("a value that could not be computed")
        return ""


def _refuse_in_our_templates(variable: str) -> None:
    # Templates of packages count on missing variables being empty.
    template = _template_being_rendered(sys._getframe())
    if template.startswith(str(settings.BASE_DIR)) and "/.venv/" not in template:
        raise UnknownTemplateVariable(f"{variable} in {template}")


def _template_being_rendered(frame: FrameType | None) -> str:
    """The file of the innermost template tag at work: it, and not the page, used the variable."""
    while frame:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and getattr(node, "origin", None):
            return str(node.origin.name)
        frame = frame.f_back
    return ""
