"""What a phone stores for offline use: the worker, its page, the bundle."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import make_session, make_user
from tests.pages import client_of, text_of
from tests.test_repository import AN_IMPORT, AN_IMPORT_CALL, COMMENT
from tracker.models import Routine, Session, Step, Trial, User
from tracker.phone import shell
from tracker.phone.bundle import as_text
from tracker.rules.freezing import ORDERS

pytestmark = pytest.mark.django_db
CANARY = "zanzibar"
PATH = re.compile(r"""["'](\.{1,2}/[^"']+\.js)["']""")


def kit_of(user: User) -> dict[str, Any]:
    return dict(client_of(user).get("/offline/kit/").json())


def keys_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from keys_in(inner)


def own_routine(user: User) -> Routine:
    presets = {"short": 30, "standard": 45, "full": 60}
    routine = Routine.objects.create(
        owner=user, slug=CANARY, name=CANARY, presets=presets, places={"foot": "worked"}
    )
    routine.steps.create(position=0, technique="move", name="Move")
    return routine


def test_the_worker_and_its_page_are_the_same_for_everybody_and_revalidated() -> None:
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


def test_rendering_the_offline_page_consumes_no_message() -> None:
    user = make_user()
    own_routine(user)
    client = client_of(user)
    client.post(f"/routines/{CANARY}/delete/")
    client.get("/offline/")
    assert "Routine deleted." in text_of(client.get("/history/"))


@pytest.mark.once
def test_a_changed_page_changes_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    before = shell.worker_script.__wrapped__()
    assert shell.worker_script.__wrapped__() == before
    monkeypatch.setattr(shell, "shell_page", lambda language: language)
    assert shell.worker_script.__wrapped__() != before


@pytest.mark.once
def test_every_import_of_a_precached_module_is_precached() -> None:
    precached, folder = shell.precached(), Path(settings.BASE_DIR, "static")
    # Pages of other kinds load these; a session does without.
    parts = {"js/charts", "js/routine", "js/settings", "js/order.js"}
    parts |= {"js/password.js", "js/theme_choice.js", "js/trial.js"}
    parts |= {"js/note.js", "js/length.js", "js/folds.js", "js/columns.js", "js/copy.js"}
    parts |= {"js/fleeting.js", "js/print.js", "js/passkey"}
    missing = set()
    for name in precached:
        path = folder / name
        if path.suffix != ".js" or not path.is_file():
            continue
        code = COMMENT.sub("", path.read_text())
        imports = [
            match[0] for pattern in (AN_IMPORT, AN_IMPORT_CALL) for match in pattern.finditer(code)
        ]
        for target in PATH.findall(" ".join(imports)):
            imported = (path.parent / target).resolve().relative_to(folder).as_posix()
            if imported not in precached and not any(imported.startswith(part) for part in parts):
                missing.add(f"{name} → {imported}")
    assert missing == set()


@pytest.mark.once
def test_every_stylesheet_of_the_page_is_precached() -> None:
    page = text_of(Client().get("/offline/"))
    linked = re.findall(r'(?:href|src)="/static/([\w./-]+\.(?:css|js|svg))"', page)
    assert linked
    assert set(linked) - set(shell.precached()) == set()


@pytest.mark.once
def test_the_manifest_describes_an_app_with_a_shortcut() -> None:
    about = Client().get("/manifest.webmanifest").json()
    assert (about["name"], about["display"], about["start_url"]) == ("Supple", "standalone", "/")
    assert [shortcut["url"] for shortcut in about["shortcuts"]] == ["/sessions/start/"]
    for icon in about["icons"]:
        assert Path(settings.BASE_DIR, icon["src"].removeprefix("/")).is_file()
    assert {icon["purpose"] for icon in about["icons"]} == {"any", "maskable"}


def test_the_bundle_needs_a_sign_in_and_is_not_cached() -> None:
    answer = Client().get("/offline/kit/")
    assert (answer.status_code, answer.json()) == (401, {"error": "Sign in again."})
    signed_in = client_of(make_user()).get("/offline/kit/")
    assert "no-store" in signed_in.headers["Cache-Control"]
    assert settings.CSRF_COOKIE_NAME in signed_in.cookies


def plans_of(kit: dict[str, Any], *choices: tuple[str, int, str]) -> list[dict[str, Any]]:
    """The plans as the phone's own script unpacks them."""
    module = (settings.BASE_DIR / "static/js/offline/plans.js").as_uri()
    names = ("routine", "seconds", "order")
    chosen = [dict(zip(names, map(str, choice), strict=True)) for choice in choices]
    text = json.dumps({"kit": json.loads(as_text(kit)), "chosen": chosen})
    script = f"""
        import {{ planned }} from "{module}";
        let told = "";
        for await (const part of process.stdin) told += part;
        const {{ kit, chosen }} = JSON.parse(told);
        console.log(JSON.stringify(chosen.map((each) => planned(each, kit))));
    """
    command = ["node", "--input-type=module", "-e", script]
    ran = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    plans: list[dict[str, Any]] = json.loads(ran.stdout)
    return plans


def test_the_bundle_has_the_plans_that_the_server_would_freeze() -> None:
    user = make_user()
    own_routine(user)
    own_routine(make_user())
    kit = kit_of(user)
    assert [routine["slug"] for routine in kit["routines"]].count(CANARY) == 1
    slugs = ("toe_spreaders", "sock_pull", "test_only")
    choices = [(slug, s, o) for slug in slugs for s in (30, 45, 60) for o in ORDERS]
    for (slug, seconds, order), plan in zip(choices, plans_of(kit, *choices), strict=True):
        user.sessions.all().delete()
        about = {"kind": slug} if slug == "test_only" else {"routine": slug}
        session = make_session(owner=user, seconds=seconds, first_side=order, **about)
        assert plan == session.plan.routine.to_json()
        names = ("test", "name", "sided")
        planned = [{name: test[name] for name in names} for test in kit["tests"]]
        assert planned == session.plan.to_json()["tests"]


def test_the_bundle_is_prefilled_as_last_time_with_its_variations() -> None:
    user = make_user()
    assert kit_of(user)["last"] == {
        "set": "quick", "tests": [], "routine": "toe_spreaders", "seconds": 45, "order": "left",
    }  # fmt: skip
    routine = Routine.objects.exclude(variations=[]).first()
    assert routine is not None
    chosen = {variation["slug"]: variation["values"][1] for variation in routine.variations}
    make_session(owner=user, stage="done", routine=routine.slug, chosen=chosen, seconds=30)
    kit = kit_of(user)
    assert (kit["last"]["routine"], kit["last"]["order"]) == (routine.slug, "right")
    assert json.loads(kit["vary"]) == chosen
    [plan] = plans_of(kit, (routine.slug, 45, "left"))
    assert {variation["slug"] for variation in plan["variations"]} == set(chosen)


def test_a_test_only_session_of_the_bundle_is_as_long_as_the_server_s() -> None:
    user = make_user()
    make_session(owner=user, stage="done", routine="sock_pull")
    [plan] = plans_of(kit_of(user), ("test_only", 60, "left"))
    session = make_session(owner=user, routine="sock_pull", kind=Session.Kind.TEST_ONLY, seconds=60)
    assert plan == session.plan.routine.to_json()


def with_long_routines(user: User, count: int, letter: str = "n") -> None:
    """As many as one can have, each as long as one can be."""
    for number in range(count):
        routine = Routine.objects.create(
            owner=user,
            slug=f"my-{number}",
            name=f"{number} {letter * 57}",
            position_text=letter * 400,
        )
        Step.objects.bulk_create(
            Step(
                routine=routine,
                position=place,
                technique=f"move-{place}",
                name=letter * 60,
                cue=letter * 120,
                say=letter * 120,
            )
            for place in range(40)
        )


@pytest.mark.parametrize("letter", ["n", "漢", "🦶"], ids=["letters", "signs", "pictures"])
def test_the_bundle_stays_small_and_names_the_routines_that_do_not_fit(
    letter: str, client: Client
) -> None:
    user = make_user()
    with_long_routines(user, 50, letter)
    used = user.own_routines.get(slug="my-33")
    session = make_session(owner=user, stage="done")
    session.routine = used
    session.save()
    make_session(owner=user, stage="routine")
    client.force_login(user)
    answer = client.get("/offline/kit/")
    assert len(answer.content) < 300_000
    kit = answer.json()
    slugs = {routine["slug"] for routine in kit["routines"]}
    assert slugs >= {"toe_spreaders", "sock_pull", "test_only", "my-33"}
    offered = Routine.objects.offered_to(user).count()
    assert len(kit["routines"]) - 1 + len(kit["elsewhere"]) == offered
    assert not {routine["name"] for routine in kit["routines"]} & set(kit["elsewhere"])


def test_the_bundle_of_a_person_with_one_own_routine_is_complete() -> None:
    user = make_user()
    with_long_routines(user, 1)
    kit = kit_of(user)
    sitting = 1
    assert len(kit["routines"]) == Routine.objects.offered_to(user).count() + sitting
    assert kit["elsewhere"] == []


def test_the_bundle_has_the_open_session_without_its_ratings() -> None:
    user = make_user()
    assert kit_of(user)["open"] is None
    session = make_session(owner=user, stage="post", pre=7)
    kit = kit_of(user)
    assert (kit["open"]["uuid"], kit["open"]["stage"]) == (str(session.uuid), "post")
    assert kit["open"]["plan"] == session.plan.to_json()
    assert not {"pre_score", "score", "ratings", "note", "email"} & set(keys_in(kit))


def test_a_session_started_on_a_phone_has_the_rules_of_one_started_on_the_server() -> None:
    user = make_user()
    course = kit_of(user)["course"]
    make_session(owner=user)
    here = kit_of(user)["open"]
    assert course == {name: here[name] for name in ("stage", "next", "may")}
    assert course["next"] == {"pre": "routine", "routine": "post", "post": "done"}


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_every_page_of_a_session_has_the_snapshot_for_the_phone(client: Client, stage: str) -> None:
    session = make_session(owner=make_user(), stage=stage, pre=7)
    client.force_login(session.owner)
    answer = client.get(f"/sessions/{session.uuid}/{stage}/").content.decode()
    snapshot = re.search(
        r'<script id="session-snapshot" type="application/json">(.*?)</script>', answer
    )
    assert snapshot
    assert json.loads(snapshot[1]) == kit_of(session.owner)["open"]


def test_what_chance_picks_is_left_to_the_server() -> None:
    user = make_user()
    routine = Routine.objects.get(slug="sock_pull", owner=None)
    trial = Trial.objects.create(owner=user, design="control", routine=routine, planned=24)
    make_session(owner=user, routine="sock_pull", trial=trial)
    kit = kit_of(user)
    assert kit["open"]["draws"] is True
    assert (kit["open"]["next"]["pre"], kit["open"]["may"]["draw"]) == ("draw", [])
    assert kit["chance"] is True
    assert kit["last"]["routine"] == "sock_pull"
