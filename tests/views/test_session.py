"""One session, page by page: what the pages save, refuse and show."""

import json
import re
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import change_routine, make_session, make_user, measuring, rate, record
from tests.pages import client_of, fields_of, text_of, words_of
from tests.rows import nothing_changes
from tracker.models import Rating, Session

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
SLOTS = ("ankle_dorsiflexion-left", "ankle_dorsiflexion-right", "toe_touch-none")


def session_at(stage: str, **fields: Any) -> tuple[Session, Client]:
    session = make_session(owner=measuring(make_user()), tests=QUICK, stage=stage, **fields)
    return session, client_of(session.owner)


def url(session: Session, page: str = "") -> str:
    return f"/sessions/{session.uuid}/{page and page + '/'}"


def scores(*numbers: int, go: str = "next") -> dict[str, str]:
    pairs = zip(SLOTS, numbers, strict=False)
    return {"go": go} | {f"{slot}-score": str(number) for slot, number in pairs}


def stored(session: Session, phase: str) -> list[int | None]:
    rows = session.ratings.order_by("test__position", "side")
    return list(rows.values_list(f"{phase}_score", flat=True))


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


@pytest.mark.parametrize(
    ("stage", "page"),
    [("pre", "pre"), ("routine", "routine"), ("post", "post"), ("done", "result")],
)
def test_a_session_opens_at_the_page_of_its_stage(stage: str, page: str) -> None:
    session, client = session_at(stage)
    response = client.get(url(session), follow=True)
    assert response.status_code == 200
    assert response.redirect_chain == [(url(session, page), 302)]


@pytest.mark.parametrize("stage", ["pre", "routine", "post", "done"])
@pytest.mark.parametrize("page", ["pre", "routine", "post", "result"])
def test_a_page_out_of_turn_redirects_to_the_current_stage(stage: str, page: str) -> None:
    session, client = session_at(stage)
    open_too = {("routine", "pre"), ("routine", "post")}
    turn = {"done": "result"}.get(stage, stage)
    response = client.get(url(session, page))
    if page == turn or (stage, page) in open_too:
        assert response.status_code == 200
    else:
        assert response.headers["Location"] == url(session, turn)


def test_a_whole_session_works_without_javascript() -> None:
    session, client = session_at("pre")
    response = client.post(url(session, "pre"), scores(4, 0, 10), follow=True)
    assert response.redirect_chain[-1][0] == url(session, "routine")
    response = client.post(url(session, "routine"), fields_of(response), follow=True)
    assert response.redirect_chain[-1][0] == url(session, "post")
    response = client.post(url(session, "post"), scores(6, 0, 9), follow=True)
    assert response.redirect_chain[-1][0] == url(session, "result")
    assert (stored(session, "pre"), stored(session, "post")) == ([4, 0, 10], [6, 0, 9])
    words = words_of(response)
    for change in ("2 freer", "same", "1 stiffer"):
        assert change in words
    assert again(session).is_done
    assert sum(again(session).dose.values()) > 100


def test_the_page_sends_back_what_it_shows() -> None:
    session, client = session_at("pre")
    record(session, "pre", {("ankle_dorsiflexion", "left"): {"score": 7, "value": Decimal("8.5")}})
    record(session, "pre", {("toe_touch", "none"): {"skip": "pain", "discomfort": 3}})
    before = list(session.ratings.values("pre_score", "pre_value", "pre_skip", "pre_discomfort"))
    fields = fields_of(client.get(url(session, "pre"))) | {"go": "later"}
    assert client.post(url(session, "pre"), fields).headers["Location"] == "/"
    rows = session.ratings.exclude(test__slug="ankle_dorsiflexion", side="right")
    assert list(rows.values("pre_score", "pre_value", "pre_skip", "pre_discomfort")) == before


def test_missing_ratings_get_errors_and_the_others_are_saved() -> None:
    session, client = session_at("pre")
    response = client.post(url(session, "pre"), scores(4, 5))
    assert response.status_code == 422
    assert words_of(response).count("Pick a number from 0 to 10, or skip this test.") == 2
    assert stored(session, "pre") == [4, 5]
    assert again(session).stage == "pre"
    checked = fields_of(response)
    assert [checked.get(f"{slot}-score") for slot in SLOTS] == [["4"], ["5"], None]


def test_people_may_continue_with_missing_ratings_or_come_back_later() -> None:
    session, client = session_at("pre")
    assert client.post(url(session, "pre"), scores(4, go="later")).headers["Location"] == "/"
    assert again(session).stage == "pre"
    client.post(url(session, "pre"), scores(4, go="anyway"))
    assert again(session).stage == "routine"


def test_a_blank_page_of_another_device_clears_nothing() -> None:
    session, client = session_at("pre")
    client.post(url(session, "pre"), scores(4, 5, go="later"))
    client.post(url(session, "pre"), {"toe_touch-none-score": "6", "go": "later"})
    assert stored(session, "pre") == [4, 5, 6]


def test_a_skip_with_a_reason_is_not_a_missing_rating() -> None:
    session, client = session_at("pre")
    sent = scores(4, 5) | {"toe_touch-none-skip": "equipment"}
    assert client.post(url(session, "pre"), sent).headers["Location"] == url(session, "routine")
    assert session.ratings.get(test__slug="toe_touch").pre_skip == "equipment"


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("ankle_dorsiflexion-left-value", "85", "Use a number from 0 to 30. Did you mean 8.5?"),
        ("ankle_dorsiflexion-left-value", "far", "Use a number from 0 to 30, such as 15.5."),
        ("toe_touch-none-value", "60", "60 cm is outside the usual −20 to 30. Is it right?"),
        ("toe_touch-none-score", "11", "Pick a number from 0 to 10, or skip this test."),
        ("toe_touch-none-skip", "boredom", "Pick one of the reasons, or leave it."),
        ("toe_touch-none-discomfort", "-1", "Pick a number from 0 to 10, or leave it."),
    ],
)
@pytest.mark.parametrize("phase", ["pre", "post"])
def test_bad_input_is_refused_with_an_error_and_shown_again(
    phase: str, field: str, text: str, sentence: str
) -> None:
    session, client = session_at(phase)
    sent = scores(4, 5) | {"toe_touch-none-value": "3,5", field: text}
    with nothing_changes():
        response = client.post(url(session, phase), sent)
    assert response.status_code == 422
    assert sentence in words_of(response)
    typed = fields_of(response)
    assert typed["ankle_dorsiflexion-left-score"] == ["4"]
    assert typed["toe_touch-none-value"] == [sent["toe_touch-none-value"]]


def test_an_unusual_value_is_saved_once_it_is_confirmed() -> None:
    session, client = session_at("pre")
    sent = scores(4, 5, 6) | {"toe_touch-none-value": "60"}
    response = client.post(url(session, "pre"), sent)
    assert "Yes, keep 60 cm" in words_of(response)
    client.post(url(session, "pre"), sent | {"toe_touch-none-keep": "on"})
    assert session.ratings.get(test__slug="toe_touch").pre_value == 60


def without_before(session: Session, page: str, client: Client) -> tuple[str, str]:
    """The page with two very different sets of before values."""
    texts = []
    for number, value in ((1, "7.31"), (9, "13.97")):
        fields = {"score": number, "value": value, "discomfort": number}
        record(session, "pre", dict.fromkeys(session.slots, fields))
        response = client.get(page)
        assert response.status_code == 200
        texts.append(text_of(response) + repr(sorted(response.headers.items())))
    return texts[0], texts[1]


@pytest.mark.parametrize("page", ["post/", "home", "history/", "progress/", "settings/"])
def test_no_page_before_the_result_depends_on_what_was_rated_before(page: str) -> None:
    session, client = session_at("post")
    address = {"post/": url(session, "post"), "home": "/"}.get(page, f"/{page}")
    first, second = without_before(session, address, client)
    assert first == second
    # Alone: the fraction of a second of a moment may have these digits.
    assert not re.search(r"(?<!\d)7\.31(?!\d)", first)
    assert not re.search(r"(?<!\d)13\.97(?!\d)", second)


def test_the_post_page_with_an_error_shows_no_before_either() -> None:
    session, client = session_at("post")
    texts = []
    for number in (1, 9):
        rate(session, "pre", number)
        texts.append(text_of(client.post(url(session, "post"), {"toe_touch-none-value": "far"})))
    assert texts[0] == texts[1]


def test_the_result_page_does_show_what_was_rated_before() -> None:
    session, client = session_at("done")
    first, second = without_before(session, url(session, "result"), client)
    assert first != second
    assert "5 freer" in first and "5 freer" not in second
    assert "3 stiffer" in second and "3 stiffer" not in first


def test_the_result_gives_each_test_in_its_order_and_an_honest_note() -> None:
    session, client = session_at("done")
    words = words_of(client.get(url(session, "result")))
    assert words.index("Ankle dorsiflexion") < words.index("Toe touch")
    assert "A change is not proof" in words
    assert "Your earlier ratings were hidden while you rated again." in words


def test_a_result_without_ratings_is_a_page() -> None:
    session, client = session_at("pre")
    client.post(url(session, "finish"))
    assert client.get(url(session, "result")).status_code == 200
    assert client.get("/").status_code == 200
    assert "No test was rated both before and after." in words_of(client.get("/"))


def test_a_result_of_one_phase_is_a_page() -> None:
    session, client = session_at("post")
    client.post(url(session, "finish"))
    assert client.get(url(session, "result")).status_code == 200
    assert "No test was rated both before and after." in words_of(client.get("/"))


@pytest.mark.parametrize("stage", ["pre", "routine", "post"])
def test_a_session_can_be_finished_as_it_is_once(stage: str) -> None:
    session, client = session_at(stage)
    response = client.post(url(session, "finish"))
    assert response.headers["Location"] == url(session, "result")
    with nothing_changes():
        response = client.post(url(session, "finish"))
    assert response.headers["Location"] == url(session, "result")


def test_before_ratings_can_be_changed_until_the_routine_is_done() -> None:
    session, client = session_at("routine")
    page = client.get(url(session, "pre"))
    assert fields_of(page)["toe_touch-none-score"] == ["4"]
    response = client.post(url(session, "pre"), scores(4, 4, 7))
    assert response.headers["Location"] == url(session, "routine")
    assert stored(session, "pre") == [4, 4, 7]


@pytest.mark.parametrize(("stage", "page"), [("post", "pre"), ("done", "pre"), ("done", "post")])
def test_a_stale_page_that_repeats_what_it_showed_changes_nothing(stage: str, page: str) -> None:
    session, client = session_at(stage)
    shown = json.dumps({f"{slot}-score": 1 for slot in SLOTS})
    with nothing_changes():
        response = client.post(url(session, page), scores(1, 1, 1) | {"shown": shown})
    assert response.status_code == 302


@pytest.mark.parametrize("shown", ['"sNaN"', '"NaN"', '"Infinity"', "[1]", "{}", "true"])
def test_a_page_with_a_malformed_base_is_saved(shown: str) -> None:
    session, client = session_at("pre")
    name = "ankle_dorsiflexion-left-value"
    record(session, "pre", {("ankle_dorsiflexion", "left"): {"value": Decimal(8)}})
    sent = {name: "9", "shown": f'{{"{name}":{shown}}}', "go": "later"}
    assert client.post(url(session, "pre"), sent).status_code == 302
    assert session.ratings.get().pre_value == 9


def everything(session: Session) -> Any:
    moments = {"pre_at", "post_at"}
    rows = [
        {name: value for name, value in row.items() if name not in moments}
        for row in Rating.objects.order_by("pk").values()
    ]
    return Session.objects.filter(pk=session.pk).values().get(), rows


@pytest.mark.parametrize(
    ("stage", "page", "sent"),
    [
        ("pre", "pre", scores(1, 2, 3)),
        ("routine", "routine", {"dose": '{"left.ts_twist": 30}', "stopped_reason": "sore"}),
        ("post", "post", scores(1, 2, 3)),
        ("done", "note", {"note": "By the river"}),
    ],
)
def test_the_same_post_twice_is_saved_once(stage: str, page: str, sent: dict[str, str]) -> None:
    session, client = session_at(stage)
    first = client.post(url(session, page), sent)
    once = everything(session)
    second = client.post(url(session, page), sent)
    assert everything(session) == once
    assert (first.status_code, second.status_code) == (302, 302)
    assert second.headers["Location"] == first.headers["Location"]


@pytest.mark.parametrize("dose", ["{", "[]", '{"left.ts_twist": NaN}', "9" * 9000])
def test_malformed_times_are_refused_with_an_error(dose: str) -> None:
    session, client = session_at("routine")
    with nothing_changes():
        response = client.post(url(session, "routine"), {"dose": dose, "stopped_reason": "sore"})
    assert response.status_code == 422
    assert fields_of(response) == {"dose": [""], "stopped_reason": ["sore"]}
    client.post(url(session, "routine"), fields_of(response))
    assert again(session).stage == "post"


def test_a_session_can_end_with_the_routine_even_if_sent_twice() -> None:
    session, client = session_at("routine")
    sent = {"dose": '{"left.ts_traction": 15}', "stopped_reason": "pain", "go": "finish"}
    for _ in range(2):
        answer = client.post(url(session, "routine"), sent)
        assert answer.headers["Location"] == url(session, "result")
    stored = again(session)
    assert (stored.stage, stored.stopped_reason) == ("done", "pain")
    assert stored.dose == {"left.ts_traction": 15}


def test_the_routine_page_contains_the_frozen_plan_as_data() -> None:
    session, client = session_at("routine")
    change_routine(session, name="</script><b>Frozen")
    session.save()
    page = text_of(client.get(url(session, "routine")))
    assert "\\u003C/script\\u003E\\u003Cb\\u003EFrozen" in page
    assert "</script><b>" not in page


def test_a_note_is_saved_and_a_long_one_refused_with_what_was_typed() -> None:
    session, client = session_at("done")
    response = client.post(url(session, "note"), {"note": "  <b>New</b> shoes  "}, follow=True)
    assert again(session).note == "<b>New</b> shoes"
    assert "&lt;b&gt;New" in text_of(response)
    with nothing_changes():
        response = client.post(url(session, "note"), {"note": "x" * 2001})
    assert response.status_code == 422
    assert "longer than 2,000 characters" in words_of(response)
    assert fields_of(response, url(session, "note"))["note"] == ["x" * 2001]


def test_a_replaced_note_can_still_be_seen() -> None:
    session, client = session_at("done")
    for note in ("Long run", ""):
        fields = fields_of(client.get(url(session, "result")), url(session, "note"))
        client.post(url(session, "note"), fields | {"note": [note]})
    assert again(session).note == ""
    assert "The note was “Long run”" in words_of(client.get(url(session, "edit")))


def test_a_stale_page_that_is_saved_unchanged_keeps_the_note() -> None:
    session, client = session_at("done")
    old = fields_of(client.get(url(session, "result")), url(session, "note"))
    client.post(url(session, "note"), {"note": "Long run"})
    with nothing_changes():
        client.post(url(session, "note"), old)
    client.post(url(session, "note"), old | {"note": ["New shoes"]})
    assert again(session).note == "New shoes"
    assert "The note was “Long run”" in words_of(client.get(url(session, "edit")))


def test_a_null_character_in_a_note_is_refused() -> None:
    session, client = session_at("done")
    with nothing_changes():
        assert client.post(url(session, "note"), {"note": "a\x00b"}).status_code == 422


@pytest.mark.parametrize("page", ["finish", "note", "delete", "restore"])
def test_nothing_is_changed_by_a_get(page: str) -> None:
    session, client = session_at("routine")
    with nothing_changes():
        assert client.get(url(session, page)).status_code == 405


@pytest.mark.parametrize("page", ["pre", "routine", "post", "note", "finish", "delete", "edit"])
def test_a_post_without_its_token_is_refused_and_changes_nothing(page: str) -> None:
    session, _ = session_at(
        "done" if page in ("edit", "note") else page if page == "post" else "pre"
    )
    client = client_of(session.owner, enforce_csrf_checks=True)
    with nothing_changes():
        assert client.post(url(session, page), scores(1, 1, 1)).status_code == 403


@pytest.mark.parametrize("page", ["", "pre/", "routine/", "post/", "result/", "edit/"])
def test_an_unknown_session_is_a_404(page: str) -> None:
    client = client_of(make_user())
    response = client.get(f"/sessions/00000000-0000-4000-8000-000000000000/{page}")
    assert response.status_code == 404


def test_personal_pages_are_not_cached_by_the_browser() -> None:
    session, client = session_at("post")
    assert "no-store" in client.get(url(session, "post")).headers["Cache-Control"]


def radios(response: HttpResponse) -> list[str]:
    return re.findall(r'<input type="radio" name="[\w-]+-score"[^>]*>', text_of(response))


def test_there_are_eleven_radios_a_slot_and_none_is_chosen() -> None:
    session, client = session_at("pre")
    buttons = radios(client.get(url(session, "pre")))
    assert len(buttons) == 33
    assert [radio for radio in buttons if "checked" in radio] == []


def test_the_post_page_comes_with_its_own_ratings_only() -> None:
    session, client = session_at("post", pre=4)
    assert [radio for radio in radios(client.get(url(session, "post"))) if "checked" in radio] == []
    rate(session, "post", 9)
    checked = [r for r in radios(client.get(url(session, "post"))) if "checked" in r]
    assert len(checked) == 3
    assert all('value="9"' in radio for radio in checked)


def test_the_result_names_the_chosen_variations() -> None:
    user = make_user()
    chosen = {"sp_squeeze": "firm", "sp_straight_leg": "off"}
    session = make_session(owner=user, routine="sock_pull", stage="done", chosen=chosen)
    words = words_of(client_of(user).get(url(session, "result")))
    assert "Squeeze force: Firm" in words
    assert "Straight legs:" not in words
    words = words_of(client_of(user, headers={"Accept-Language": "de"}).get(url(session, "result")))
    assert "Druckstärke: Fest" in words
