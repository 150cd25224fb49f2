"""Builds what a phone keeps for everybody: the service worker, the offline page, the manifest."""

import functools
import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse

from tracker.forms.ratings import RatingsForm
from tracker.forms.routine import RoutineForm
from tracker.forms.start import StartForm
from tracker.models import MobilityTest, Session
from tracker.phone.words import NEXT, STOP_RULE, WORDS
from tracker.rules.plan import Plan, PlannedRoutine

WORKER = settings.BASE_DIR / "static/js/worker.js"
# The parts of a session and the page around them; what they import lies in the same folders.
PARTS = (
    *("js/plan", "js/outbox", "js/status", "js/phone", "js/device"),
    *("js/rating", "js/player", "js/unsent", "js/offline"),
)
ALONE = (
    *(f"js/{name}.js" for name in ("app", "day", "dom", "forms", "preferences", "start")),
    *(f"js/{name}.js" for name in ("theme", "visit", "worker", "zone")),
    "favicon.svg",
    *(f"css/{name}.css" for name in ("tokens", "base", "parts", "marks", "forms")),
    *(f"css/{name}.css" for name in ("forced", "print")),
    *(f"css/{name}.css" for name in ("rating", "player", "player_layout", "sounds")),
    *(f"css/{name}.css" for name in ("player_bar", "choices", "start", "offline", "unsent")),
    "vendor/bootstrap.min.css",
)
COLOUR = "#f6f4ee"
PAGES = ("home", "start", "finished", "waits")
NOBODY = {"pk": ""}
NOTHING = PlannedRoutine(
    slug="", name="", seconds=0, places={}, lead_in=0, change=0, swap=0, steps=()
)
NOBODYS = Session(uuid=UUID(int=0), plan=Plan(tests=(), order="", routine=NOTHING))


class BlankRatings(RatingsForm):
    """The form of a session that is on no server yet."""

    def _entered(self) -> dict[str, Any]:
        return {}


@functools.cache
def worker_script() -> str:
    shell, files = shell_page(), [static(name) for name in precached()]
    about = json.dumps([shell, files, WORKER.read_text()])
    version = hashlib.sha256(about.encode()).hexdigest()[:12]
    lines = {"VERSION": version, "SHELL": reverse("offline"), "FILES": files}
    head = "\n".join(f"const {name} = {json.dumps(value)};" for name, value in lines.items())
    return f"{head}\n{WORKER.read_text()}"


def precached() -> list[str]:
    """The static files without which a session does not run, by their names on the site."""
    folder = Path(settings.BASE_DIR, "static")
    parts = [path for part in PARTS for path in sorted((folder / part).glob("*.js"))]
    packages = [name for name in settings.VENDOR_STATIC if name == "vendor/idb.js"]
    return [*(path.relative_to(folder).as_posix() for path in parts), *ALONE, *packages]


@functools.cache
def shell_page() -> str:
    """Without the request, so that nothing of the person who asks can be in it."""
    tests = list(MobilityTest.objects.filter(owner=None, retired=False))
    page = {
        "pages": PAGES,
        "nobody": NOBODY,
        "session": NOBODYS,
        "phases": [(phase, WORDS[phase], NEXT[phase]) for phase in WORDS],
        "choices": [
            (field.label, name, field.widget.choices)
            for name, field in StartForm.base_fields.items()
            if name in ("seconds", "order")
        ],
        "phase": "pre",
        "form": BlankRatings(NOBODYS, "pre", tests=tests),
        "routine": NOTHING,
        "next_url": "",
        "steps": [],
        "routine_form": RoutineForm(()),
        "stop_rule": STOP_RULE,
        "tests": tests,
        "full_ratings": sum(len(test.sides) for test in tests),
        "drawings": sorted(path.stem for path in _drawings()),
    }
    return render_to_string("offline/shell.html", page)


def _drawings() -> list[Path]:
    return list(Path(settings.BASE_DIR, "static/illustrations").glob("*.svg"))


def manifest() -> dict[str, Any]:
    start = {"name": "Start session", "url": reverse("start")}
    return {
        "name": "Supple",
        "short_name": "Supple",
        "description": "Rate a few movements, do a short foot routine, rate again.",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": COLOUR,
        "theme_color": COLOUR,
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
