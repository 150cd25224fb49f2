"""How many routines one person can have, and what they can be called."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import make_session, make_user
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tracker.models import Routine, User

pytestmark = pytest.mark.django_db

NEW = "/routines/new/"
COPY = "/routines/toe_spreaders/copy/"
MOST = 50
NOTHING_TO_SEE = {
    "zero width": "\u200b\u200b",
    "directions": "\u202e\u2066\u2069",
    "a mark on nothing": "\u0301\u0308",
    "fillers of Hangul": "\u3164\uffa0\u115f",
    "an empty Braille cell": "\u2800",
    "spaces": "\u00a0\u2003\u3000",
    "a soft hyphen": "\u00ad",
    "variation selectors": "\ufe0f\U000e0100",
    "tags": "\U000e0041",
    "the grapheme joiner": "\u034f",
    "the end of a line": "\u2028\u2029",
}
SOMETHING_TO_SEE = (
    "🦶",
    "👨‍👩‍👧",
    "1️⃣",
    "בוקר",
    "e\u0301",
    "\u202eabc",
    "<svg onload=alert(1)>",
    "𐐷",
)


def sent(name: str, **fields: Any) -> dict[str, Any]:
    """A routine of one move, as the page sends it."""
    about = {"name": name, "region": "ankle", "position_text": "Sit."}
    pauses = {"lead_in": "5", "change_seconds": "5", "swap_seconds": "7"}
    step = {"name": "Calf raise", "time": "chosen", "sides": "each", "hand": "both"}
    return about | pauses | {"step": "0"} | {f"step-0-{k}": v for k, v in step.items()} | fields


def with_routines(count: int) -> tuple[User, Client]:
    owner = make_user()
    Routine.objects.bulk_create(
        Routine(owner=owner, slug=f"my-{n}", name=f"Own {n}") for n in range(count)
    )
    return owner, client_of(owner)


def live(owner: User) -> list[str]:
    return list(owner.own_routines.filter(retired=False).values_list("name", flat=True))


@pytest.mark.parametrize("path", [NEW, COPY])
def test_the_fifty_first_routine_is_refused_with_what_was_typed(path: str) -> None:
    owner, client = with_routines(MOST - 1)
    assert client.post(path, sent("The fiftieth")).status_code == 302
    assert "more do not fit" in words_of(client.get(path))
    with nothing_changes():
        answer = client.post(path, sent("One more"))
    assert answer.status_code == 422
    assert f"You have {MOST} routines of your own, and more do not fit." in words_of(answer)
    refused_fields = fields_of(answer)
    assert (refused_fields["name"], refused_fields["step-0-name"]) == (["One more"], ["Calf raise"])
    client.post("/routines/my-0/delete/")
    assert client.post(path, refused_fields).status_code == 302
    assert len(live(owner)) == MOST


def test_any_of_fifty_routines_can_be_edited() -> None:
    owner, client = with_routines(MOST)
    assert client.post("/routines/my-3/edit/", sent("Own 3")).status_code == 302
    assert len(live(owner)) == MOST


def test_a_deleted_routine_is_not_restored_beside_fifty_others() -> None:
    owner, client = with_routines(MOST)
    client.post("/routines/my-0/delete/")
    client.post(NEW, sent("In its place"))
    client.get("/routines/")
    answer = client.post("/routines/my-0/restore/", follow=True)
    assert "and more do not fit. Delete one, then restore it." in words_of(answer)
    assert len(live(owner)) == MOST


def test_made_and_deleted_for_ever_leaves_fifty_that_can_be_put_back() -> None:
    owner, client = with_routines(0)
    for n in range(MOST + 5):
        client.post(NEW, sent(f"Own {n}"))
        client.post(f"/routines/my-own-{n}/delete/")
    assert owner.own_routines.count() == MOST
    words = words_of(client.get("/routines/"))
    assert "Restore Own 54" in words
    assert "Restore Own 4 " not in words


def test_an_old_one_that_was_just_deleted_can_be_put_back_before_newer_ones() -> None:
    owner, client = with_routines(1)
    for n in range(MOST):
        client.post(NEW, sent(f"Newer {n}"))
        client.post(f"/routines/my-newer-{n}/delete/")
    client.post("/routines/my-0/delete/")
    client.post("/routines/my-0/restore/")
    assert live(owner) == ["Own 0"]


def test_what_a_session_was_done_with_stays_though_the_list_forgets_it() -> None:
    owner, client = with_routines(MOST + 1)
    used = owner.own_routines.get(slug="my-0")
    session = make_session(owner=owner, stage="done")
    session.routine = used
    session.save()
    for n in range(MOST + 1):
        client.post(f"/routines/my-{n}/delete/")
    assert owner.own_routines.count() == MOST + 1
    assert "Restore Own 0 " not in words_of(client.get("/routines/"))
    assert client.get(f"/sessions/{session.uuid}/result/").status_code == 200


def test_opening_the_page_of_a_copy_creates_nothing() -> None:
    owner, client = with_routines(0)
    with nothing_changes():
        page = client.get(COPY)
    assert "A copy of Toe Spreaders, not saved yet" in words_of(page)
    assert "Keep the traction" in words_of(page)
    with nothing_changes():
        assert client.post(COPY, fields_of(page) | {"do": "up:1"}).status_code == 200
        assert client.post(COPY, fields_of(page) | {"name": ""}).status_code == 422
    client.post(COPY, fields_of(page) | {"name": "Mine"})
    assert live(owner) == ["Mine"]
    assert len(owner.own_routines.get().variations) == 1


@pytest.mark.parametrize("name", NOTHING_TO_SEE.values(), ids=NOTHING_TO_SEE)
def test_an_invisible_name_is_refused(name: str) -> None:
    owner, client = with_routines(0)
    with nothing_changes():
        answer = client.post(NEW, sent(name))
        assert "Give the routine a name." in words_of(answer)
        answer = client.post(NEW, sent("Evening", **{"step-0-name": name}))
        assert "Give this move a name, or remove it." in words_of(answer)
    assert live(owner) == []


@pytest.mark.parametrize("name", SOMETHING_TO_SEE)
def test_names_may_be_in_any_script_or_emoji(name: str) -> None:
    owner, client = with_routines(0)
    client.post(NEW, sent(name, **{"step-0-name": name}))
    assert live(owner) == [name]
    assert owner.own_routines.get().steps.get().name == name
    assert client.get("/sessions/start/").status_code == 200


def test_one_that_is_put_back_beside_another_of_its_name_is_called_again_2() -> None:
    owner, client = with_routines(0)
    client.post(NEW, sent("Again"))
    client.post("/routines/my-again/delete/")
    client.post(NEW, sent("again"))
    answer = client.post("/routines/my-again/restore/", follow=True)
    assert sorted(live(owner)) == ["Again 2", "again"]
    assert "You have another “Again” by now, so this is “Again 2”." in words_of(answer)
    for slug, name in (("my-again", "Again 2"), ("my-again-2", "again")):
        path = f"/routines/{slug}/edit/"
        assert client.post(path, fields_of(client.get(path))).url == f"/routines/{slug}/"
        assert name in live(owner)


@pytest.mark.parametrize(
    "twin", ["AGAIN", "Again\u200b", "Ａｇａｉｎ", " again ", "Aga\u00adin", "\u202aAgain\u202c"]
)
def test_a_name_that_looks_like_another_is_a_duplicate(twin: str) -> None:
    _owner, client = with_routines(0)
    client.post(NEW, sent("Again"), follow=True)
    with nothing_changes():
        answer = client.post(NEW, sent(twin))
    assert "You have a routine of this name." in words_of(answer)
    assert client.post(NEW, sent("Agáin")).status_code == 302


def test_long_names_stay_within_sixty_letters_when_they_get_a_number() -> None:
    owner, client = with_routines(0)
    client.post(NEW, sent("n" * 60))
    slug = owner.own_routines.get().slug
    client.post(f"/routines/{slug}/delete/")
    client.post(NEW, sent("n" * 60))
    client.post(f"/routines/{slug}/restore/")
    assert sorted(live(owner)) == ["n" * 58 + " 2", "n" * 60]


def test_two_from_before_that_look_the_same_can_both_be_saved() -> None:
    owner, client = with_routines(0)
    for n, name in enumerate(["Same", "same"]):
        Routine.objects.create(owner=owner, slug=f"my-{n}", name=name)
        assert client.post(f"/routines/my-{n}/edit/", sent(name)).status_code == 302
