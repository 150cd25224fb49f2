"""Free text runs in its own direction, also where the page around it does not."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.factories import change_routine, make_session, make_user
from tests.pages import client_of
from tracker.models import Routine, User
from tracker.sessions.editing import write_note
from tracker.sessions.lifecycle import advance, delete_for_now

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ARABIC = "تمدد القدم (اليمنى)"
EMPTY = {"input", "br", "img", "meta", "link", "hr", "path", "circle", "rect", "polyline"}
PAGES = (
    "/",
    "/sessions/start/",
    "/routines/",
    "/routines/own/",
    "/routines/own/edit/",
    "/history/",
    "/history/deleted/",
    "/sessions/{done}/result/",
    "/sessions/{open}/routine/",
)


class Directions(HTMLParser):
    """The places where people's own words stand in a line that runs as the page does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.faults: list[str] = []
        self.seen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        own = tag == "bdi" or about.get("dir") == "auto"
        if tag in ("input", "textarea") and ARABIC in (about.get("value") or ""):
            self._note(own or about.get("type") in ("hidden", "radio", "checkbox"), tag)
        if tag not in EMPTY:
            self.open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        # A title, a list to choose from and data have no markup inside.
        tags = [tag for tag, _ in self.open]
        if ARABIC in data and not {"title", "option", "script"} & set(tags):
            self._note(any(own for _, own in self.open[-2:]), f"{tags[-1]}: {data.strip()[:60]}")

    def _note(self, is_right: bool, where: str) -> None:
        self.seen += 1
        if not is_right:
            self.faults.append(where)


def faults_in(page: str) -> tuple[int, list[str]]:
    reader = Directions()
    reader.feed(page)
    return reader.seen, reader.faults


def with_own_words() -> tuple[User, dict[str, str]]:
    user = make_user()
    routine = Routine.objects.get(owner=None, slug="toe_spreaders")
    steps = list(routine.steps.all())
    routine.pk, routine.owner, routine.slug, routine.name = None, user, "own", ARABIC
    routine.save()
    for step in steps:
        step.pk, step.routine, step.name, step.cue = None, routine, ARABIC, ARABIC
        step.save()
    sessions = {}
    for stage in ("done", "deleted", "routine"):
        session = make_session(owner=user, stage="pre" if stage == "routine" else "done")
        steps = session.plan.routine.steps
        named = tuple(replace(step, name=ARABIC, cue=ARABIC) for step in steps)
        change_routine(session, name=ARABIC, steps=named)
        session.routine = routine
        session.save()
        write_note(session, ARABIC)
        if stage == "deleted":
            delete_for_now(session)
        if stage == "routine":
            advance(session, "pre")
        sessions[stage] = str(session.uuid)
    return user, sessions


def test_free_text_has_its_own_direction_on_every_page() -> None:
    user, sessions = with_own_words()
    client = client_of(user)
    faults, seen = [], 0
    for path in PAGES:
        address = path.format(done=sessions["done"], open=sessions["routine"])
        response = client.get(address)
        assert response.status_code == 200, address
        here, wrong = faults_in(response.content.decode())
        seen += here
        faults += [f"{path}: {where}" for where in wrong]
    assert seen > 20
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(
    ("page", "is_right"),
    [
        ("<p>{}</p>", False),
        ("<p dir=auto>{}</p>", True),
        ("<p>for <bdi>{}</bdi></p>", True),
        ("<textarea>{}</textarea>", False),
        ("<input value='{}'>", False),
    ],
)
def test_text_without_a_direction_is_detected(page: str, is_right: bool) -> None:
    seen, faults = faults_in(page.format(ARABIC))
    assert (seen, not faults) == (1, is_right)
