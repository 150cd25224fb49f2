"""Screenshots of every page in every state, size, theme and language, in one command.

python -m tests.harness.pictures FOLDER [--languages en,de,fi,he] [--sizes phone,small,laptop]
    [--themes light,dark] [--states sixty,…] [--pages progress,…] [--faults]

`fi` and `he` are the made-up languages. A file is named size-theme-language-state-page.png. With
--faults it also prints what axe finds, what leaves the screen, is cut or lies over another text,
and on the pages of a made-up language what is still plain English; the number of them is the exit
code.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from playwright.sync_api import Browser, BrowserContext  # noqa: E402
from playwright.sync_api import Page as Tab  # noqa: E402

from tests import chromium, server  # noqa: E402
from tests.browser.looks import axe_of  # noqa: E402
from tests.browser.readable import unreadable  # noqa: E402
from tests.conftest import LAPTOP, PHONE  # noqa: E402
from tests.harness.browsers import playing  # noqa: E402
from tests.harness.servers import own_database, signed_in  # noqa: E402
from tests.languages import pseudo  # noqa: E402
from tests.languages.plain import plain_texts  # noqa: E402
from tests.states import STATES, Page, pages_of, public_pages, telling_pages, years  # noqa: E402
from tracker.models import User  # noqa: E402

SIZES: dict[str, dict[str, Any]] = {
    "phone": PHONE,
    "small": {**PHONE, "viewport": {"width": 360, "height": 640}},
    "laptop": LAPTOP,
}
ALL = STATES | {"years": years}
# Charts follow a new size in the frame after it.
PAINTED = "() => new Promise((then) => requestAnimationFrame(() => requestAnimationFrame(then)))"
WHOLE = "sixty"  # of whom every page is shown; of others those that tell states apart
NOBODY = "anybody"


class Visit(NamedTuple):
    state: str
    user: User | None
    page: Page


class Way(NamedTuple):
    """How a page is looked at."""

    size: str
    theme: str
    language: str


def visits(states: list[str], pages: list[str]) -> Iterator[Visit]:
    for name in states:
        user = ALL[name]()
        shown = pages_of(user) if name == WHOLE else telling_pages(user)
        yield from (Visit(name, user, page) for page in shown if not pages or page.name in pages)
    for page in public_pages():
        if not pages or page.name in pages:
            yield Visit(NOBODY, None, page)


def context_of(browser: Browser, url: str, way: Way) -> BrowserContext:
    return browser.new_context(
        base_url=url,
        locale=way.language,
        color_scheme=way.theme,  # type: ignore[arg-type]  # one of Playwright's words
        reduced_motion="reduce",
        service_workers="block",
        **SIZES[way.size],
    )


def look(context: BrowserContext, url: str, way: Way, visit: Visit, folder: Path) -> list[str]:
    """Takes the picture; gives what is wrong with the page."""
    context.clear_cookies()
    if visit.user:
        cookie = {"name": "sessionid", "value": signed_in(visit.user), "url": url}
        context.add_cookies([cookie])  # type: ignore[list-item]  # all that it needs
    page = context.new_page()
    answer = page.goto(visit.page.address)
    if answer is None or "html" not in answer.headers.get("content-type", ""):
        page.close()
        return []
    page.wait_for_load_state("networkidle")
    name = "-".join([*way, visit.state, visit.page.name.replace(" ", "_")])
    faults = unreadable(page) + axe_of(page)
    picture(page, folder / f"{name}.png")
    if way.language in pseudo.LANGUAGES:
        faults += [f"plain English: {text!r}" for text in plain_texts(page.content())]
    page.close()
    return [f"{name}: {fault}" for fault in faults]


def picture(page: Tab, path: Path) -> None:
    """On a screen as high as the page, so that what sticks to its edge stands where it belongs."""
    width = page.evaluate("innerWidth")
    height = page.evaluate("Math.max(innerHeight, document.documentElement.scrollHeight)")
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate(PAINTED)
    page.screenshot(path=path)


def run(options: argparse.Namespace, data: Path) -> list[str]:
    catalogues = data / "pseudo"
    pseudo.write_catalogues(catalogues)
    about = {
        "DJANGO_SETTINGS_MODULE": "tests.languages.settings",
        "PSEUDO_CATALOGUES": str(catalogues),
        "STATIC_ROOT": str(data / "static"),
    }
    faults: list[str] = []
    shown = list(visits(options.states, options.pages))
    with server.running(database(), data, **about) as url, playing() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.installed(), args=chromium.OPTIONS
        )
        for way in ways(options):
            context = context_of(browser, url, way)
            for visit in shown:
                faults += look(context, url, way, visit, options.folder)
            context.close()
        browser.close()
    return faults


def database() -> dict[str, Any]:
    return dict(django.db.connection.settings_dict)


def ways(options: argparse.Namespace) -> Iterator[Way]:
    for size in options.sizes:
        for theme in options.themes:
            for language in options.languages:
                yield Way(size, theme, language)


def arguments() -> argparse.Namespace:
    def words(text: str) -> list[str]:
        return text.split(",")

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--languages", type=words, default=["en", "de", *pseudo.LANGUAGES])
    parser.add_argument("--sizes", type=words, default=["phone", "laptop"])
    parser.add_argument("--themes", type=words, default=["light", "dark"])
    parser.add_argument("--states", type=words, default=list(ALL))
    parser.add_argument("--pages", type=words, default=[])
    parser.add_argument("--faults", action="store_true")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    with own_database() as data:
        faults = run(options, data)
    pictures = len(list(options.folder.glob("*.png")))
    print(f"{pictures} pictures in {options.folder}; {len(faults)} faults")
    if options.faults:
        print("\n".join(faults))
    return min(len(faults), 100) if options.faults else 0


if __name__ == "__main__":
    sys.exit(main())
