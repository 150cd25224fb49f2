"""Reads the examples of docs/hosting.md, so that tests run what hosts copy."""

import re

from mobility.settings import BASE_DIR

HOSTING = BASE_DIR / "docs" / "hosting.md"
SITE = "supple.example.org"


def example(language: str) -> str:
    """The first block of the page in this language."""
    match = re.search(rf"^```{language}\n(.*?)^```$", HOSTING.read_text(), re.M | re.S)
    if not match:
        raise LookupError(f"docs/hosting.md has no example in {language}.")
    return match[1]


def changed(text: str, *changes: tuple[str, str]) -> str:
    """The text with every pattern replaced; raises LookupError for a pattern that is missing."""
    for pattern, by in changes:
        text, times = re.subn(pattern, by, text, flags=re.M)
        if not times:
            raise LookupError(f"The example has no {pattern}.")
    return text
