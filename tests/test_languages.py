"""Real languages are whole; made-up ones translate by rule and show what was never marked."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext, pgettext

from tests.languages import po
from tests.languages.plain import plain_texts
from tests.languages.pseudo import ACCENTED, MIRRORED, PLAIN, accented, mirrored, spoken
from tests.translations import Message, messages

pytestmark = pytest.mark.once

LANGUAGES = [language for language, _ in settings.LANGUAGES if language != settings.LANGUAGE_CODE]
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


@pytest.fixture(scope="module")
def marked() -> list[Message]:
    return list(messages(settings.BASE_DIR))


@pytest.fixture
def here(marked: list[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    """The code is searched for messages once for all of these tests."""
    monkeypatch.setattr(po, "messages", lambda root: marked)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    command = f"{po.COMMAND} {language}"
    faults = "\n".join(po.faults(language))
    assert not faults, f"\n{faults}\n\nTranslate, then run {command}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_handed_out_is_what_was_translated(language: str) -> None:
    stale = [path for path, content in po.compiled(language).items() if unlike(path, content)]
    assert stale == [], f"Run {po.COMMAND} {language}"


def unlike(path: Path, content: bytes) -> bool:
    return not path.exists() or path.read_bytes() != content


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("entry", "becomes", "why"),
    [
        ('msgid "Saved"\nmsgstr "Gespeichert"', "", "not in the .po file"),
        ('msgstr "Gespeichert"', 'msgstr ""', "not translated"),
        ('msgstr "%(name)s entfernt."', 'msgstr "Entfernt."', "lacks a placeholder"),
        ('msgstr "%(name)s entfernt."', 'msgstr "%(nam)s entfernt."', "the English lacks"),
        ('msgid "Saved"', 'msgid "Save it"', "not in the code any more"),
    ],
)
def test_what_is_missing_is_noticed(
    entry: str, becomes: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for domain in po.DOMAINS:
        path = tmp_path / "de" / "LC_MESSAGES" / f"{domain}.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(po.path_of("de", domain).read_text())
    assert entry in path.read_text()
    path.write_text(path.read_text().replace(entry, becomes, 1))
    monkeypatch.setattr(po, "LOCALE", tmp_path)
    assert any(why in fault for fault in po.faults("de"))
    assert any(unlike(path, content) for path, content in po.compiled("de").items())


def test_no_message_of_a_script_stands_where_it_is_not_found() -> None:
    """What collects messages reads no expression within a template string."""
    scripts = Path(settings.BASE_DIR, "static/js").rglob("*.js")
    nested = re.compile(r"\$\{[^}`]*\b(?:p|n|np)?gettext\(")
    assert [path.name for path in scripts if nested.search(path.read_text())] == []
    assert nested.search('`${name} ${gettext("Then once more.")}`')
