"""Formats changes, counts, dates and lists for people."""

import datetime
from collections.abc import Iterator, Mapping, Sequence

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

MINUS = "\N{MINUS SIGN}"
NOTHING = "\N{EN DASH}"
# Languages that begin every noun with a capital letter, wherever it stands.
CAPITAL_NOUNS = ("de",)


class Messages(Mapping[str, str]):
    """Messages by key, in the language of whoever reads them."""

    def __init__(self, lazy: Mapping[str, object]) -> None:
        self._lazy = lazy

    def __getitem__(self, key: str) -> str:
        return str(self._lazy[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._lazy)

    def __len__(self) -> int:
        return len(self._lazy)


SIDES = Messages(
    {
        "left": gettext_lazy("Left"),
        "right": gettext_lazy("Right"),
        "none": gettext_lazy("Both legs at once"),
    }
)
REGIONS = Messages(
    {
        "foot": gettext_lazy("foot"),
        "ankle": gettext_lazy("ankle"),
        "knee": gettext_lazy("knee"),
        "hip": gettext_lazy("hip"),
        "low_back": gettext_lazy("low back"),
    }
)
PROXIMITY = Messages(
    {
        "worked": gettext_lazy("Where you worked"),
        "next": gettext_lazy("One joint away"),
        "further": gettext_lazy("Further up"),
    }
)


def number(value: float | None, *, places: int = 1) -> str:
    """A number without trailing zeros; a dash for None.

    >>> number(4), number(10, places=0), number(-1.5), number(None)
    ('4', '10', '\N{MINUS SIGN}1.5', '\N{EN DASH}')
    """
    if value is None:
        return NOTHING
    written = f"{round(value, places) + 0.0:.{places}f}"  # + 0.0 turns -0.0 into 0.0
    return figures(written.rstrip("0").rstrip(".") if "." in written else written)


def figures(plain: str) -> str:
    """A number in the figures of the language: its decimal mark, its groups of thousands.

    >>> figures("-1234.5")
    '\N{MINUS SIGN}1,234.5'
    """
    return number_format(plain, force_grouping=True).replace("-", MINUS)


def change_words(difference: float | None) -> str:
    """A change in words, never as a bare sign.

    >>> change_words(2), change_words(-1), change_words(0), change_words(None)
    ('2 freer', '1 stiffer', 'same', 'not rated')
    """
    if difference is None:
        return _("not rated")
    if not round(difference, 1):
        return _("same")
    size = {"size": number(abs(difference))}
    return _("%(size)s freer") % size if difference > 0 else _("%(size)s stiffer") % size


def difference(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def listed(parts: Sequence[str]) -> str:
    """
    >>> listed(["left 3", "right 4"])
    'left 3 and right 4'
    """
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def date(day: int) -> str:
    """A date in words.

    >>> date(datetime.date(2025, 3, 10).toordinal())
    '10 March 2025'
    """
    return date_format(datetime.date.fromordinal(day), "DATE_FORMAT")


def short_date(day: int) -> str:
    """
    >>> short_date(datetime.date(2025, 3, 10).toordinal())
    '10 Mar 2025'
    """
    return date_format(datetime.date.fromordinal(day), "SHORT_DATE_FORMAT")


def slot(test: str, side: str) -> str:
    """A test on one side.

    >>> slot("Ankle dorsiflexion", "left"), slot("Toe touch", "none")
    ('Ankle dorsiflexion, left', 'Toe touch')
    """
    if side == "left":
        return _("%(test)s, left") % {"test": test}
    return _("%(test)s, right") % {"test": test} if side == "right" else test


def inside(name: str) -> str:
    """A name as it stands inside a sentence.

    >>> inside("Ankle dorsiflexion"), inside("SLR")
    ('ankle dorsiflexion', 'SLR')
    """
    if name[1:2].isupper() or (get_language() or "").startswith(CAPITAL_NOUNS):
        return name
    return name[:1].lower() + name[1:]


def since(days: Sequence[int]) -> str:
    """The number of sessions and the first day, for the line under a page's title.

    >>> since([datetime.date(2024, 12, 2).toordinal()] * 38)
    '38 sessions since 2 December 2024.'
    """
    if not days:
        return _("No sessions in this period.")
    message = ngettext("1 session on %(day)s.", "%(count)s sessions since %(day)s.", len(days))
    return message % {"count": number(len(days)), "day": date(min(days))}
