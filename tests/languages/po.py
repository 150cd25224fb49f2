"""The catalogues of a language: what is still to be translated, and what the server reads."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

from tests.translations import PLACEHOLDER, catalogue_of, for_scripts, messages

DOMAINS = ("django", "djangojs")
LOCALE = settings.BASE_DIR / "locale"
FOR_SCRIPTS = settings.BASE_DIR / "static" / "catalogues"
# A date that changes with every run would change the file.
COMMAND = ".venv/bin/python -m tests.languages"
MADE = datetime(2026, 11, 30, tzinfo=UTC)


def path_of(language: str, domain: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / f"{domain}.po"


def stored(language: str, domain: str) -> Catalog:
    path = path_of(language, domain)
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=domain)


def current(language: str, domain: str) -> Catalog:
    """The messages of today with the translations that are there; what has gone is left out."""
    template, translated = catalogue_of(messages(settings.BASE_DIR), domain), _empty(language)
    translations = {_key(entry): entry.string for entry in stored(language, domain) if entry.id}
    for entry in template:
        if entry.id:
            files = sorted({(name, 0) for name, _ in entry.locations})
            string = translations.get(_key(entry))
            translated.add(entry.id, string, locations=files, context=entry.context)
    return translated


def _empty(language: str) -> Catalog:
    return Catalog(
        language,
        header_comment=f"# {language}: made by `{COMMAND} {language}`.",
        project="Supple",
        version="1",
        msgid_bugs_address="none",
        last_translator="none",
        language_team="none",
        charset="utf-8",
        fuzzy=False,
    )


def _key(entry: Entry) -> tuple[object, str | None]:
    return entry.id if isinstance(entry.id, str) else tuple(entry.id), entry.context


def as_po(catalogue: Catalog) -> bytes:
    """The text of the .po file, with the files of each message and without their lines."""
    catalogue.creation_date = catalogue.revision_date = MADE
    file = BytesIO()
    write_po(file, catalogue, width=100, omit_header=False, sort_by_file=True, include_lineno=False)
    return file.getvalue()


def update(language: str) -> None:
    """Writes the .po files anew, for somebody to fill what is missing."""
    for domain in DOMAINS:
        path = path_of(language, domain)
        text = as_po(current(language, domain))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text)


def compiled(language: str) -> dict[Path, bytes]:
    """What is handed out: the .mo of the server and the JSON of the scripts, by their paths."""
    file = BytesIO()
    write_mo(file, stored(language, "django"))
    json = for_scripts(stored(language, "djangojs")) + "\n"
    return {
        path_of(language, "django").with_suffix(".mo"): file.getvalue(),
        FOR_SCRIPTS / f"{language}.json": json.encode(),
    }


def write_compiled(language: str) -> None:
    for path, content in compiled(language).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def faults(language: str) -> list[str]:
    """What is missing, has gone, or lacks a placeholder, in a sentence each."""
    reports = []
    for domain in DOMAINS:
        catalogue = stored(language, domain)
        here = {_key(entry): entry for entry in catalogue if entry.id}
        wanted = {_key(entry) for entry in current(language, domain) if entry.id}
        reports += [
            f"{domain}: not in the code any more: {key[0]!r}" for key in here.keys() - wanted
        ]
        reports += [f"{domain}: not in the .po file: {key[0]!r}" for key in wanted - here.keys()]
        for entry in here.values():
            reports += [f"{domain}: {why}: {entry.id!r}" for why in _faults_of(entry, catalogue)]
    return sorted(reports)


def _faults_of(entry: Entry, catalogue: Catalog) -> Iterator[str]:
    ids, strings = _forms(entry.id), _forms(entry.string)
    if not all(strings) or len(strings) != (1 if len(ids) == 1 else catalogue.num_plurals):
        yield "not translated"
        return
    if entry.fuzzy:
        yield "marked as a guess"
    allowed = set(PLACEHOLDER.findall(ids[-1]))
    if any(set(PLACEHOLDER.findall(string)) - allowed for string in strings):
        yield "has a placeholder that the English lacks"
    if set(PLACEHOLDER.findall(strings[-1])) != allowed:
        yield "lacks a placeholder"
    if any(allowed and "%" in PLACEHOLDER.sub("", s).replace("%%", "") for s in strings):
        yield "has a bare % beside a placeholder"


def _forms(texts: str | Sequence[str] | None) -> list[str]:
    return [texts or ""] if isinstance(texts, str | None) else list(texts)
