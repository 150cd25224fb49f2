"""Composable checks: each returns a clean TOML value, or refuses it with a reason."""

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from inspect import signature
from typing import TypeVar

T = TypeVar("T")
Check = Callable[[object], T]

SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")
PICTURE = re.compile(r"[a-z_]{1,40}")
SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
PLACEHOLDER = re.compile(r"\{(\w*)\}")
WORDS_IN_ONE_BREATH = 8
LARGEST = 10_000
# Beside the English, which has no language in its key.
LANGUAGES = ("de",)
NOTHING: Mapping[str, str] = {}


class RefusedError(Exception):
    """A value was refused; `key` is its path, such as `measures[0].hard_max`."""

    def __init__(self, reason: str, key: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.key = key

    def under(self, key: str) -> "RefusedError":
        """The same refusal, with `key` in front of its path."""
        joint = "" if not self.key or self.key.startswith("[") else "."
        return RefusedError(self.reason, f"{key}{joint}{self.key}")


def demand(holds: bool, reason: str, key: str = "") -> None:
    if not holds:
        raise RefusedError(reason, key)


def at(key: str, check: Check[T], value: object) -> T:
    try:
        return check(value)
    except RefusedError as refused:
        raise refused.under(key) from None


@dataclass(frozen=True)
class Text:
    """A line that people read, with no other placeholders than these; or hear, if it is spoken.

    A translation may be longer by half, and has the placeholders of the English.
    """

    longest: int
    placeholders: Mapping[str, str]
    is_spoken: bool = False

    def __call__(self, value: object) -> str:
        if not isinstance(value, str):
            raise RefusedError("must be text")
        demand(bool(value.strip()), "must not be empty")
        is_a_line = value == value.strip() and value.isprintable()
        demand(is_a_line, "must be one line without outer spaces")
        long = f"must be at most {self.longest} characters, has {len(value)}"
        demand(len(value) <= self.longest, long)
        for name in PLACEHOLDER.findall(value):
            demand(name in self.placeholders, f"must not hold the placeholder {{{name}}}")
        demand(not set("{}") & set(PLACEHOLDER.sub("", value)), "must not hold a lone brace")
        if self.is_spoken:
            self._demand_short_of_breath(value)
        return value

    def _demand_short_of_breath(self, value: str) -> None:
        # The longest words stand in, so that the count holds for every side.
        heard = PLACEHOLDER.sub(lambda match: self.placeholders[match[1]], value)
        for sentence in SENTENCE_END.split(heard):
            short = len(sentence.split()) <= WORDS_IN_ONE_BREATH
            demand(short, f"must have at most {WORDS_IN_ONE_BREATH} words a sentence: “{sentence}”")

    def translation_of(self, english: object) -> "Text":
        """The check of a translation of `english`."""
        names = set(PLACEHOLDER.findall(str(english)))
        allowed = {name: word for name, word in self.placeholders.items() if _small(name, names)}
        return replace(self, longest=self.longest * 3 // 2, placeholders=allowed)


def _small(name: str, names: Set[str]) -> bool:
    """Whether a placeholder is among these, however its first letter is written."""
    return name.lower() in {other.lower() for other in names}


@dataclass(frozen=True)
class TextList:
    """Lines that people read, as many in each language."""

    line: Text
    most: int

    def __call__(self, value: object) -> tuple[str, ...]:
        return list_of(self.line, most=self.most)(value)

    def translation_of(self, english: object) -> Check[tuple[str, ...]]:
        lines = english if isinstance(english, list) else []

        def check(value: object) -> tuple[str, ...]:
            is_list = isinstance(value, list)
            demand(is_list and len(value) == len(lines), f"must have {len(lines)} entries")  # type: ignore[arg-type]
            pairs = zip(lines, value, strict=True)  # type: ignore[call-overload]
            return tuple(
                at(f"[{i}]", self.line.translation_of(ours), theirs)
                for i, (ours, theirs) in enumerate(pairs)
            )

        return check


def plain(longest: int, placeholders: Mapping[str, str] = NOTHING) -> Text:
    return Text(longest, placeholders)


def spoken(longest: int, placeholders: Mapping[str, str]) -> Text:
    """Text to speak: every sentence is short enough for one breath."""
    return Text(longest, placeholders, is_spoken=True)


def pattern(shape: re.Pattern[str], words: str) -> Check[str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or not shape.fullmatch(value):
            raise RefusedError(f"must be {words}")
        return value

    return check


slug = pattern(SLUG, "up to 40 of a-z, 0-9 and _, with a letter first")
picture = pattern(PICTURE, "the name of a drawing: up to 40 of a-z and _")


def number(value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    # NaN is not <= anything.
    if not (isinstance(value, int | float) and is_number and abs(value) <= LARGEST):
        raise RefusedError("must be a number")
    return float(value)


def positive(value: object) -> float:
    clean = number(value)
    demand(clean > 0, "must be larger than 0")
    return clean


def integer(least: int, most: int) -> Check[int]:
    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise RefusedError("must be a whole number")
        demand(least <= value <= most, f"must be between {least} and {most}")
        return value

    return check


def boolean(value: object) -> bool:
    demand(isinstance(value, bool), "must be true or false")
    return value is True


def choice(*allowed: str) -> Check[str]:
    def check(value: object) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise RefusedError("must be one of " + ", ".join(allowed))
        return value

    return check


def list_of(check_one: Check[T], *, least: int = 1, most: int = 20) -> Check[tuple[T, ...]]:
    def check(value: object) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise RefusedError("must be a list")
        demand(least <= len(value) <= most, f"must have {least} to {most} entries")
        return tuple(at(f"[{i}]", check_one, entry) for i, entry in enumerate(value))

    return check


def table_of(
    checks: Mapping[str, Check[object]], optional: frozenset[str] = frozenset()
) -> Check[dict[str, object]]:
    """A table with exactly these keys, apart from the optional ones."""

    def check(value: object) -> dict[str, object]:
        if not isinstance(value, dict):
            raise RefusedError("must be a table")
        for key in value:
            demand(key in checks, "is not a known key", key)
        for key in checks:
            demand(key in value or key in optional, "is missing", key)
        return {key: at(key, checks[key], entry) for key, entry in value.items()}

    return check


def _demand_translation(
    key: str, table: Mapping[str, object], checks: Mapping[str, Check[object]]
) -> None:
    """`"name.de"` stands beside `name`, and is checked as it is."""
    name, _, language = key.rpartition(".")
    demand(name in checks, "is not a known key", key)
    check = checks[name]
    if not isinstance(check, Text | TextList):
        raise RefusedError("is no text that could be translated", key)
    demand(language in LANGUAGES, f"must be in one of {', '.join(LANGUAGES)}", key)
    demand(name in table, f"translates {name}, which is missing", key)
    at(key, check.translation_of(table[name]), table[key])


def dataclass_of(
    kind: type[T], checks: Mapping[str, Check[object]], *rules: Callable[[T], None]
) -> Check[T]:
    """A table that becomes an instance of `kind`; keys of fields with a default are optional."""
    parameters = signature(kind).parameters.values()
    optional = frozenset(p.name for p in parameters if p.default is not p.empty)
    table = table_of(checks, optional)

    def check(value: object) -> T:
        entry = value if isinstance(value, dict) else {}
        translations = {key for key in entry if "." in key}
        plain = {key: entry[key] for key in entry if key not in translations}
        instance = kind(**table(plain if entry else value))
        for rule in rules:
            rule(instance)
        for key in entry:
            if key in translations:
                _demand_translation(key, entry, checks)
        return instance

    return check


def demand_distinct(name: str, entries: tuple[object, ...], attribute: str) -> None:
    seen = set()
    for i, entry in enumerate(entries):
        value = getattr(entry, attribute)
        demand(value not in seen, f"is used twice: {value}", f"{name}[{i}].{attribute}")
        seen.add(value)


def without_duplicates(check: Check[tuple[T, ...]]) -> Check[tuple[T, ...]]:
    """A list without duplicates."""

    def checked(value: object) -> tuple[T, ...]:
        clean = check(value)
        demand(len(set(clean)) == len(clean), "must not hold the same word twice")
        return clean

    return checked
