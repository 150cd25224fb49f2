"""Keeps what somebody wrote from being computed by a spreadsheet, and brings it back as it was."""

import re

# What a spreadsheet takes for the beginning of a formula; the wide ones are read as the others.
STARTS = r"=+\-@\t\r\n\0＝＋－＠"
# Wherever a cell can begin: with another separator or quotes, in the middle of a text, too.
CELL = r"(^|[,;|\"\t\r\n])( *)"
UNGUARDED = re.compile(rf"{CELL}(?='*[{STARTS}])")
GUARDED = re.compile(rf"{CELL}'(?='*[{STARTS}])")


def guarded(text: str) -> str:
    """The text with an apostrophe before whatever could begin a formula.

    >>> guarded("=1+1"), guarded("fine; =1+1"), guarded("'-2"), guarded("half-way")
    ("'=1+1", "fine; '=1+1", "''-2", 'half-way')
    """
    return UNGUARDED.sub(r"\1\2'", text)


def unguarded(text: str) -> str:
    """What `guarded` was called with; a text without any guard stays as it is.

    >>> unguarded("'=1+1"), unguarded("fine; '=1+1"), unguarded("''-2"), unguarded("'tis")
    ('=1+1', 'fine; =1+1', "'-2", "'tis")
    """
    return GUARDED.sub(r"\1\2", text)
