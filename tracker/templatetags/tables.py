"""Renders the body of a figure's table, ten times faster than a loop in a template."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tracker.forms.fields import plain_number

register = template.Library()
register.filter("plain_number", plain_number)


@register.filter
def table_body(rows: Iterable[Sequence[str]]) -> SafeString:
    """Rows of cells, of which the first is a heading."""
    return mark_safe("".join(_row([escape(cell) for cell in row]) for row in rows))


def _row(cells: Sequence[str]) -> str:
    head, *rest = cells
    return f'<tr><th scope="row">{head}</th><td>{"</td><td>".join(rest)}</td></tr>'
