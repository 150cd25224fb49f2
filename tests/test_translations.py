"""Every message that is marked can be extracted and translated: whole, with named placeholders."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from django.template import Context, Template
from django.test import override_settings
from django.utils import translation

from mobility.settings import BASE_DIR
from tests.translations import Message, catalogue_of, faults, for_scripts, messages

pytestmark = pytest.mark.once


def written(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_every_message_of_the_project_can_be_translated_as_a_whole() -> None:
    assert faults(BASE_DIR) == []


def test_the_messages_of_python_templates_and_scripts_are_extracted(tmp_path: Path) -> None:
    root = written(
        tmp_path,
        {
            "tracker/a.py": 'def f():\n    return ngettext("One", "%(n)s", n) % {"n": n}\n'
            'pgettext("foot", "Left")\n',
            "templates/a.html": '  {% translate "Below 95%" %}\n<p>it\'s "so" (\n'
            "    {% blocktranslate trimmed count n=n %}\n      One\n      {% plural %}\n"
            "      {{ n }} more\n    {% endblocktranslate %}\n",
            "static/js/a.js": 'export const a = () => gettext("Saved", { a });\n// "no"\n',
        },
    )
    assert list(messages(root)) == [
        Message("django", "tracker/a.py", 2, ("One", "%(n)s"), None),
        Message("django", "tracker/a.py", 3, ("Left",), "foot"),
        Message("django", "templates/a.html", 1, ("Below 95%%",), None),
        Message("django", "templates/a.html", 3, ("One", "%(n)s more"), None),
        Message("djangojs", "static/js/a.js", 1, ("Saved",), None),
    ]
    assert faults(root) == []
    assert [m.id for m in catalogue_of(messages(root), "djangojs") if m.id] == ["Saved"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("tracker/a.py", '_("Saved %s") % name'),
        ("tracker/a.py", '_("Saved {name}").strip()'),
        ("tracker/a.py", '_(f"Saved {name}")'),
        ("tracker/a.py", "_(name)"),
        ("tracker/a.py", 'gettext("Saved" + name)'),
        ("tracker/a.py", '_("Saved") + "."'),
        ("tracker/a.py", '_("%(n)s saved") % {"n": n} + "."'),
        ("tracker/a.py", 'f"{_("Saved")}."'.replace('"Saved"', "'Saved'")),
        ("tracker/a.py", "f\"{ngettext('One', '%(n)s', n) % {1: n}}.\""),
        ("tracker/a.py", '_("Saved").lower()'),
        ("tracker/a.py", '_("Saved")[:1]'),
        ("tracker/a.py", '_(" saved")'),
        ("tracker/a.py", '_("%(n)s is 95% sure")'),
        ("tracker/a.py", 'ngettext("%(n)s left", "Some", n)'),
        ("tracker/a.py", 'ngettext("One", name, n)'),
        ("templates/a.html", "{% translate name %}"),
        ("templates/a.html", '{% translate "Saved"|lower %}'),
        ("templates/a.html", "{% blocktranslate %}\n  Saved\n{% endblocktranslate %}"),
        ("static/js/a.js", 'say("Now " + gettext("saved"));'),
        ("static/js/a.js", "say(`Now ${gettext('saved')}`);"),
        ("static/js/a.js", 'say(gettext("Saved") + ".");'),
        ("static/js/a.js", 'say(gettext("Saved %(n)s", { n: a }).toLowerCase());'),
        ("static/js/a.js", "say(gettext(`Saved ${name}`));"),
        ("static/js/a.js", "say(gettext(name));"),
        ("static/js/a.js", 'say(gettext("Saved %s", { name }));'),
    ],
)
def test_a_message_that_cannot_be_translated_as_a_whole_is_reported(
    tmp_path: Path, file: str, text: str
) -> None:
    assert faults(written(tmp_path, {file: text}))


def compiled(root: Path, language: str, domain: str, messages: dict[str, str]) -> Path:
    """A folder of catalogues with these translations in one language."""
    catalogue = Catalog(locale=language)
    for message, by in messages.items():
        catalogue.add(message, by)
    path = root / language / "LC_MESSAGES" / f"{domain}.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, catalogue)
    return root


def test_a_catalogue_that_is_there_is_spoken_and_english_needs_none(tmp_path: Path) -> None:
    page = Template('{% load i18n %}{% translate "Saved for this test" %}')
    compiled(tmp_path, "de", "django", {"Saved for this test": "Für diesen Test gesichert"})
    with override_settings(LOCALE_PATHS=[tmp_path], LANGUAGES=[("en", ""), ("de", "")]):
        with translation.override("de"):
            assert page.render(Context()) == "Für diesen Test gesichert"
        assert page.render(Context()) == "Saved for this test"


def test_the_catalogue_for_scripts_holds_forms_and_contexts() -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("Saved", "Gesichert")
    catalogue.add(("One", "%(n)s"), ("Eine", "%(n)s"))
    catalogue.add("Left", "Links", context="foot")
    catalogue.add("Not yet translated")
    assert for_scripts(catalogue) == (
        '{"One": ["Eine", "%(n)s"], "Saved": "Gesichert", "foot\\u0004Left": "Links"}'
    )


def test_a_page_names_the_catalogue_of_its_language_if_there_is_one(tmp_path: Path) -> None:
    tag = Template("{% load scripts %}{% catalogue %}")
    written(tmp_path, {"catalogues/fr.json": "{}"})
    assert tag.render(Context()) == ""
    with override_settings(STATICFILES_DIRS=[tmp_path]), translation.override("fr"):
        assert tag.render(Context()) == "/static/catalogues/fr.json"
