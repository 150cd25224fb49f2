"""Small checks that turn one raw TOML value into a clean one or refuse it with a reason."""

import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from typing import Any

Check = Callable[[Any], Any]

SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")
PICTURE = re.compile(r"[a-z_]{1,40}")
SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
PLACEHOLDER = re.compile(r"\{(\w*)\}")
WORDS_IN_ONE_BREATH = 8
LARGEST = 10_000
NOTHING: Mapping[str, str] = {}


class RefusedError(Exception):
    """Why a value cannot be used; `key` grows on the way up to `measures[0].hard_max`."""

    def __init__(self, reason: str, key: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.key = key

    def under(self, key: str) -> "RefusedError":
        joint = "" if not self.key or self.key.startswith("[") else "."
        return RefusedError(self.reason, f"{key}{joint}{self.key}")


def demand(holds: bool, reason: str, key: str = "") -> None:
    if not holds:
        raise RefusedError(reason, key)


def at(key: str, check: Check, value: Any) -> Any:
    try:
        return check(value)
    except RefusedError as refused:
        raise refused.under(key) from None


def text(longest: int) -> Check:
    def check(value: Any) -> Any:
        demand(isinstance(value, str), "must be text")
        demand(bool(value.strip()), "must not be empty")
        demand(
            value == value.strip() and value.isprintable(), "must be one line without outer spaces"
        )
        demand(len(value) <= longest, f"must be at most {longest} characters, has {len(value)}")
        return value

    return check


def plain(longest: int, placeholders: Mapping[str, str] = NOTHING) -> Check:
    """Text to be shown, with only the placeholders that the plan can fill."""

    def check(value: Any) -> Any:
        clean = text(longest)(value)
        for name in PLACEHOLDER.findall(clean):
            demand(name in placeholders, f"must not hold the placeholder {{{name}}}")
        demand(not set("{}") & set(PLACEHOLDER.sub("", clean)), "must not hold a lone brace")
        return clean

    return check


def spoken(longest: int, placeholders: Mapping[str, str]) -> Check:
    """Text to be said aloud: each sentence fits in one breath."""

    def check(value: Any) -> Any:
        clean = plain(longest, placeholders)(value)
        heard = PLACEHOLDER.sub(lambda found: placeholders[found[1]], clean)
        for sentence in SENTENCE_END.split(heard):
            short = len(sentence.split()) <= WORDS_IN_ONE_BREATH
            demand(short, f"must have at most {WORDS_IN_ONE_BREATH} words a sentence: “{sentence}”")
        return clean

    return check


def pattern(shape: re.Pattern[str], words: str) -> Check:
    def check(value: Any) -> Any:
        demand(isinstance(value, str) and bool(shape.fullmatch(value)), f"must be {words}")
        return value

    return check


slug = pattern(SLUG, "up to 40 of a-z, 0-9 and _, with a letter first")
picture = pattern(PICTURE, "the name of a drawing: up to 40 of a-z and _")


def number(value: Any) -> float:
    known = isinstance(value, int | float) and not isinstance(value, bool)
    demand(known and abs(value) <= LARGEST, "must be a number")  # NaN is not <= anything
    return float(value)


def positive(value: Any) -> float:
    demand(number(value) > 0, "must be larger than 0")
    return float(value)


def whole(least: int, most: int) -> Check:
    def check(value: Any) -> Any:
        demand(isinstance(value, int) and not isinstance(value, bool), "must be a whole number")
        demand(least <= value <= most, f"must be between {least} and {most}")
        return value

    return check


def truth(value: Any) -> bool:
    demand(isinstance(value, bool), "must be true or false")
    return value is True


def choice(*allowed: str) -> Check:
    def check(value: Any) -> Any:
        demand(isinstance(value, str) and value in allowed, "must be one of " + ", ".join(allowed))
        return value

    return check


def listing(check_one: Check, *, least: int = 1, most: int = 20) -> Check:
    def check(value: Any) -> Any:
        demand(isinstance(value, list), "must be a list")
        demand(least <= len(value) <= most, f"must have {least} to {most} entries")
        return tuple(at(f"[{i}]", check_one, each) for i, each in enumerate(value))

    return check


def mapping(checks: Mapping[str, Check], optional: frozenset[str] = frozenset()) -> Check:
    """A table with exactly these keys, each clean."""

    def check(value: Any) -> Any:
        demand(isinstance(value, dict), "must be a table")
        for key in value:
            demand(key in checks, "is not a known key", key)
        for key in checks:
            demand(key in value or key in optional, "is missing", key)
        return {key: at(key, checks[key], each) for key, each in value.items()}

    return check


def record(kind: type, checks: Mapping[str, Check], *rules: Callable[[Any], None]) -> Check:
    """A table that becomes one dataclass; fields with a default may be left out."""
    optional = frozenset(f.name for f in fields(kind) if f.default is not MISSING)
    table = mapping(checks, optional)

    def check(value: Any) -> Any:
        made = kind(**table(value))
        for rule in rules:
            rule(made)
        return made

    return check


def distinct(name: str, entries: tuple[Any, ...], attribute: str) -> None:
    seen = set()
    for i, entry in enumerate(entries):
        each = getattr(entry, attribute)
        demand(each not in seen, f"is used twice: {each}", f"{name}[{i}].{attribute}")
        seen.add(each)


def different(check: Check) -> Check:
    """A list in which nothing stands twice."""

    def checked(value: Any) -> Any:
        clean = check(value)
        demand(len(set(clean)) == len(clean), "must not hold the same word twice")
        return clean

    return checked
