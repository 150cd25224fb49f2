"""A person's own tests: what they can be called, how many, what is fixed, deleted and restored."""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from tests.factories import make_session, make_user, record
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.forms.own_tests import OwnTestForm
from tracker.models import MobilityTest, Routine, TestSetting, Trial, User
from tracker.sessions.own_tests import put_away

pytestmark = pytest.mark.django_db

NEW = "/tests/new/"
MOST = 20
PUSH: dict[str, Any] = {
    "name": "Big toe push",
    "gloss": "push it down",
    "sides": "both",
    "region": "foot",
    "ten": "moves freely",
    "zero": "blocked or very stiff",
    "unit": "cm",
    "better": "higher",
    "low": "0",
    "high": "20",
    "hint": "Foot flat.",
    "steps": "Sit.\n\n Push.  Hold.\r\n",
}
MEASURED = {"measured": "on"}


def made(owner: User, **fields: Any) -> MobilityTest:
    """A test that its owner made with the form."""
    form = OwnTestForm(owner, None, PUSH | fields)
    assert form.is_valid(), form.errors
    test = form.save()
    assert test, form.errors
    return test


def errors_of(answer: HttpResponse) -> str:
    """What the summary at the top of a page says."""
    assert answer.status_code == 422
    return words_of(answer).partition("Please check this")[2][:300]


def use(owner: User, test: MobilityTest, **fields: Any) -> None:
    side = "left" if test.sided else "none"
    session = make_session(owner=owner, stage="done", tests=(test.slug,))
    record(session, "pre", {(test.slug, side): {"score": 4, **fields}})


def changed(owner: User, test: MobilityTest, **fields: Any) -> HttpResponse:
    """The edit page, sent with these fields different from what it showed."""
    address = f"/tests/{test.slug}/edit/"
    shown = fields_of(client_of(owner).get(address))
    return client_of(owner).post(address, {k: v[0] for k, v in shown.items()} | fields)


def test_a_test_is_made_of_what_the_page_asks_for() -> None:
    test = made(make_user(), ten="as far as I can push", **MEASURED)
    assert (test.slug, test.sided, test.region) == ("my-big-toe-push", True, "foot")
    assert (test.ten_means, test.zero_means) == ("as far as I can push", "")
    assert test.protocol["steps"] == ["Sit.", "Push. Hold."]
    assert test.measure == {
        "id": "own_cm",
        "label": "Big toe push",
        "instrument": "tape",
        "unit": "cm",
        "better": "higher",
        "hard_min": 0,
        "hard_max": 20,
        "step": 0.5,
        "mdc_kind": "none",
        "threshold": 1.0,
        "past_zero": "",
    }


def test_the_page_leads_on_to_the_picture_and_sent_twice_makes_one_test() -> None:
    owner = make_user()
    client = client_of(owner)
    page = {k: v[0] for k, v in fields_of(client.get(NEW)).items()} | PUSH
    next_door = client_of(make_user())
    next_door.post(NEW, {k: v[0] for k, v in fields_of(next_door.get(NEW)).items()} | PUSH)
    for _ in range(2):
        assert client.post(NEW, page)["Location"] == "/tests/my-big-toe-push/picture/"
    assert owner.own_mobilitytests.count() == 1


def test_whoever_says_what_they_measure_is_not_asked_again() -> None:
    owner = make_user()
    test = made(owner, **MEASURED)
    assert TestSetting.objects.get(owner=owner, test=test).method == "own_cm"
    changed(owner, test, unit="s")
    assert TestSetting.objects.get(owner=owner, test=test).method == "own_s"
    assert not TestSetting.objects.filter(test=made(owner, name="Calf")).exclude(method="").exists()


def test_a_test_without_a_measured_value_has_none() -> None:
    assert made(make_user()).measures == []


@pytest.mark.parametrize(
    ("length", "high", "stored"), [("cm", "20,5", 20.5), ("in", "8", 20.32), ("in", "20 cm", 20)]
)
def test_the_range_is_typed_in_the_own_unit_and_stored_in_centimetres(
    length: str, high: str, stored: float
) -> None:
    owner = make_user(length=length)
    test = made(owner, high=high, **MEASURED)
    assert test.measure["hard_max"] == stored
    assert test.measure["unit"] == "cm"
    assert changed(owner, test).status_code == 302
    assert owner.own_mobilitytests.get().measure["hard_max"] == stored, "saved as it was shown"


def test_the_range_is_in_the_unit_of_the_page_whatever_was_set_in_another_tab() -> None:
    owner = make_user()
    client = client_of(owner)
    shown = {name: value[0] for name, value in fields_of(client.get(NEW)).items()}
    client.post("/settings/units/", {"length": "in"}, headers={"accept": "application/json"})
    owner.refresh_from_db()
    assert owner.length == "in"
    client.post(NEW, shown | PUSH | MEASURED)
    assert owner.own_mobilitytests.get().measure["hard_max"] == 20


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "  "}, "Name: Give the test a name."),
        ({"name": "\u200b"}, "Name: Give the test a name."),
        ({"name": "x" * 41}, "Name: Ensure this value has at most 40 characters"),
        ({"region": ""}, "Where on the body: Say where on the body it is."),
        ({"sides": "three"}, "Sides: Select a valid choice"),
        ({"hint": "x" * 61}, "One line while you rate: Ensure this value has at most 60"),
        ({"steps": "a\n" * 13}, "Steps, one a line: At most 12 steps."),
        ({"low": "20", **MEASURED}, "Lowest possible: Must be less than the highest."),
        ({"low": "30", **MEASURED}, "Lowest possible: Must be less than the highest."),
        ({"high": "", **MEASURED}, "Highest possible: Use a number from"),
        ({"high": "a lot", **MEASURED}, "Highest possible: Use a number from"),
        ({"high": "9000", **MEASURED}, "Highest possible: Use a number from −300 to 300."),
        ({"unit": "furlong", **MEASURED}, "Unit: Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(wrong: dict[str, str], sentence: str) -> None:
    client = client_of(make_user())
    with nothing_changes():
        answer = client.post(NEW, PUSH | wrong)
    assert sentence in errors_of(answer)
    assert "Push.  Hold." in text_of(answer) or "steps" in wrong, "what was typed is still there"


@pytest.mark.once
@pytest.mark.parametrize(
    "name", ["Toe spread", "TOE  SPREAD", "ｔoe spread", "Finger-Boden-Test", "finger-boden-test"]
)
def test_no_own_test_is_called_like_a_built_in_one_in_any_language(name: str) -> None:
    answer = client_of(make_user()).post(NEW, PUSH | {"name": name})
    assert "There is a test called" in errors_of(answer)


def test_no_two_own_tests_are_called_alike_but_those_of_two_people_can_be() -> None:
    owner = make_user()
    test = made(owner)
    answer = client_of(owner).post(NEW, PUSH | {"name": "big  TOE push"})
    assert "Name: There is a test called big TOE push already." in errors_of(answer)
    made(make_user())
    client_of(owner).post(f"/tests/{test.slug}/delete/")
    answer = client_of(owner).post(NEW, PUSH)
    assert "You deleted a test called Big toe push. Restore it" in errors_of(answer)


def test_there_is_a_limit_that_is_said_before_anything_is_typed() -> None:
    owner = make_user()
    first, *_ = [made(owner, name=f"Own {number}") for number in range(MOST)]
    client = client_of(owner)
    assert f"You have {MOST} tests of your own" in words_of(client.get(NEW))
    with nothing_changes():
        assert f"You have {MOST} tests" in words_of(client.post(NEW, PUSH))
    client.post(f"/tests/{first.slug}/delete/")
    made(owner)
    answer = client.post(f"/tests/{first.slug}/restore/", follow=True)
    assert "Delete one, then restore it." in words_of(answer)
    assert owner.own_mobilitytests.filter(retired=False).count() == MOST


def test_before_a_session_used_it_everything_can_change() -> None:
    owner = make_user()
    test = made(owner, **MEASURED)
    new = {"name": "Toe press", "sides": "one", "unit": "s", "better": "lower", "low": "5"}
    assert changed(owner, test, **new).status_code == 302
    test.refresh_from_db()
    assert (test.name, test.sided, test.measure["id"]) == ("Toe press", False, "own_s")
    assert (test.measure["better"], test.measure["hard_min"]) == ("lower", 5)
    assert test.slug == "my-big-toe-push"


@pytest.mark.parametrize("value", [{}, {"value": "8", "method": "own_cm"}])
def test_once_used_it_says_what_is_fixed_and_why(value: dict[str, str]) -> None:
    owner = make_user()
    test = made(owner, **MEASURED)
    use(owner, test, **value)
    page = client_of(owner).get(f"/tests/{test.slug}/edit/")
    assert "a line of ratings is about one thing" in words_of(page)
    assert not {"name", "sides", "unit", "better", "measured"} & fields_of(page).keys()
    new = {"gloss": "press", "region": "ankle", "ten": "far", "high": "25", "steps": "Press."}
    assert changed(owner, test, **new).status_code == 302
    test.refresh_from_db()
    assert (test.gloss, test.region, test.ten_means) == ("press", "ankle", "far")
    assert (test.measure["hard_max"], test.protocol["steps"]) == (25, ["Press."])


@pytest.mark.once
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": "Another"}, "Name: A session has used this test"),
        ({"sides": "one"}, "Sides: A session has used this test"),
        ({"unit": "s"}, "Unit: A session has used this test"),
        ({"better": "lower"}, "Freer is: A session has used this test"),
        ({"low": "1"}, "Lowest possible: A session has used this test. This end can only move"),
        ({"high": "19"}, "Highest possible: A session has used this test. This end can only"),
    ],
)
def test_what_is_fixed_is_refused_whatever_a_page_sends(
    wrong: dict[str, str], sentence: str
) -> None:
    """As a page does that was opened before the session."""
    owner = make_user()
    test = made(owner, **MEASURED)
    client, address = client_of(owner), f"/tests/{test.slug}/edit/"
    page = {k: v[0] for k, v in fields_of(client.get(address)).items()}
    use(owner, test)
    with nothing_changes():
        answer = client.post(address, page | wrong)
    assert sentence in errors_of(answer)
    assert client.post(address, page).status_code == 302, "unchanged it can be sent"


def test_a_measured_value_can_come_later_and_never_go() -> None:
    owner = make_user()
    test = made(owner)
    use(owner, test)
    assert changed(owner, test, **MEASURED, unit="deg").status_code == 302
    test.refresh_from_db()
    assert test.measure["id"] == "own_deg"
    page = fields_of(client_of(owner).get(f"/tests/{test.slug}/edit/"))
    assert "measured" not in page
    client_of(owner).post(f"/tests/{test.slug}/edit/", {k: v[0] for k, v in page.items()})
    test.refresh_from_db()
    assert test.measure["id"] == "own_deg"


def test_a_session_that_only_plans_a_test_has_used_it() -> None:
    """The negative control is another test of the same person."""
    owner = make_user()
    test, other = made(owner), made(owner, name="Calf")
    make_session(owner=owner, tests=(test.slug,))
    assert "name" not in fields_of(client_of(owner).get(f"/tests/{test.slug}/edit/"))
    assert "name" in fields_of(client_of(owner).get(f"/tests/{other.slug}/edit/"))


def test_a_deleted_test_keeps_its_ratings_and_can_be_restored() -> None:
    owner = make_user()
    client, test = client_of(owner), made(owner)
    use(owner, test)
    answer = client.post(f"/tests/{test.slug}/delete/", follow=True)
    assert "Test deleted. Its ratings stay." in words_of(answer)
    assert f"/tests/{test.slug}/restore/" in text_of(answer), "undo"
    assert test.name not in words_of(client.get("/sessions/start/"))
    assert test.name in words_of(client.get("/progress/"))
    assert client.get(f"/tests/{test.slug}/edit/").status_code == 404
    assert f'action="/tests/{test.slug}/restore/"' in text_of(client.get("/tests/"))
    client.post(f"/tests/{test.slug}/restore/")
    assert f'action="/tests/{test.slug}/restore/"' not in text_of(client.get("/tests/"))
    assert f'href="/tests/{test.slug}/edit/"' in text_of(client.get("/tests/"))
    assert test.name in words_of(client.get("/sessions/start/"))


@pytest.mark.parametrize("named", ["tests", "guess"])
def test_what_a_running_plan_looks_at_cannot_be_deleted(named: str) -> None:
    owner = make_user()
    client, test = client_of(owner), made(owner)
    routine = Routine.objects.get(slug="sock_pull", owner=None)
    looks_at = {"tests": [test.slug]} if named == "tests" else {"guess": test.slug}
    about = {"design": "control", "routine": routine, "planned": 24}
    plan = Trial.objects.create(owner=owner, **about, **looks_at)
    answer = client.post(f"/tests/{test.slug}/delete/", follow=True)
    assert not owner.own_mobilitytests.get().retired
    assert "A fair test with this test is running. Delete it after that." in words_of(answer)
    plan.delete()
    client.post(f"/tests/{test.slug}/delete/")
    assert not owner.own_mobilitytests.filter(retired=False).exists()


def test_whoever_makes_and_deletes_for_ever_keeps_only_what_was_used() -> None:
    owner = make_user()
    used = made(owner, name="Used")
    use(owner, used)
    for name in ["Used", *(f"Own {number}" for number in range(MOST + 3))]:
        test = owner.own_mobilitytests.filter(name=name).first() or made(owner, name=name)
        put_away(test)
    left = set(owner.own_mobilitytests.values_list("name", flat=True))
    assert left == {"Used"} | {f"Own {number}" for number in range(3, MOST + 3)}
    assert client_of(owner).get("/progress/").status_code == 200


def test_nobody_else_sees_edits_deletes_or_restores_it() -> None:
    test = made(make_user())
    stranger = client_of(make_user())
    with nothing_changes():
        for page in ("edit", "picture"):
            assert stranger.get(f"/tests/{test.slug}/{page}/").status_code == 404
        for page in ("edit", "delete", "restore"):
            assert stranger.post(f"/tests/{test.slug}/{page}/", PUSH).status_code == 404
        assert stranger.post("/tests/toe_spread/delete/").status_code == 404
    assert test.name not in words_of(stranger.get("/sessions/start/"))


ODD_NAMES = (
    *("Großzehengrundgelenksbeweglichkeit", "דחיפת הבוהן", '<b>"Toe" & Ω</b>'),
    *("</script><script>alert(1)", "{{ name }} %(name)s"),
)


@pytest.mark.once
def test_a_name_is_shown_as_it_was_typed_on_every_page() -> None:
    owner = make_user()
    client, tests = client_of(owner), [made(owner, name=name, sides="one") for name in ODD_NAMES]
    slugs = tuple(test.slug for test in tests)
    for _ in range(3):
        session = make_session(owner=owner, stage="done", tests=slugs)
    opened = make_session(owner=owner, tests=slugs)
    pages = ["/progress/", "/sessions/start/", "/compare/", f"/sessions/{opened.uuid}/pre/"]
    pages += [f"/sessions/{session.uuid}/{page}/" for page in ("result", "edit")]
    of_one = [(f"/progress/{test.slug}/", [test.name]) for test in tests]
    of_one += [(f"/tests/{test.slug}/edit/", [test.name]) for test in tests]
    for page, names in [*((page, ODD_NAMES) for page in pages), *of_one]:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert not re.search('<script>alert|<b>"Toe"', text_of(answer)), page
        missing = [name for name in names if name not in words_of(answer)]
        assert missing == [] or page == "/compare/", page
    assert len(set(slugs)) == len(ODD_NAMES)
    assert all(slug.startswith("my-") for slug in slugs)


def test_its_own_words_for_the_ends_stand_beside_its_line() -> None:
    owner = make_user()
    client, test = client_of(owner), made(owner, ten="as far as I can", zero="not at all")
    for _ in range(3):
        use(owner, test)
    words = words_of(client.get(f"/progress/{test.slug}/"))
    assert "10 as far as I can" in words and "0 not at all" in words
    assert "10 moves completely freely" not in words


def test_how_sure_is_this_lists_no_published_figure_of_an_own_test() -> None:
    owner = make_user()
    made(owner, **MEASURED)
    published = words_of(client_of(owner).get("/sure/")).lower()
    assert published.count("big toe push") == 1, "its own swing alone"


def test_the_list_says_in_what_it_is_measured_and_its_page_leads_to_the_form() -> None:
    owner = make_user()
    client, test = client_of(owner), made(owner, **MEASURED, unit="s")
    assert "Measured: seconds" in words_of(client.get("/tests/"))
    rated_only = words_of(client.get("/tests/")).count("Rated only")
    made(owner, name="Heel raise")
    assert words_of(client.get("/tests/")).count("Rated only") == rated_only + 1
    assert f'href="/tests/{test.slug}/edit/"' in text_of(client.get(f"/tests/{test.slug}/"))
    assert "/edit/" not in text_of(client.get("/tests/toe_touch/"))


def test_what_a_session_uses_while_its_page_is_saved_stays_as_it_was() -> None:
    """Two at once: each form was valid before the session came."""
    owner = make_user()
    test = made(owner, **MEASURED)
    changes: list[dict[str, Any]] = [
        *({"name": "Another"}, {"sides": "one"}, {"unit": "s"}, {"better": "lower"}),
        *({"low": "1"}, {"high": "19"}, {"measured": ""}),
    ]
    forms = [OwnTestForm(owner, test, PUSH | MEASURED | change) for change in changes]
    allowed = OwnTestForm(owner, test, PUSH | MEASURED | {"high": "21", "gloss": "press"})
    assert all(form.is_valid() for form in (*forms, allowed))
    use(owner, test)
    assert [form.save() for form in forms] == [None] * len(forms)
    assert "meanwhile" in str(forms[0].non_field_errors())
    assert allowed.save()
