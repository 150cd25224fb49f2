"""Reduces a page to what is read on it: a line a heading, sentence, list item or table row."""

import re
from collections.abc import Iterator

from tests.ten_people.tree import Element

MAX_ROWS = 3  # of a table; how many follow is said
INLINE = {
    *("a", "abbr", "b", "bdi", "br", "code", "em", "i", "label"),
    *("small", "span", "strong", "sub", "sup", "time", "u"),
}
UNREAD = {
    *("input", "nav", "option", "progress", "script", "select"),
    *("style", "svg", "template", "textarea"),
}
PREFIX = {f"h{level}": f"{'#' * level} " for level in range(1, 7)} | {
    "li": "- ",
    "dt": "? ",
    "dd": ": ",
    "summary": "> ",
    "button": "[button] ",
    "legend": "## ",
}
NO_SPACE_BEFORE = re.compile(r" (?=[,.;:?!)%])|(?<=\() ")


def text_of(element: Element) -> str:
    """All of it on one line."""
    return _tidy(" ".join(_strings(element)))


def lines_of(element: Element) -> list[str]:
    """What is read, in the order of the page."""
    return [line for line in _lines(element) if line.strip("#-?:>| ")]


def _strings(element: Element) -> Iterator[str]:
    for child in element.content:
        if isinstance(child, str):
            yield child
        elif not _is_unread(child):
            yield from _strings(child)


def _is_unread(element: Element) -> bool:
    return element.tag in UNREAD or "hidden" in element.attributes


def _tidy(text: str) -> str:
    return NO_SPACE_BEFORE.sub("", " ".join(text.split()))


def _lines(element: Element) -> Iterator[str]:
    if _is_unread(element):
        return
    if element.tag == "table":
        yield from _table(element)
        return
    if element.tag == "canvas":
        yield f"(picture) {element.attributes.get('aria-label', '')}"
        return
    run: list[str] = []
    prefix = PREFIX.get(element.tag, "")
    for child in element.content:
        if isinstance(child, str):
            run.append(child)
        elif _is_run(child):
            run += [] if _is_unread(child) else _strings(child)
        else:
            yield from _flushed(run, prefix)
            yield from _lines(child)
    yield from _flushed(run, prefix)


def _is_run(element: Element) -> bool:
    """Whether it is part of a sentence: neither it nor anything in it begins a line."""
    return _is_unread(element) or all(_is_inline(child) for child in element.elements())


def _is_inline(element: Element) -> bool:
    return element.tag in INLINE | UNREAD and "d-block" not in element.classes


def _flushed(run: list[str], prefix: str) -> Iterator[str]:
    text = _tidy(" ".join(run))
    run.clear()
    if text:
        yield prefix + text


def _table(table: Element) -> Iterator[str]:
    header, *rows = cells_of(table)
    yield f"| {' | '.join(header)} |"
    for row in rows[:MAX_ROWS]:
        yield f"| {' | '.join(row)} |"
    if len(rows) > MAX_ROWS:
        yield f"| … {len(rows) - MAX_ROWS} more rows |"


def cells_of(table: Element) -> list[list[str]]:
    """The text of every cell, row by row, the header first."""
    rows = table.named("tr")
    return [[text_of(cell) for cell in row.elements() if cell.tag in ("th", "td")] for row in rows]
