"""Writes the texts of the ten people anew: `.venv/bin/python -m tests.ten_people`.

    … [--language de] [--folder FOLDER]

Without a language, of all. Of another than English two people are stored. With a folder
everybody’s texts go there instead, to be read.
"""

import argparse
import os
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from tests.ten_people.pages import (  # noqa: E402
    ENGLISH,
    TELLING,
    differences,
    fetch_all,
    folder_of,
    forget,
    texts_of,
    write,
)
from tests.ten_people.people import PEOPLE  # noqa: E402


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", choices=[ENGLISH, *TELLING])
    parser.add_argument("--folder", type=Path)
    wanted = parser.parse_args()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        for language in [wanted.language] if wanted.language else [ENGLISH, *TELLING]:
            _write(language, wanted.folder)
    finally:
        teardown_databases(made, verbosity=0)


def _write(language: str, elsewhere: Path | None) -> None:
    people = tuple(PEOPLE) if elsewhere else TELLING.get(language, tuple(PEOPLE))
    texts = texts_of(fetch_all(language, people))
    if elsewhere:
        write(texts, elsewhere / language)
        return
    print(differences(texts, language) or "Nothing has changed.")
    forget(texts, language)
    write(texts, folder_of(language))
    print(f"Written to {folder_of(language)}. Read the difference above before you commit it.")


if __name__ == "__main__":
    main()
