"""What a phone is given for a time without a network: the worker, its page, the kit."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import make_session, make_user
from tests.pages import client_of, text_of
from tests.test_repository import AN_IMPORT, AN_IMPORT_CALL, COMMENT
from tracker.models import Routine, Session, Trial, User
from tracker.models.plan import ORDERS
from tracker.views import offline

pytestmark = pytest.mark.django_db
CANARY = "zanzibar"
PATH = re.compile(r"""["'](\.{1,2}/[^"']+\.js)["']""")


def kit_of(user: User) -> dict[str, Any]:
    return dict(client_of(user).get("/offline/kit/").json())


def own_routine(user: User) -> Routine:
    presets = {"short": 30, "standard": 45, "full": 60}
    routine = Routine.objects.create(
        owner=user, slug=CANARY, name=CANARY, presets=presets, places={"foot": "worked"}
    )
    routine.steps.create(position=0, technique="move", name="Move")
    return routine


def test_a_worker_and_its_page_are_the_same_for_everybody_and_always_asked_for_anew() -> None:
    user = make_user(email=f"{CANARY}@example.org", theme="dark")
    own_routine(user)
    for address in ("/sw.js", "/offline/", "/manifest.webmanifest"):
        answers = [client.get(address) for client in (Client(), client_of(user))]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].content == answers[1].content
        assert answers[1].headers["Cache-Control"] == "no-cache"
        assert CANARY not in text_of(answers[1])
        assert "csrfmiddlewaretoken" not in answers[1].content.decode()
    assert Client().get("/sw.js").headers["Content-Type"].startswith("text/javascript")


def test_the_page_of_the_worker_does_not_take_a_message_away_from_its_person() -> None:
    client = client_of(make_user())
    client.post("/trial/end/")
    client.get("/offline/")
    assert "Ended." in text_of(client.get("/history/"))


@pytest.mark.once
def test_another_page_makes_another_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    before = offline.worker_script.__wrapped__()
    assert offline.worker_script.__wrapped__() == before
    monkeypatch.setattr(offline, "shell_page", lambda: "another page")
    assert offline.worker_script.__wrapped__() != before


@pytest.mark.once
def test_everything_that_a_kept_module_imports_is_kept_too() -> None:
    kept, folder = offline.precached(), Path(settings.BASE_DIR, "static")
    # Pages of other kinds load these; a session does without.
    parts = {"js/charts", "js/routine"} | {"js/password.js", "js/theme_choice.js", "js/trial.js"}
    missing = set()
    for name in kept:
        path = folder / name
        if path.suffix != ".js" or not path.is_file():
            continue
        code = COMMENT.sub("", path.read_text())
        said = [
            found[0] for pattern in (AN_IMPORT, AN_IMPORT_CALL) for found in pattern.finditer(code)
        ]
        for target in PATH.findall(" ".join(said)):
            found = (path.parent / target).resolve().relative_to(folder).as_posix()
            if found not in kept and not any(found.startswith(part) for part in parts):
                missing.add(f"{name} → {found}")
    assert missing == set()


@pytest.mark.once
def test_every_style_of_the_page_is_kept() -> None:
    page = text_of(Client().get("/offline/"))
    linked = re.findall(r'(?:href|src)="/static/([\w./-]+\.(?:css|js|svg))"', page)
    assert linked
    assert set(linked) - set(offline.precached()) == set()


@pytest.mark.once
def test_the_manifest_makes_it_an_app_with_a_shortcut() -> None:
    about = Client().get("/manifest.webmanifest").json()
    assert (about["name"], about["display"], about["start_url"]) == ("Supple", "standalone", "/")
    assert [each["url"] for each in about["shortcuts"]] == ["/sessions/start/"]
    for icon in about["icons"]:
        assert Path(settings.BASE_DIR, icon["src"].removeprefix("/")).is_file()
    assert {icon["purpose"] for icon in about["icons"]} == {"any", "maskable"}


def test_the_kit_is_for_who_is_signed_in_and_kept_by_no_cache() -> None:
    answer = Client().get("/offline/kit/")
    assert (answer.status_code, answer.json()) == (401, {"error": "Sign in again."})
    signed_in = client_of(make_user()).get("/offline/kit/")
    assert "no-store" in signed_in.headers["Cache-Control"]
    assert settings.CSRF_COOKIE_NAME in signed_in.cookies


def test_the_kit_has_the_very_plans_that_the_server_would_freeze() -> None:
    user = make_user()
    own_routine(user)
    own_routine(make_user())
    kit = kit_of(user)
    assert [each["slug"] for each in kit["routines"]].count(CANARY) == 1
    for seconds, order, slug in ((30, "right", "toe_spreaders"), (60, "only left", "sock_pull")):
        plans = next(each["plans"] for each in kit["routines"] if each["slug"] == slug)
        assert set(plans) == {f"{s}:{o}" for s in (30, 45, 60) for o in ORDERS}
        user.sessions.all().delete()
        session = make_session(owner=user, routine=slug, seconds=seconds, first_side=order)
        assert plans[f"{seconds}:{order}"] == session.plan["routine"]
        assert kit["tests"] == session.plan["tests"]


def test_the_kit_comes_filled_in_as_last_time_with_its_variations() -> None:
    user = make_user()
    assert kit_of(user)["last"] == {
        "set": "full", "tests": [], "routine": "toe_spreaders", "seconds": 45, "order": "left",
    }  # fmt: skip
    routine = Routine.objects.exclude(variations=[]).first()
    assert routine is not None
    chosen = {each["slug"]: each["values"][1] for each in routine.variations}
    make_session(owner=user, stage="done", routine=routine.slug, chosen=chosen, seconds=30)
    kit = kit_of(user)
    assert (kit["last"]["routine"], kit["last"]["order"]) == (routine.slug, "right")
    assert json.loads(kit["vary"]) == chosen
    plans = next(each["plans"] for each in kit["routines"] if each["slug"] == routine.slug)
    assert {each["slug"] for each in plans["45:left"]["variations"]} == set(chosen)


def test_a_test_only_session_of_the_kit_sits_as_long_as_the_servers() -> None:
    user = make_user()
    make_session(owner=user, stage="done", routine="sock_pull")
    plans = {each["slug"]: each["plans"] for each in kit_of(user)["routines"]}["test_only"]
    session = make_session(owner=user, routine="sock_pull", kind=Session.Kind.TEST_ONLY, seconds=60)
    assert plans["60:left"] == session.plan["routine"]


def test_the_kit_holds_the_open_session_and_not_one_rating() -> None:
    user = make_user()
    assert kit_of(user)["open"] is None
    session = make_session(owner=user, stage="post", pre=7)
    kit = kit_of(user)
    assert (kit["open"]["uuid"], kit["open"]["stage"]) == (str(session.uuid), "post")
    assert kit["open"]["plan"] == session.plan
    assert not re.search(r"score|rating|note|email", json.dumps(kit))


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_each_page_of_a_session_brings_what_a_phone_needs_to_go_on(
    client: Client, stage: str
) -> None:
    session = make_session(owner=make_user(), stage=stage, pre=7)
    client.force_login(session.owner)
    answer = client.get(f"/sessions/{session.uuid}/{stage}/").content.decode()
    found = re.search(r'<script id="record" type="application/json">(.*?)</script>', answer)
    assert found
    assert json.loads(found[1]) == kit_of(session.owner)["open"]


def test_what_chance_picks_is_left_to_the_server() -> None:
    user = make_user()
    routine = Routine.objects.get(slug="sock_pull", owner=None)
    trial = Trial.objects.create(owner=user, design="control", routine=routine, planned=24)
    make_session(owner=user, routine="sock_pull", trial=trial)
    kit = kit_of(user)
    assert kit["open"]["draws"] is True
    assert kit["last"]["routine"] == "sock_pull"
