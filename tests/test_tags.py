"""The marks that pages share say in words what they show, and refuse names they do not know."""

import re
from decimal import Decimal

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.urls import ResolverMatch

from mobility.settings import BASE_DIR
from tracker.templatetags.icons import ICONS


def rendered(source: str, **context: object) -> str:
    return Template("{% load supple %}" + source).render(Context(context))


def test_an_icon_is_a_drawing_that_screen_readers_pass_over() -> None:
    svg = rendered('{% icon "close" "ic-s" %}')
    assert svg.startswith('<svg class="ic ic-s"')
    assert 'aria-hidden="true"' in svg
    assert ICONS["close"] in svg


def test_an_unknown_icon_is_refused_by_name() -> None:
    with pytest.raises(TemplateSyntaxError, match="'klose'"):
        rendered('{% icon "klose" %}')


def test_every_icon_is_on_some_page() -> None:
    paths = (path for folder in ("templates", "tracker") for path in (BASE_DIR / folder).rglob("*"))
    texts = [path.read_text() for path in paths if path.suffix in (".html", ".py")]
    quoted = {name for text in texts for name in re.findall(r"""["'](\w+)["'](?!:)""", text)}
    assert [name for name in ICONS if name not in quoted] == []


def test_an_illustration_comes_without_style_and_title() -> None:
    svg = rendered('{% illustration "toe_spread" "il--mirror" %}')
    assert svg.startswith('<svg class="il il--mirror" viewBox="0 0 240 200" aria-hidden="true"')
    assert "<path" in svg
    assert "<style" not in svg
    assert "<title" not in svg


@pytest.mark.parametrize("name", ["toe_spred", "", "../favicon", "toe_spread.svg"])
def test_an_unknown_illustration_is_refused(name: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="no illustration"):
        rendered("{% illustration name %}", name=name)


@pytest.mark.parametrize(
    ("side", "letter", "word"),
    [("left", "L", "Left"), ("right", "R", "Right"), ("none", "", "Both legs at once")],
)
def test_a_side_is_a_shape_and_a_word_and_if_one_a_letter(
    side: str, letter: str, word: str
) -> None:
    mark = rendered("{% side side %}", side=side)
    assert f'<span class="side side--{side}" aria-hidden="true">{letter}</span>' in mark
    assert f'<span class="visually-hidden">{word} </span>' in mark


def test_a_side_next_to_its_own_word_is_not_said_twice() -> None:
    assert "visually-hidden" not in rendered('{% side "left" word=False %}')


def test_the_foot_that_is_not_meant_is_paled() -> None:
    assert rendered('{% feet "left" %}').count('class="off" transform') == 1
    assert rendered('{% feet "right" %}').count('class="off">') == 1
    assert "off" not in rendered('{% feet "none" %}')


@pytest.mark.parametrize(
    ("points", "words"),
    [
        (2, "2 freer"),
        (-1, "1 stiffer"),
        (Decimal("1.50"), "1.5 freer"),
        (0, "same"),
        (None, "nothing rated"),
    ],
)
def test_a_change_is_said_in_words(points: int | Decimal | None, words: str) -> None:
    assert words in rendered("{% change points %}", points=points)


def test_a_change_carries_its_arrow_and_never_a_sign() -> None:
    assert "chg--stiffer" in (html := rendered("{% change -3 %}"))
    assert "<svg" in html
    assert "-3" not in html.replace("chg--", "")


def test_no_change_and_nothing_rated_are_told_apart() -> None:
    assert rendered("{% change points %}", points=0) != rendered("{% change points %}", points=None)


@pytest.mark.parametrize(
    ("page", "label"),
    [("home", "Today"), ("progress_test", "Progress"), ("session_edit", "History")],
)
def test_the_navigation_marks_the_tab_of_the_page(page: str, label: str) -> None:
    request = RequestFactory().get("/")
    request.resolver_match = ResolverMatch(print, (), {}, url_name=page)
    navigation = rendered("{% tabs %}", request=request)
    current = navigation[navigation.index('aria-current="page"') :]
    assert current[: current.index("</a>")].rstrip().endswith(f"<span>{label}</span>")
    assert navigation.count("aria-current") == 1


@pytest.mark.parametrize(
    ("tags", "url"),
    [
        ("undo:/sessions/1/restore/", "/sessions/1/restore/"),
        ("undo:https://example.org", ""),
        ("", ""),
    ],
)
def test_a_message_is_undone_only_on_this_site(tags: str | None, url: str) -> None:
    assert rendered("{{ tags|undo_url }}", tags=tags) == url
