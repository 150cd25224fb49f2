"""Builds the service worker, the offline page and the manifest, all the same for everybody."""

import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tracker.catalogue import spec
from tracker.forms.context import ContextCard
from tracker.forms.ratings import RatingsForm
from tracker.forms.routine_report import RoutineForm
from tracker.forms.sets import SETS
from tracker.forms.start import StartForm
from tracker.models import MobilityTest, Rating, Session
from tracker.phone.cards import blank_card, cards_for_anybody
from tracker.phone.words import PHASE_WORDS, STOP_RULE, SUBMIT_WORDS
from tracker.queries.methods import Methods
from tracker.rules.log import Slot
from tracker.rules.plan import Plan, PlannedRoutine
from tracker.templatetags.scripts import catalogue

WORKER = settings.BASE_DIR / "static/js/worker.js"
# The modules of a session and of the page around it; they import only from these folders.
MODULE_FOLDERS = (
    *("js/plan", "js/outbox", "js/status", "js/phone", "js/device"),
    *("js/angle", "js/rating", "js/player", "js/unsent", "js/offline"),
)
SINGLE_FILES = (
    *(f"js/{name}.js" for name in ("app", "day", "dom", "forms", "gettext", "preferences")),
    *(f"js/{name}.js" for name in ("start", "theme", "visit", "worker", "zone")),
    "favicon.svg",
    *(f"css/{name}.css" for name in ("tokens", "base", "parts", "marks", "forms", "terms")),
    *(f"css/{name}.css" for name in ("forced", "print")),
    *(f"css/{name}.css" for name in ("rating", "context", "player", "player_layout", "sounds")),
    *(f"css/{name}.css" for name in ("player_bar", "choices", "start", "offline", "unsent")),
    "css/angle.css",
    "vendor/bootstrap.min.css",
)
THEME_COLOUR = "#f6f4ee"
PAGES = ("home", "start", "finished", "waits")
NOBODY = {"pk": ""}
BLANK_ROUTINE = PlannedRoutine(
    slug="", name="", seconds=0, places={}, lead_in=0, change=0, swap=0, steps=()
)
BLANK_SESSION = Session(uuid=UUID(int=0), plan=Plan(tests=(), order="", routine=BLANK_ROUTINE))


class BlankRatings(RatingsForm):
    """The rating form of a session that the server does not have yet."""

    def _ratings(self) -> Mapping[Slot, Rating]:
        return {}

    def _methods(self, ratings: Mapping[Slot, Rating]) -> Methods:
        return Methods({}, {})


@functools.cache
def worker_script() -> str:
    """The service worker; its version changes with any file that it stores, in any language.

    It is the same in all of them: a page tells it which one to store.
    """
    files = [static(name) for name in precached()]
    languages = {language: in_language(language) for language, _ in settings.LANGUAGES}
    about = json.dumps([[shell_page(name) for name in languages], files, WORKER.read_text()])
    version = hashlib.sha256(about.encode()).hexdigest()[:12]
    lines = {"VERSION": version, "SHELL": reverse("offline"), "LANGUAGES": languages}
    lines |= {"FILES": files}
    head = "\n".join(f"const {name} = {json.dumps(value)};" for name, value in lines.items())
    return f"{head}\n{WORKER.read_text()}"


def in_language(language: str) -> list[str]:
    """What a phone stores in one language alone: its page, and what scripts say if not English."""
    with translation.override(language):
        return [f"{reverse('offline')}?language={language}", *filter(None, [catalogue()])]


def precached() -> list[str]:
    """The static files that a session cannot run without, by their paths under `static/`."""
    folder = Path(settings.BASE_DIR, "static")
    parts = [path for part in MODULE_FOLDERS for path in sorted((folder / part).glob("*.js"))]
    packages = [name for name in settings.VENDOR_STATIC if name == "vendor/idb.js"]
    return [*(path.relative_to(folder).as_posix() for path in parts), *SINGLE_FILES, *packages]


@functools.cache
def shell_page(language: str) -> str:
    """Rendered without the request, so that it contains nothing about the person."""
    with translation.override(language):
        return _shell_page()


def _shell_page() -> str:
    # Retired ones, too: a session may have one of them.
    tests = list(MobilityTest.objects.filter(owner=None))
    form = BlankRatings(BLANK_SESSION, "pre", tests=tests)
    page = {
        "pages": PAGES,
        "nobody": NOBODY,
        "session": BLANK_SESSION,
        "phases": [(phase, PHASE_WORDS[phase], SUBMIT_WORDS[phase]) for phase in PHASE_WORDS],
        "set_label": StartForm.base_fields["set"].label,
        "sets": SETS,
        "choices": [
            (field.label, name, field.widget.choices)
            for name, field in StartForm.base_fields.items()
            if name in ("seconds", "order")
        ],
        "phase": "pre",
        "lately": ContextCard(),
        "form": form,
        "cards": cards_for_anybody(form),
        "blank": blank_card(),
        "for_any_test": True,
        "phone_is_offered": spec.PHONE_IS_OFFERED,
        "routine": BLANK_ROUTINE,
        "next_url": "",
        "steps": [],
        "routine_form": RoutineForm(()),
        "stop_rule": STOP_RULE,
        "drawings": sorted(path.stem for path in _drawings() if not path.stem.endswith("_2")),
    }
    return render_to_string("offline/shell.html", page)


def _drawings() -> list[Path]:
    return list(Path(settings.BASE_DIR, "static/illustrations").glob("*.svg"))


def manifest() -> dict[str, Any]:
    start = {"name": _("Start session"), "url": reverse("start")}
    return {
        "name": "Supple",
        "short_name": "Supple",
        "description": _("Rate a few movements, do a short foot routine, rate again."),
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": THEME_COLOUR,
        "theme_color": THEME_COLOUR,
        "icons": [
            _icon("icon-192.png", "192x192", "any"),
            _icon("icon-512.png", "512x512", "any"),
            _icon("icon-maskable.png", "512x512", "maskable"),
        ],
        "shortcuts": [start],
    }


def _icon(name: str, sizes: str, purpose: str) -> dict[str, str]:
    source = static(f"icons/{name}")
    return {"src": source, "sizes": sizes, "type": "image/png", "purpose": purpose}
