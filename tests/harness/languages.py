"""`.venv/bin/python -m tests.harness.languages [--plain]`: every page in the made-up languages.

`--plain` prints, page by page, what is still plain English where everything is translated by rule.
"""

import argparse
import os
from collections import defaultdict
from collections.abc import Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import (  # noqa: E402
    setup_databases,
    setup_test_environment,
    teardown_databases,
)
from django.utils import translation  # noqa: E402

from tests.languages.plain import plain_texts  # noqa: E402
from tests.languages.pseudo import ACCENTED, spoken  # noqa: E402
from tests.pages import client_of  # noqa: E402
from tests.states import STATES, Page, pages_of, public_pages  # noqa: E402


def untranslated(client: Client, address: str) -> list[str]:
    """What is plain English on the page at this address."""
    with translation.override(ACCENTED):
        page = client.get(address, follow=True, headers={"accept-language": ACCENTED})
    is_page = page.headers["Content-Type"].startswith("text/html")
    return plain_texts(page.content.decode()) if is_page else []


def visits() -> Iterator[tuple[str, Client, Page]]:
    for name, state in STATES.items():
        user = state()
        client = client_of(user)
        for page in pages_of(user):
            yield name, client, page
    for page in public_pages():
        yield "anybody", Client(), page


def plain() -> dict[str, set[str]]:
    """By text the pages on which it is plain English."""
    places: dict[str, set[str]] = defaultdict(set)
    with spoken():
        for name, client, page in visits():
            for text in untranslated(client, page.address):
                places[text].add(f"{page.name} ({name})")
    return places


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--plain", action="store_true")
    options.parse_args()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False, serialized_aliases=set())
    try:
        with transaction.atomic():
            for text, places in sorted(plain().items(), key=lambda item: sorted(item[1])):
                print(f"{text[:110]!r}: {', '.join(sorted(places)[:2])}")
            transaction.set_rollback(True)
    finally:
        teardown_databases(made, verbosity=0)


if __name__ == "__main__":
    main()
