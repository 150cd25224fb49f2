"""What can be seen of a name: two that look alike are one, and one that shows nothing is none."""

import unicodedata
from collections.abc import Iterable, Iterator

# Letters and signs by their kind that nobody sees: fillers of Hangul, an empty Braille cell, the
# head of a note that is not drawn.
UNSEEN = frozenset("\u115f\u1160\u3164\uffa0\u2800\U0001d159")
MARKS, SPACES, CONTROLS = "M", "Z", "C"
# Places that Unicode keeps for signs that are not drawn, and those that will never be a sign.
KEPT_UNSEEN = (range(0x2065, 0x2066), range(0xFFF0, 0xFFF9), range(0xE0000, 0xE1000))


def is_visible(text: str) -> bool:
    """Whether anything of it is seen by itself: marks need a letter to stand on."""
    return any(_is_seen(sign) for sign in text)


def looks(name: str) -> str:
    """What two names that nobody can tell apart have in common."""
    seen = (sign for sign in unicodedata.normalize("NFKC", name) if not _is_hidden(sign))
    folded = "".join(" " if _kind(sign) == SPACES else sign for sign in seen).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def free_name(wanted: Iterable[str], taken: Iterable[str]) -> str:
    """The first that looks like none of those that are taken."""
    gone = {looks(name) for name in taken}
    return next(name for name in wanted if looks(name) not in gone)


def numbered(base: str, between: str, longest: int) -> Iterator[str]:
    """The name itself, then with 2, 3, 4 behind it, cut where it would be too long."""
    yield base[:longest]
    number = 2
    while True:
        behind = f"{between}{number}"
        yield f"{base[: longest - len(behind)].rstrip()}{behind}"
        number += 1


def _kind(sign: str) -> str:
    return unicodedata.category(sign)[0]


def _is_seen(sign: str) -> bool:
    return not _is_hidden(sign) and _kind(sign) not in (MARKS, SPACES)


def _is_hidden(sign: str) -> bool:
    """Neither seen nor a change of what stands beside it."""
    if unicodedata.category(sign) == "Cn":
        # A newer phone has signs that this machine does not know yet.
        return ord(sign) & 0xFFFE == 0xFFFE or any(ord(sign) in each for each in KEPT_UNSEEN)
    return sign in UNSEEN or _kind(sign) == CONTROLS or _is_joiner(sign)


def _is_joiner(sign: str) -> bool:
    """Marks without a shape: variation selectors, the grapheme joiner, the inherent vowels."""
    name = unicodedata.name(sign, "")
    return _kind(sign) == MARKS and (
        "VARIATION SELECTOR" in name or "JOINER" in name or "VOWEL INHERENT" in name
    )
