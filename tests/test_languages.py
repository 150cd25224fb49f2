"""The made-up languages translate by rule, and what was never marked is noticed in them."""

import pytest
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from tests.languages.plain import plain_texts
from tests.languages.pseudo import ACCENTED, MIRRORED, PLAIN, accented, mirrored, spoken

pytestmark = pytest.mark.once

SENTENCE = "Repeating a test, warming up and expecting a change all raise ratings."


def test_placeholders_tags_and_links_come_through_as_they_are() -> None:
    text = 'See <a href="/sure/">%(name)s</a> at 95%% &amp; {count}'
    for rule in (accented, mirrored):
        changed = rule(text)
        for part in ('<a href="/sure/">', "%(name)s", "</a>", "95%%", "&amp;", "{count}"):
            assert part in changed
        assert "See" not in changed


def test_the_accented_language_is_about_40_percent_longer() -> None:
    assert 1.35 <= len(accented(SENTENCE)) / len(SENTENCE) <= 1.45


def test_no_letter_of_english_is_left() -> None:
    alphabet = "The quick brown fox jumps over the lazy dog AND THE QUICK BROWN FOX"
    assert not PLAIN.search(accented(alphabet)) and not PLAIN.search(mirrored(alphabet))


def test_django_speaks_a_made_up_language_while_it_is_wanted() -> None:
    with spoken():
        with translation.override(ACCENTED):
            assert gettext("Saved") == pgettext("foot", "Saved") == accented("Saved")
            assert ngettext("one", "%(n)s more", 2) == accented("%(n)s more")
            assert not translation.get_language_bidi()
        with translation.override(MIRRORED):
            assert translation.get_language_bidi()
    with translation.override(ACCENTED):
        assert gettext("Saved for later") == "Saved for later"


@pytest.mark.parametrize(
    "page",
    [
        "<p>Left over</p>",
        '<a aria-label="Left over">x</a>',
        '<input placeholder="Left over">',
        "<title>Left over</title>",
        "<p><span>šàà</span> over</p>",
    ],
)
def test_plain_english_on_a_page_is_noticed(page: str) -> None:
    assert plain_texts(page)


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{accented('Left over')} 95% cm</p>",
        "<p><bdi>Maya</bdi> <span dir=auto>her note</span></p>",
        "<script>const left = 'over'</script>",
        "<p>Supple, maya@example.org</p>",
    ],
)
def test_what_somebody_typed_and_names_are_no_plain_english(page: str) -> None:
    assert plain_texts(page) == []
