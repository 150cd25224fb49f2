"""What is built in is shown and spoken in the language of the page; what somebody made is not."""

import json
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from tests.factories import copy, make_session, make_user, record, start_session
from tests.pages import client_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.management import catalogue_sync
from tracker.models import MobilityTest, Routine, Session, Trial, User

pytestmark = pytest.mark.django_db
SPOKEN = "Fuß links hoch. Rechte Hand. Finger zwischen die Zehen."
ENGLISH = "Left foot up. Right hand. Fingers between the toes."


@pytest.fixture
def runner() -> User:
    return make_user(language="de")


def snapshot(client: Client, session: Session, page: str) -> dict[str, Any]:
    text = text_of(client.get(f"/sessions/{session.uuid}/{page}/"))
    match = re.search(r'<script id="session-snapshot" type="application/json">(.*?)</script>', text)
    assert match
    plan: dict[str, Any] = json.loads(match[1])["plan"]
    return plan


def test_tests_and_routines_are_named_in_german(runner: User) -> None:
    client = client_of(runner)
    assert "Dorsalextension im Sprunggelenk" in words_of(client.get("/sessions/start/"))
    session = make_session(owner=runner, stage="done", pre=4, post=6)
    pages = ["/history/", "/progress/", "/routines/", "/routines/toe_spreaders/"]
    pages += [f"/sessions/{session.uuid}/result/", f"/sessions/{session.uuid}/edit/"]
    for page in pages:
        words = words_of(client.get(page))
        assert "Zehenspreizer" in words or "Dorsalextension im Sprunggelenk" in words, page
        assert not re.search("Toe Spreaders|Ankle dorsiflexion|Lace the fingers", words), page


def test_the_voice_speaks_the_language_of_the_page_on_line_and_off(runner: User) -> None:
    client, session = client_of(runner), make_session(owner=runner, stage="routine")
    steps = snapshot(client, session, "routine")["routine"]["steps"]
    assert (steps[0]["say"], steps[0]["hand"]) == (SPOKEN, "rechte Hand")
    kit = client.get("/offline/kit/").json()
    assert kit["open"]["plan"]["routine"]["steps"] == steps
    (routine,) = [routine for routine in kit["routines"] if routine["slug"] == "toe_spreaders"]
    assert (routine["name"], routine["steps"][0]["say"]) == ("Zehenspreizer", SPOKEN)


def test_what_is_stored_is_english_and_read_in_each_language(runner: User) -> None:
    client = client_of(runner)
    with override("de"):
        session = make_session(owner=runner, stage="routine")
    stored = Session.objects.get(pk=session.pk).plan
    assert (stored.routine.name, stored.routine.steps[0].say) == ("Toe Spreaders", ENGLISH)
    User.objects.filter(pk=runner.pk).update(language="en")
    assert snapshot(client, session, "routine")["routine"]["steps"][0]["say"] == ENGLISH


def test_saving_or_syncing_in_german_stores_no_german() -> None:
    with override("de"), nothing_changes():
        test = MobilityTest.objects.get(slug="ankle_dorsiflexion")
        assert test.name == "Dorsalextension im Sprunggelenk"
        assert test.measure["label"] == "Großzehe zur Wand"
        test.save()
        assert catalogue_sync.sync() == []
    assert MobilityTest.objects.get(slug="ankle_dorsiflexion").name == "Ankle dorsiflexion"


def test_what_somebody_made_is_never_translated(runner: User) -> None:
    built_in = Routine.objects.get(slug="toe_spreaders", owner=None)
    own = copy(built_in, runner)
    own.name = "Sock Pull"
    own.save()
    client = client_of(runner)
    assert "Flex and extend" in words_of(client.get(f"/routines/{own.slug}/"))
    about = {"tests": [], "seconds": 30, "order": "left"}
    start_session(runner, uuid=uuid.uuid4(), routine=own, **about)
    plan = client.get("/offline/kit/").json()["open"]["plan"]["routine"]
    assert (plan["name"], plan["steps"][0]["say"]) == ("Sock Pull", ENGLISH)
    assert "Sock Pull" in words_of(client.get("/routines/"))


def test_an_own_test_that_is_called_like_a_built_in_one_is_not_translated(runner: User) -> None:
    toe_touch = MobilityTest.objects.get(slug="toe_touch", owner=None)
    about = {name: toe_touch.__dict__[name] for name in ("name", "gloss", "region", "sided")}
    measure = toe_touch.__dict__["measures"][0] | {"id": "own_cm"}
    own = MobilityTest.objects.create(
        owner=runner, slug="my-toe-touch", measures=[measure], protocol={"steps": []}, **about
    )
    session = make_session(owner=runner, stage="done", tests=(own.slug,))
    record(session, "pre", {(own.slug, "none"): {"score": 4, "value": "8"}})
    client = client_of(runner)
    of_session = [f"/sessions/{session.uuid}/{page}/" for page in ("result", "edit")]
    for page in ("/progress/", f"/progress/{own.slug}/", *of_session):
        words = words_of(client.get(page))
        assert "Toe touch" in words, page
        assert not re.search("Finger-Boden-Test|Rumpfbeuge|Fingerspitzen", words), page


def test_a_copy_that_is_made_on_a_german_page_is_german(runner: User) -> None:
    page = text_of(client_of(runner).get("/routines/toe_spreaders/copy/"))
    assert "Finger verschränken" in page
    assert "Lace the fingers" not in page


def test_answers_that_are_kept_name_tests_in_the_language_of_the_page(runner: User) -> None:
    for _ in range(3):
        make_session(owner=runner, stage="done", pre=4, post=6)
    client = client_of(runner)
    assert "Dorsalextension" in words_of(client.get("/progress/"))
    User.objects.filter(pk=runner.pk).update(language="en")
    words = words_of(client.get("/progress/"))
    assert "Ankle dorsiflexion" in words
    assert "Dorsalextension" not in words


def test_a_plan_names_its_tests_and_routines_in_the_language_of_the_page(runner: User) -> None:
    routine = Routine.objects.get(slug="sock_pull", owner=None)
    trial = Trial.objects.create(
        owner=runner, design="control", routine=routine, planned=24, tests=["toe_touch"]
    )
    words = words_of(client_of(runner).get("/trial/"))
    assert "Sockenzug" in words
    assert "Finger-Boden-Test" in words
    assert not re.search("Sock Pull|Toe touch", words)
    assert trial.routine.name == "Sock Pull"
