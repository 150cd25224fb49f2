"""Template tags shared by all pages: icons, drawings, sides, changes, navigation."""

import json
import math
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from django import template
from django.contrib.staticfiles import finders
from django.template import Context
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.analysis.words import SIDES, change_words
from tracker.models import User
from tracker.rules.vocabulary import vocabulary
from tracker.templatetags.icons import ICONS

register = template.Library()

# Both legs at once are a diamond without a letter.
SIDE_LETTERS = {
    "left": pgettext_lazy("letter of a side", "L"),
    "right": pgettext_lazy("letter of a side", "R"),
    "none": "",
}

# Icons that point to where a text goes on, or came from; those of the player are as on any player.
ALONG_THE_TEXT = {"back", "chev", "fwd", "list", "out", "undo"}

# Seen from above, the left foot; the right one is its mirror image.
FOOT = (
    '<path d="M38 33C50 33 55 46 50 58C47 66 47 72 48 80C49 90 42 96 34 96C25 96 20 90 20 81'
    'C20 70 16 62 12 53C7 40 22 33 38 33Z"/><ellipse cx="46" cy="18" rx="8.5" ry="10.5"/>'
    '<ellipse cx="31" cy="14" rx="5.5" ry="7.5"/><ellipse cx="20.5" cy="18.5" rx="5" ry="6.5"/>'
    '<ellipse cx="12" cy="25" rx="4.6" ry="5.8"/><ellipse cx="5.5" cy="33.5" rx="4.2" ry="5.2"/>'
)
ARROWS = {
    "freer": '<path d="M1.5 9h9L6 2z" fill="currentColor"/>',
    "stiffer": '<path d="M1.5 3h9L6 10z" fill="currentColor"/>',
    "same": '<path d="M1.5 4.2h9M1.5 7.8h9" stroke="currentColor" stroke-width="1.7"/>',
}


class Tab(NamedTuple):
    """One entry of the main navigation, and the pages on which it is the current one."""

    page: str
    label: Any
    icon: str
    pages: tuple[str, ...]


TABS = (
    Tab(
        "home",
        gettext_lazy("Today"),
        "today",
        ("home", "start", "routines", "routine", "routine_new", "routine_copy", "routine_edit"),
    ),
    Tab(
        "progress",
        gettext_lazy("Progress"),
        "chart",
        ("progress", "progress_test", "test_page", "test_method", "steady", "steady_edit"),
    ),
    Tab("compare", gettext_lazy("Compare"), "compare", ("compare", "sure", "trial", "trial_ended")),
    Tab(
        "history",
        gettext_lazy("History"),
        "list",
        (
            "history",
            "history_add",
            "history_deleted",
            "session",
            "session_result",
            "session_edit",
        ),
    ),
)


@register.simple_tag(takes_context=True)
def preferences(context: Context) -> str:
    """The settings that scripts read, as JSON; for nobody those that nobody has changed."""
    user = context.get("user")
    settings = (user if user and user.is_authenticated else User()).preferences
    return conditional_escape(json.dumps(settings, separators=(",", ":")))


@register.simple_tag(name="vocabulary")
def vocabulary_script() -> SafeString:
    """The words that a script on the page needs."""
    return json_script(vocabulary(), "vocabulary")


@register.simple_tag
def icon(name: str, modifier: str = "") -> SafeString:
    """A decorative line icon; its meaning must be in words beside it or in an aria-label."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(f"There is no icon named {name!r}.")
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        " ".join(filter(None, ["ic", modifier, "ic-way" if name in ALONG_THE_TEXT else ""])),
        mark_safe(ICONS[name]),
    )


def drawing_file(name: str) -> str | None:
    return finders.find(f"illustrations/{name}.svg") if re.fullmatch(r"\w+", name) else None


@cache
def drawing(name: str) -> SafeString:
    """The shapes of static/illustrations/<name>.svg, without its title and style."""
    path = drawing_file(name)
    if not path:
        raise template.TemplateSyntaxError(f"There is no illustration named {name!r}.")
    whole = Path(path).read_text(encoding="utf-8")
    inside = whole[whole.index(">", whole.index("<svg")) + 1 : whole.rindex("</svg>")]
    return mark_safe(re.sub(r"<(title|style)\b.*?</\1>", "", inside, flags=re.DOTALL).strip())


@register.simple_tag
def illustration(name: str, modifier: str = "") -> SafeString:
    """An inline drawing that takes the colours of the page; decorative."""
    return format_html(
        '<svg class="{}" viewBox="0 0 240 200" aria-hidden="true" focusable="false">{}</svg>',
        f"il {modifier}".rstrip(),
        drawing(name),
    )


@register.simple_tag
def movement(name: str) -> SafeString:
    """A drawing, and its second position if it has one, which only the player shows."""
    return format_html("{}{}", illustration(name), _second_position(name))


@cache
def _second_position(name: str) -> SafeString:
    path = drawing_file(f"{name}_2")
    pace = re.search(r'data-pace="(\d+)"', Path(path).read_text(encoding="utf-8")) if path else None
    if not pace:
        return mark_safe("")
    return format_html(
        '<svg class="il il--then" viewBox="0 0 240 200" aria-hidden="true" data-pace="{}">{}</svg>',
        pace[1],
        drawing(f"{name}_2"),
    )


@register.simple_tag
def feet(side: str, modifier: str = "") -> SafeString:
    """Two decorative footprints, with the other side faded."""
    pale = {"left": ("", "off"), "right": ("off", ""), "none": ("", "")}[side]
    return format_html(
        '<svg class="{}" viewBox="0 0 128 100" fill="currentColor" aria-hidden="true">'
        '<g class="{}">{}</g><g class="{}" transform="matrix(-1 0 0 1 128 0)">{}</g></svg>',
        f"feet {modifier}".rstrip(),
        pale[0],
        mark_safe(FOOT),
        pale[1],
        mark_safe(FOOT),
    )


@register.simple_tag
def side(name: str, word: bool = True) -> SafeString:
    """The mark of a side; pass word=False if the word is beside it."""
    mark = format_html(
        '<span class="side side--{}" aria-hidden="true">{}</span>', name, SIDE_LETTERS[name]
    )
    if not word:
        return mark
    return format_html('{}<span class="visually-hidden">{} </span>', mark, SIDES[name])


@register.simple_tag
def change(points: int | float | Decimal | None) -> SafeString:
    """A change as an arrow and words, because colour or sign alone is not accessible."""
    if points is None:
        return format_html('<span class="chg chg--unknown">{}</span>', _("nothing rated"))
    kind = "freer" if points > 0 else "stiffer" if points < 0 else "same"
    return format_html(
        '<span class="chg chg--{}"><svg viewBox="0 0 12 12" aria-hidden="true">{}</svg> {}</span>',
        kind,
        mark_safe(ARROWS[kind]),
        change_words(float(points)),
    )


@register.simple_tag(takes_context=True)
def renews(context: Context) -> SafeString:
    """Marks a page that shows what day it is: `static/js/day.js` fetches it anew on the next."""
    seconds = context["user"].rest_of_day(timezone.now()).total_seconds()
    return format_html('<span data-day="{}" hidden></span>', math.ceil(seconds))


@register.inclusion_tag("_tabs.html", takes_context=True)
def tabs(context: Context) -> dict[str, Any]:
    """The main navigation, with the current page marked, or the page that `section` names."""
    match = getattr(context.get("request"), "resolver_match", None)
    current = context.get("section") or (match.url_name if match else None)
    return {"tabs": TABS, "current": current}


@register.filter
def undo_url(tags: str | None) -> str:
    """The URL in a message's "undo:<url>" tag if it is on this site, else empty."""
    match = re.search(r"(?:^|\s)undo:(/(?!/)\S*)", tags or "")
    return match[1] if match else ""
