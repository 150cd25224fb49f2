"""Own routines: created, copied, edited, deleted, and visible to their owner alone."""

import uuid
from typing import Any

import pytest
from django.test import Client

from tests.factories import copy, make_user, start_session
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tracker.models import MobilityTest, Routine, Session, Step, User
from tracker.sessions.lifecycle import advance

pytestmark = pytest.mark.django_db

NEW = "/routines/new/"
STEP = {"name": "Calf raise", "time": "chosen", "sides": "each", "hand": "both"}
ABOUT = {
    "name": "Evening feet",
    "region": "ankle",
    "position_text": "Sit on the floor.",
    "lead_in": "5",
    "change_seconds": "5",
    "swap_seconds": "7",
}


def sent(*steps: dict[str, str], **about: str) -> dict[str, Any]:
    """What the page sends for these steps."""
    fields: dict[str, Any] = ABOUT | about | {"step": [str(n) for n in range(len(steps))]}
    for number, step in enumerate(steps):
        fields |= {f"step-{number}-{name}": value for name, value in (STEP | step).items()}
    return fields


def builtin(slug: str = "toe_spreaders") -> Routine:
    return Routine.objects.get(owner=None, slug=slug)


def names(routine: Routine) -> list[str]:
    return [step.name for step in routine.steps.all()]


def session_with(owner: User, routine: Routine, **options: Any) -> Session:
    return start_session(
        owner,
        uuid=uuid.uuid4(),
        routine=routine,
        tests=MobilityTest.objects.filter(slug="toe_touch"),
        seconds=45,
        order="left",
        **options,
    )


def test_a_new_routine_is_stored_with_its_steps_in_order() -> None:
    owner = make_user()
    steps = (
        {"name": "Calf raise", "cue": "Heels up.", "sides": "none"},
        {"name": "Toe curl", "time": "fixed", "seconds": "20", "sides": "left"},
        {"name": "Shake", "time": "chosen-15", "hand": "opposite", "say": "Shake the {side} foot."},
    )
    answer = client_of(owner).post(NEW, sent(*steps))
    routine = owner.own_routines.get()
    assert answer.url == f"/routines/{routine.slug}/"
    assert (routine.slug, routine.name) == ("my-evening-feet", "Evening feet")
    stored = list(routine.steps.values_list("name", "sides", "seconds", "less", "hand", "say"))
    assert stored == [
        ("Calf raise", "none", None, 0, "both", "Calf raise."),
        ("Toe curl", "left", 20, 0, "both", "Toe curl."),
        ("Shake", "each", None, 15, "opposite", "Shake the {side} foot."),
    ]
    assert routine.presets == {"short": 30, "standard": 45, "full": 60}


@pytest.mark.parametrize(
    ("region", "nearby"), [("foot", ["ankle"]), ("knee", ["ankle", "hip"]), ("low_back", ["hip"])]
)
def test_regions_beside_the_worked_one_are_next_to_it(region: str, nearby: list[str]) -> None:
    owner = make_user()
    client_of(owner).post(NEW, sent({}, region=region))
    places = owner.own_routines.get().places
    assert places[region] == "worked"
    assert sorted(name for name, word in places.items() if word == "next") == nearby
    assert len(places) == 5


def test_saving_without_a_change_writes_nothing() -> None:
    owner = make_user()
    copied = copy(builtin("sock_pull"), owner)
    client = client_of(owner)
    page = client.get(f"/routines/{copied.slug}/edit/")
    before = [Routine.objects.values().get(pk=copied.pk), *steps_without_key(copied)]
    answer = client.post(f"/routines/{copied.slug}/edit/", fields_of(page))
    assert answer.status_code == 302, words_of(answer)
    assert [Routine.objects.values().get(pk=copied.pk), *steps_without_key(copied)] == before


def steps_without_key(routine: Routine) -> list[dict[str, Any]]:
    return [{k: v for k, v in step.items() if k != "id"} for step in routine.steps.values()]


def test_the_order_of_the_page_becomes_the_order_of_the_steps() -> None:
    owner = make_user()
    client = client_of(owner)
    client.post(NEW, sent({"name": "One"}, {"name": "Two"}, {"name": "Three"}))
    fields = sent({"name": "One"}, {"name": "Two"}, {"name": "Three"}) | {"step": ["2", "0", "1"]}
    client.post("/routines/my-evening-feet/edit/", fields)
    assert names(owner.own_routines.get()) == ["Three", "One", "Two"]


def test_the_spoken_name_follows_a_renamed_step() -> None:
    owner = make_user()
    client = client_of(owner)
    client.post(NEW, sent({"name": "Calf raise"}))
    fields = fields_of(client.get("/routines/my-evening-feet/edit/"))
    assert fields["step-0-say"] == [""]
    client.post("/routines/my-evening-feet/edit/", fields | {"step-0-name": "Heel raise"})
    assert Step.objects.get(routine__owner=owner).say == "Heel raise."


def test_two_steps_of_one_technique_have_keys_of_their_own_in_the_plan() -> None:
    owner = make_user()
    step = {"technique": "ts_traction", "name": "Traction"}
    client_of(owner).post(NEW, sent(step, step, step | {"sides": "left"}, {"name": "Ähm"}))
    plan = session_with(owner, owner.own_routines.get()).plan
    keys = [step.key for step in plan.steps]
    assert len(set(keys)) == len(keys) == 7
    assert keys[0] == "left.ts_traction"


def test_a_button_moves_a_step_and_saves_nothing() -> None:
    owner = make_user()
    client = client_of(owner)
    fields = sent({"name": "One"}, {"name": "Two", "time": "fixed", "seconds": "soon"})
    with nothing_changes():
        page = client.post(NEW, fields | {"do": "up:1"})
    assert page.status_code == 200
    back = fields_of(page)
    assert back["step"] == ["1", "0"]
    assert back["step-1-seconds"] == ["soon"]
    assert {name: back[name] for name in ABOUT} == {name: [value] for name, value in ABOUT.items()}


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("up:0", ["0", "1", "2"]),
        ("down:0", ["1", "0", "2"]),
        ("down:2", ["0", "1", "2"]),
        ("remove:1", ["0", "2"]),
        ("add", ["0", "1", "2", "3"]),
        ("up:99", ["0", "1", "2"]),
        ("down:\x00", ["0", "1", "2"]),
        ("fly:1", ["0", "1", "2"]),
        ("x" * 5000, ["0", "1", "2"]),
    ],
)
def test_the_buttons_of_a_step_work(do: str, order: list[str]) -> None:
    fields = sent({"name": "One"}, {"name": "Two"}, {"name": "Three"})
    page = client_of(make_user()).post(NEW, fields | {"do": do})
    assert page.status_code == 200
    assert fields_of(page)["step"] == order


def test_a_copied_step_has_all_values_of_the_original() -> None:
    fields = sent({"name": "One"}) | {"do": "add", "known": "sock_pull.sp_posterior_down"}
    back = fields_of(client_of(make_user()).post(NEW, fields))
    assert back["step-1-technique"] == ["sp_posterior_down"]
    assert back["step-1-time"] == ["chosen-15"]
    assert back["step-1-illustration"] == ["sp_reverse"]


def test_the_length_is_computed_again_with_every_button() -> None:
    client = client_of(make_user())
    steps = [{"name": "One", "time": "fixed", "seconds": "600", "sides": "none"}] * 2
    answer = client.post(NEW, sent(*steps) | {"do": "remove:1"})
    assert "About 10 minutes at 45 s a move" in words_of(answer)
    answer = client.post(NEW, sent(*steps) | {"do": "up:1"})
    assert "About 20 minutes at 45 s a move" in words_of(answer)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": ""}, "Give the routine a name."),
        ({"name": "   "}, "Give the routine a name."),
        ({"name": "x" * 61}, "at most 60 characters"),
        ({"region": ""}, "Say where it works."),
        ({"region": "head"}, "Pick one from the list."),
        ({"lead_in": "-1"}, "Use a whole number from 0 to 60."),
        ({"swap_seconds": "9" * 5000}, "Use a whole number from 0 to 60."),
        ({"change_seconds": ""}, "Use a whole number from 0 to 60."),
        ({"position_text": "a\x00b"}, "Null characters are not allowed."),
        ({"step": []}, "A routine has 1 to 40 moves."),
        ({"step-0-name": ""}, "Give this move a name, or remove it."),
        ({"step-0-name": "a\x00b"}, "Null characters are not allowed."),
        ({"step-0-time": "forever"}, "Pick one from the list."),
        ({"step-0-time": "fixed"}, "Say how many, from 5 to 600."),
        ({"step-0-time": "fixed", "step-0-seconds": "4"}, "Use a whole number from 5 to 600."),
        ({"step-0-time": "fixed", "step-0-seconds": "601"}, "Use a whole number from 5 to 600."),
        ({"step-0-sides": "middle"}, "Pick one from the list."),
        ({"step-0-hand": ""}, "This field is required."),
        ({"step-0-illustration": "../../secret"}, "Pick one from the list."),
        ({"step-0-cue": "Hold {foot}."}, "Only {side} and {hand} can be filled in, not {foot}."),
        ({"step-0-say": "One two three four five six seven eight nine."}, "At most 8 words"),
        ({"step-0-name": "One two three four five six seven eight nine"}, "At most 8 words"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_shown_again(
    change: dict[str, Any], reason: str
) -> None:
    owner = make_user()
    client = client_of(owner)
    copied = copy(builtin(), owner)
    path = f"/routines/{copied.slug}/edit/"
    fields = sent({"name": "Calf raise", "cue": "Typed before."}) | change
    for where in (path, NEW):
        with nothing_changes():
            answer = client.post(where, fields)
        assert answer.status_code == 422
        assert words_of(answer).count(reason) == (1 if "step" in change else 2)
        refused_fields = fields_of(answer)
        if "step" not in change:
            assert refused_fields["step-0-cue"] == [change.get("step-0-cue", "Typed before.")]


def test_two_own_routines_cannot_have_one_name() -> None:
    client = client_of(make_user())
    client.post(NEW, sent({}))
    answer = client.post(NEW, sent({}, name="EVENING feet"))
    assert answer.status_code == 422
    assert "You have a routine of this name." in words_of(answer)


def test_names_without_letters_or_with_the_same_ones_get_distinct_slugs() -> None:
    owner = make_user()
    client = client_of(owner)
    for name in ("夕方", "朝", "Évening feet!", "evening feet", "n" * 60):
        assert client.post(NEW, sent({}, name=name)).status_code == 302
    slugs = set(owner.own_routines.values_list("slug", flat=True))
    evenings = {"my-evening-feet", "my-evening-feet-2"}
    assert slugs == {"my-routine", "my-routine-2", f"my-{'n' * 30}", *evenings}
    for slug in slugs:
        assert client.get(f"/routines/{slug}/edit/").status_code == 200


def test_a_copy_equals_the_original_and_changes_independently() -> None:
    owner = make_user()
    client = client_of(owner)
    original = builtin("sock_pull")
    before = names(original)
    path = "/routines/sock_pull/copy/"
    with nothing_changes():
        page = client.get(path)
    assert client.post(path, fields_of(page)).url == "/routines/my-copy-of-sock-pull/"
    copied = owner.own_routines.get()
    assert (copied.name, names(copied)) == ("Copy of Sock Pull", before)
    for order in ("left", "right"):
        mine, its = (session_plan(routine, order) for routine in (copied, original))
        assert mine == its
    client.post(f"/routines/{copied.slug}/edit/", sent({"name": "Only this"}))
    assert names(owner.own_routines.get()) == ["Only this"]
    assert names(builtin("sock_pull")) == before


def session_plan(routine: Routine, order: str) -> list[dict[str, Any]]:
    owner = make_user()
    routine.owner_id = routine.owner_id and owner.pk
    session = start_session(
        owner,
        uuid=uuid.uuid4(),
        routine=routine,
        tests=[],
        seconds=60,
        order=order,
    )
    return session.plan.routine.steps


def test_copies_of_copies_get_free_names() -> None:
    owner = make_user()
    client = client_of(owner)
    for slug in (*["toe_spreaders"] * 3, "my-copy-of-toe-spreaders"):
        path = f"/routines/{slug}/copy/"
        client.post(path, fields_of(client.get(path)))
    assert len(set(owner.own_routines.values_list("name", flat=True))) == 4


def test_a_copy_offers_variations_of_its_own() -> None:
    owner = make_user()
    client = client_of(owner)
    copy(builtin("sock_pull"), owner)
    page = client.get("/sessions/start/")
    fields = fields_of(page, "/sessions/start/")
    squeezes = [name for name in fields if name.startswith("vary-sp_squeeze")]
    assert squeezes == ["vary-sp_squeeze", "vary-sp_squeeze-my-copy-of-sock-pull"]
    chosen = fields | {"routine": "my-copy-of-sock-pull"}
    chosen["vary-sp_squeeze-my-copy-of-sock-pull"] = "firm"
    client.post("/sessions/start/", chosen)
    plan = owner.sessions.get().plan.routine
    assert [variation.value for variation in plan.variations] == ["firm"]


def test_a_variation_goes_with_the_last_of_its_steps() -> None:
    owner = make_user()
    copied = copy(builtin(), owner)
    client_of(owner).post(f"/routines/{copied.slug}/edit/", sent({"name": "Something else"}))
    assert owner.own_routines.get().variations == []


def test_a_used_session_keeps_its_plan_after_edit_and_delete() -> None:
    owner = make_user()
    client = client_of(owner)
    copied = copy(builtin(), owner)
    session = session_with(owner, copied)
    plan = session.plan
    client.post(f"/routines/{copied.slug}/edit/", sent({"name": "Another"}, name="Renamed"))
    client.post(f"/routines/{copied.slug}/delete/")
    session.refresh_from_db()
    assert session.plan == plan
    assert client.get(f"/sessions/{session.uuid}/pre/").status_code == 200
    advance(session, "pre")
    assert "Copy of Toe Spreaders" in words_of(client.get(f"/sessions/{session.uuid}/routine/"))


def test_a_deleted_routine_is_not_offered_until_it_is_restored() -> None:
    owner = make_user()
    client = client_of(owner)
    path = f"/routines/{copy(builtin(), owner).slug}/"
    assert "Undo" in words_of(client.post(f"{path}delete/", follow=True))
    assert client.get(path).status_code == client.get(f"{path}edit/").status_code == 404
    assert "Copy of" not in words_of(client.get("/sessions/start/"))
    assert "Restore Copy of Toe Spreaders" in words_of(client.get("/routines/"))
    assert client.post(f"{path}restore/").url == path
    assert "Copy of Toe Spreaders" in words_of(client.get("/sessions/start/"))


def test_an_own_routine_is_offered_planned_and_shown() -> None:
    owner = make_user()
    client = client_of(owner)
    client.post(NEW, sent({"name": "Alone", "sides": "right"}))
    assert "Evening feet Your own routine About 1 minute." in words_of(
        client.get("/sessions/start/")
    )
    fields = fields_of(client.get("/sessions/start/"), "/sessions/start/")
    client.post("/sessions/start/", fields | {"routine": "my-evening-feet"})
    steps = owner.sessions.get().plan.routine.steps
    assert [(step.side, step.name) for step in steps] == [("right", "Alone")]
    assert "Right only" in words_of(client.get("/routines/my-evening-feet/"))


@pytest.mark.parametrize("verb", ["edit", "delete", "restore"])
def test_a_built_in_one_can_only_be_copied(verb: str) -> None:
    client = client_of(make_user())
    with nothing_changes():
        assert client.post(f"/routines/toe_spreaders/{verb}/", sent({})).status_code == 404


@pytest.mark.parametrize("verb", ["", "edit/", "copy/", "delete/", "restore/"])
def test_another_person_gets_a_404(verb: str) -> None:
    path = f"/routines/{copy(builtin(), make_user()).slug}/{verb}"
    stranger = client_of(make_user())
    with nothing_changes():
        for answer in (stranger.get(path), stranger.post(path, sent({}))):
            assert answer.status_code in (404, 405)
    assert stranger.post(path, sent({})).status_code == (404 if verb else 405)
    assert "Copy of" not in words_of(stranger.get("/routines/"))


def test_steps_of_others_cannot_be_copied() -> None:
    client_of(make_user()).post(NEW, sent({"name": "Secret move"}))
    assert "Secret move" not in client_of(make_user()).get(NEW).content.decode()


def test_pages_of_routines_redirect_to_the_sign_in_page() -> None:
    for path in ("", "new/", "toe_spreaders/edit/"):
        assert Client().get(f"/routines/{path}").url.startswith("/accounts/login/")


@pytest.mark.parametrize("count", [1000, 10_000])
def test_thousands_of_fields_are_refused(count: int) -> None:
    client = client_of(make_user())
    fields = sent({}) | {f"step-{n}-name": "x" for n in range(count)}
    with nothing_changes():
        assert client.post(NEW, fields).status_code == 400


@pytest.mark.parametrize("numbers", [["\x00"], ["-1"], ["9" * 5000], ["٣"], ["0x1"], ["<b>"]])
def test_invalid_step_numbers_are_ignored(numbers: list[str]) -> None:
    answer = client_of(make_user()).post(NEW, sent({}) | {"step": numbers})
    assert answer.status_code == 422


def test_more_than_forty_steps_are_refused_and_shown_again() -> None:
    owner = make_user()
    client = client_of(owner)
    answer = client.post(NEW, sent(*[{"name": f"Move {n}"} for n in range(41)]))
    assert answer.status_code == 422
    assert "A routine has 1 to 40 moves." in words_of(answer)
    assert len(fields_of(answer)["step"]) == 41
    assert client.post(NEW, sent(*[{}] * 40)).status_code == 302
    fields = sent(*[{}] * 40, name="Another") | {"do": "add"}
    assert len(fields_of(client.post(NEW, fields))["step"]) == 40


def test_hostile_text_is_escaped() -> None:
    client = client_of(make_user())
    evil = '"><script>alert(1)</script>'
    page = client.post(NEW, sent({"name": evil, "cue": evil}, name=evil), follow=True)
    assert page.status_code == 200
    for path in ("/routines/", "/sessions/start/", "/routines/my-scriptalert1script/edit/"):
        assert "<script>alert" not in client.get(path).content.decode()


def test_the_number_of_queries_does_not_grow_with_routines(
    django_assert_max_num_queries: Any,
) -> None:
    owner = make_user()
    client = client_of(owner)
    for _ in range(6):
        copy(builtin(), owner)
    with django_assert_max_num_queries(8):
        client.get("/routines/")
    with django_assert_max_num_queries(12):
        client.get(f"/routines/{owner.own_routines.first().slug}/edit/")


@pytest.mark.parametrize("slug", ["toe_spreaders", "sock_pull"])
def test_the_page_of_a_routine_says_what_is_ours_and_not_of_the_article(slug: str) -> None:
    words = words_of(client_of(make_user()).get(f"/routines/{slug}/"))
    assert "Ours are" in words
