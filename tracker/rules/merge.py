"""The three-way merge of a page that may be stale when it is sent."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def no_history(key: object) -> Sequence[object]:
    """The history of fields that only the page itself writes while it is open."""
    return ()


def merge(
    base: Mapping[K, V] | None,
    mine: Mapping[K, V],
    history: Callable[[K], Sequence[object]] = no_history,
) -> dict[K, V]:
    """The values of `mine` that somebody changed on a page that showed `base`.

    A page sends all its fields. One that still has the value of `base`, or a value that was tapped
    on the page and is in the log already, was not changed and must not replace a newer one.
    `history(key)` lists the values so far, the newest last. Without a base, all of `mine` counts.

    >>> merge({"note": "", "day": "10"}, {"note": "By the river", "day": "10"})
    {'note': 'By the river'}
    >>> merge({"score": 4}, {"score": 6}, lambda key: [4, 6, 9])
    {}
    """
    if base is None:
        return dict(mine)
    return {
        key: value
        for key, value in mine.items()
        if not (key in base and _echoes(base[key], value, history(key)))
    }


def _echoes(base: object, value: object, states: Sequence[object]) -> bool:
    if value == base:
        return True
    shown_at = [number for number, state in enumerate(states) if state == base]
    return bool(shown_at) and value in states[shown_at[-1] + 1 :]
