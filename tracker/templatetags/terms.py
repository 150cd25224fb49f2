"""Words of the glossary that open their meaning where they stand: {% term "usual_swing" %}."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker.analysis import glossary

register = template.Library()


@register.simple_tag
def term(slug: str) -> SafeString:
    """A button and its popover, which need no script; once a page for each word, as it has an id.

    The button is described by the explanation, so that it is heard without being opened, and a
    browser without popovers shows it beside the word.
    """
    explained = glossary.term(slug)
    return format_html(
        '<button class="term" type="button" popovertarget="{id}" aria-describedby="{id}">{word}'
        '</button><span class="term__says" id="{id}" popover>{meaning}</span>',
        id=f"term-{slug}",
        word=explained.word,
        meaning=explained.meaning,
    )


@register.simple_tag
def explained(*slugs: str) -> SafeString:
    """Several words in a row, for the foot of the part in which they are met."""
    items = format_html_join("", "<li>{}</li>", ((term(slug),) for slug in slugs))
    return format_html('<ul class="termrow" aria-label="{}">{}</ul>', _("Words, explained"), items)


@register.simple_tag
def terms() -> list[glossary.Term]:
    """All words and what they mean, for a page that lists them."""
    return glossary.terms()
