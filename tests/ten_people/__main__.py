"""Writes the texts of the ten people anew: `.venv/bin/python -m tests.ten_people`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)

from tests.ten_people.pages import FOLDER, differences, fetch_all, texts_of, write  # noqa: E402


def main() -> None:
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        texts = texts_of(fetch_all())
    finally:
        teardown_databases(made, verbosity=0)
    print(differences(texts) or "Nothing has changed.")
    write(texts)
    print(f"Written to {FOLDER}. Read the difference above before you commit it.")


if __name__ == "__main__":
    main()
