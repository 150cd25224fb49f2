"""Compares names by how they look: two that look alike are the same, an invisible one is empty."""

import unicodedata
from collections.abc import Iterable, Iterator

# Invisible characters whose category is letter or symbol: Hangul fillers, the empty Braille
# pattern, the null notehead.
BLANKS = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")
MARKS, SPACES, CONTROLS = "M", "Z", "C"
# Unassigned code points that Unicode reserves for characters without a glyph.
DEFAULT_IGNORABLE = (range(0x2065, 0x2066), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000))


def is_visible(text: str) -> bool:
    """Whether any character shows by itself; combining marks and spaces do not."""
    return any(_is_visible(character) for character in text)


def comparison_key(name: str) -> str:
    """Equal for two names that look the same."""
    normal = unicodedata.normalize("NFKC", name)
    visible = (character for character in normal if not _is_hidden(character))
    folded = "".join(" " if _category(c) == SPACES else c for c in visible).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def free_name(candidates: Iterable[str], existing: Iterable[str]) -> str:
    """The first candidate that looks like no existing name."""
    keys = {comparison_key(name) for name in existing}
    return next(name for name in candidates if comparison_key(name) not in keys)


def numbered(base: str, separator: str, max_length: int) -> Iterator[str]:
    """`base`, then `base` followed by 2, 3, 4 …, shortened to at most `max_length` characters."""
    yield base[:max_length]
    number = 2
    while True:
        suffix = f"{separator}{number}"
        yield f"{base[: max_length - len(suffix)].rstrip()}{suffix}"
        number += 1


def _category(character: str) -> str:
    return unicodedata.category(character)[0]


def _is_visible(character: str) -> bool:
    return not _is_hidden(character) and _category(character) not in (MARKS, SPACES)


def _is_hidden(character: str) -> bool:
    """Whether it has no glyph and changes none beside it."""
    if unicodedata.category(character) == "Cn":
        # Unassigned here, but perhaps a new emoji on a newer phone: visible unless reserved.
        code = ord(character)
        return code & 0xFFFE == 0xFFFE or any(code in block for block in DEFAULT_IGNORABLE)
    return character in BLANKS or _category(character) == CONTROLS or _is_joiner(character)


def _is_joiner(character: str) -> bool:
    """Whether it is a mark without a glyph, such as a variation selector or grapheme joiner."""
    name = unicodedata.name(character, "")
    return _category(character) == MARKS and (
        "VARIATION SELECTOR" in name or "JOINER" in name or "VOWEL INHERENT" in name
    )
