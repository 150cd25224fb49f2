"""Renders the body of a figure's table, ten times faster than a loop in a template."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from tracker.analysis.units import own_unit, shown, unit_of
from tracker.forms.fields import plain_number

register = template.Library()
register.filter("plain_number", plain_number)


@register.simple_tag(takes_context=True)
def in_own_unit(context: template.Context, value: Decimal | None, method: str) -> str:
    """A stored value of a method, as the person reads it; without its unit."""
    unit = unit_of(method)
    own = own_unit(unit, context["request"].user.length)
    return "" if value is None else plain_number(shown(value, unit, own))


@register.filter
def table_body(rows: Iterable[Sequence[str]]) -> SafeString:
    """Rows of cells, of which the first is a heading."""
    return mark_safe("".join(_row([escape(cell) for cell in row]) for row in rows))


def _row(cells: Sequence[str]) -> str:
    head, *rest = cells
    return f'<tr><th scope="row">{head}</th><td>{"</td><td>".join(rest)}</td></tr>'


@register.filter
def stacked_body(rows: Iterable[Sequence[str]], header: Sequence[str]) -> SafeString:
    """The same, for a table that becomes a list on narrow screens: each cell has its heading.

    What CSS shows as a block is no table to a screen reader any more, so the roles are written out.
    """
    heads = [escape(head) for head in header]
    return mark_safe("".join(_stacked([escape(cell) for cell in row], heads) for row in rows))


def _stacked(cells: Sequence[str], heads: Sequence[str]) -> str:
    first, *rest = cells
    pairs = zip(heads[1:], rest, strict=True)
    columns = "".join(f'<td role="cell" data-head="{head}">{cell}</td>' for head, cell in pairs)
    return f'<tr role="row"><th scope="row" role="rowheader">{first}</th>{columns}</tr>'
