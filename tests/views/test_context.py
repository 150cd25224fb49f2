"""What came before a session: asked once a day behind the last rating, changed and taken back."""

import datetime
import json
from typing import Any

import pytest

from tests.factories import end_routine, finish, make_session, make_user
from tests.models.test_trial import assigned_session, make_trial
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tests.sync.test_sync import later, reason, send, statuses, tap
from tests.views.test_session import SLOTS, again, scores, session_at, url
from tracker.models import Session, User
from tracker.queries.earlier import earlier_values
from tracker.rules.events import ContextGiven
from tracker.sessions.editing import undo
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.rebuild import stored_sessions

pytestmark = pytest.mark.django_db

QUESTION = "Ran in the last 24 hours?"
HARD = ContextGiven("hard", slept_badly=True, just_woke=False)
NOTHING = ContextGiven()


def answered(
    of: Session, ran: str = "", slept_badly: str = "", just_woke: str = ""
) -> dict[str, Any]:
    """An entry of a phone, later than any before."""
    about = {name: value for name, value in tap(of).items() if name in ("uuid", "session", "at")}
    answers = {"ran": ran, "slept_badly": slept_badly, "just_woke": just_woke}
    return later(about | {"kind": "context"} | answers)


def asks(session: Session) -> bool:
    return QUESTION in words_of(client_of(session.owner).get(url(session, "pre")))


def stored(session: Session) -> ContextGiven:
    return again(session).context


def follows_from_its_log(session: Session) -> bool:
    [current] = stored_sessions([again(session)])
    return not current.differences()


def kit_of(user: User) -> dict[str, Any]:
    kit: dict[str, Any] = client_of(user).get("/offline/kit/").json()
    return kit


def test_the_plain_form_takes_it_with_the_ratings_and_shows_it_in_history_and_result() -> None:
    session, client = session_at("pre")
    page = client.get(url(session, "pre"))
    assert words_of(page).index(QUESTION) > words_of(page).rindex("How to test")
    answers = {"ran": "hard", "slept_badly": "on"}
    client.post(url(session, "pre"), fields_of(page) | scores(4, 5, 6) | answers)
    assert stored(session) == HARD
    assert again(session).stage == "routine"
    end_routine(again(session), {"left.ts_twist": 30})
    finish(again(session))
    result = words_of(client.get(url(session, "result")))
    assert "Ran in the last 24 hours: hard · Slept badly" in result
    assert "woke" not in result
    assert "after a hard run slept badly" in words_of(client.get("/history/"))
    assert again(session).edited_at is None
    assert follows_from_its_log(session)


def test_nothing_is_needed_to_go_on() -> None:
    session, client = session_at("pre")
    page = client.get(url(session, "pre"))
    client.post(url(session, "pre"), fields_of(page) | scores(4, 5, 6))
    assert (stored(session), again(session).stage) == (NOTHING, "routine")
    assert session.entries.count() == 1


def test_a_page_sends_what_a_tap_said_before_and_writes_it_once() -> None:
    session, client = session_at("pre")
    page = fields_of(client.get(url(session, "pre")))
    tapped = answered(session, "hard", "yes", "no")
    assert statuses(send(session, tapped, tapped)) == ["stored", "duplicate"]
    sent = page | scores(4, 5, 6, go="later") | {"ran": "hard", "slept_badly": "on"}
    client.post(url(session, "pre"), sent)
    kinds = list(session.entries.values_list("kind", flat=True).order_by("pk"))
    assert kinds == ["context", "page"]
    # Nor does the page bring back what was changed elsewhere since.
    send(session, answered(session, "easy", "no", "no"))
    client.post(url(session, "pre"), sent)
    assert stored(session).ran == "easy"


def test_a_tab_that_shows_nothing_takes_no_answer_away() -> None:
    session, client = session_at("pre")
    empty = fields_of(client.get(url(session, "pre")))
    send(session, answered(session, "long", "no", "yes"))
    client.post(url(session, "pre"), empty | scores(4, go="later"))
    assert stored(session) == ContextGiven("long", slept_badly=False, just_woke=True)
    shown = fields_of(client.get(url(session, "pre")))
    assert (shown["ran"], shown["just_woke"], "slept_badly" in shown) == (["long"], ["on"], False)
    # Taken back on the page that shows it.
    del shown["ran"], shown["just_woke"]
    client.post(url(session, "pre"), shown | scores(4, go="later"))
    assert stored(session) == NOTHING


def test_the_newest_answer_counts_in_whatever_order_it_comes() -> None:
    session, _ = session_at("pre")
    early, late = answered(session, "easy", "no", "no"), answered(session, "hard", "yes", "no")
    assert statuses(send(session, late)) == ["stored"]
    assert statuses(send(session, early)) == ["stored"]
    assert stored(session) == HARD
    assert follows_from_its_log(session)
    # Changed mind: all of it is taken back.
    send(session, answered(session))
    assert stored(session) == NOTHING


@pytest.mark.parametrize(
    "wrong", [{"ran": "far"}, {"slept_badly": "true"}, {"just_woke": 1}, {"ran": ["hard"]}]
)
def test_an_answer_that_no_card_gives_is_rejected_with_a_reason(wrong: dict[str, Any]) -> None:
    session, _ = session_at("pre")
    client = client_of(session.owner)
    with nothing_changes():
        assert reason(send(session, answered(session) | wrong, client=client))


def test_a_late_answer_is_taken_after_the_end_and_leaves_the_session_as_it_counts() -> None:
    session, _ = session_at("done")
    assert statuses(send(session, answered(session, "hard", "yes", "no"))) == ["stored"]
    assert (stored(session), again(session).edited_at, again(session).counts) == (HARD, None, True)
    delete_for_now(again(session))
    assert "deleted" in reason(send(session, answered(session, "easy")))


@pytest.mark.parametrize(
    ("first", "is_asked"),
    [
        ({"stage": "routine"}, False),
        ({"stage": "post"}, False),
        ({"stage": "done"}, False),
        # Nobody came to the end of its ratings.
        ({"stage": "pre"}, True),
    ],
)
def test_it_is_asked_once_a_day_also_if_nobody_answered(
    first: dict[str, str], is_asked: bool
) -> None:
    user = make_user()
    before = make_session(owner=user, tests=("toe_touch",), **first)
    if not before.is_done:
        finish(again(before))
    assert asks(make_session(owner=user, tests=("toe_touch",))) is is_asked


def test_an_answer_at_the_first_of_two_sessions_is_not_asked_for_again_and_can_be_changed() -> None:
    user = make_user()
    first = make_session(owner=user, tests=("toe_touch",))
    send(first, answered(first, "easy", "no", "no"))
    assert asks(first)
    finish(again(first))
    second = make_session(owner=user, tests=("toe_touch",))
    assert not asks(second)
    delete_for_now(again(first))
    assert asks(second)


def test_the_day_is_the_persons_own_with_their_hour_and_zone() -> None:
    user = make_user(time_zone="Asia/Tokyo", day_starts_at=4)
    night = datetime.datetime(2026, 3, 10, 3, 30, tzinfo=datetime.UTC) - datetime.timedelta(hours=9)
    for hours, is_asked in ((0, True), (0.4, False), (1, True), (20, False), (24.9, True)):
        at = night + datetime.timedelta(hours=hours)
        session = make_session(owner=user, tests=("toe_touch",), started_at=at)
        assert asks(session) is is_asked, hours
        send(session, answered(session, "easy", "no", "no"))
        finish(again(session), at)


def test_only_the_before_phase_asks() -> None:
    session, client = session_at("post")
    assert QUESTION not in words_of(client.get(url(session, "post")))
    trial = make_trial(design="one_leg")
    legs = assigned_session(trial)
    Session.objects.filter(pk=legs.pk, owner=legs.owner).update(stage="mid")
    assert QUESTION not in words_of(client_of(legs.owner).get(url(legs, "mid")))


def test_the_kit_says_when_it_was_asked_last_and_when_the_day_begins() -> None:
    session, _ = session_at("pre")
    kit = kit_of(session.owner)
    assert (kit["asked"], kit["day_starts_at"]) == (None, 3)
    send(session, answered(session, "none", "no", "no"))
    of_today = {"day": session.day.isoformat(), "session": str(session.uuid)}
    assert kit_of(session.owner)["asked"] == of_today


def test_an_edit_mends_and_strikes_it_and_both_are_in_the_log() -> None:
    session, client = session_at("done")
    send(session, answered(session, "hard", "yes", "no"))
    edit = url(session, "edit")

    def save(**answers: str) -> str:
        page = client.post(edit, fields_of(client.get(edit)) | answers, follow=True)
        return words_of(page)

    assert "Ran in the last 24 hours: easy · Slept badly" in save(ran="easy")
    assert "24 hours:" not in save(ran="", slept_badly="", just_woke="")
    assert (stored(session), again(session).edited_at) == (NOTHING, None)
    earlier = [value.sentence for value in earlier_values(again(session))]
    easy, hard = (f"Ran in the last 24 hours: {run}" for run in ("easy", "hard"))
    assert earlier == [easy, "Slept badly", hard]
    with nothing_changes():
        save()
    struck = session.entries.order_by("pk").last()
    assert struck and undo(again(session), struck.uuid)
    assert stored(session) == ContextGiven("easy", slept_badly=True, just_woke=False)
    assert follows_from_its_log(session)


def test_an_edit_keeps_what_was_answered_meanwhile() -> None:
    session, client = session_at("done")
    edit = url(session, "edit")
    page = fields_of(client.get(edit))
    send(session, answered(session, "long", "no", "no"))
    client.post(edit, page | {"slept_badly": "yes"})
    assert stored(session) == ContextGiven("long", slept_badly=True, just_woke=False)


def test_a_session_that_is_added_later_takes_it_too_and_none_of_it_is_needed() -> None:
    user = make_user()
    client = client_of(user)
    page = fields_of(client.get("/history/add/"))
    rated = {"pre-toe_touch-none": "5", "time": "08:00"}
    sent = page | rated | {"ran": "long", "just_woke": "yes"}
    for _twice in range(2):
        client.post("/history/add/", sent)
    [session] = user.sessions.all()
    assert session.context == ContextGiven("long", slept_badly=None, just_woke=True)
    words = words_of(client.get(url(session, "result")))
    assert "Ran in the last 24 hours: long · Just woke up" in words
    plain = fields_of(client.get("/history/add/"))
    client.post("/history/add/", plain | rated | {"time": "08:01"})
    assert json.dumps([s.ran for s in user.sessions.order_by("started_at")]) == '["long", ""]'


def test_an_answer_survives_an_error_on_the_plain_form() -> None:
    session, client = session_at("pre")
    page = fields_of(client.get(url(session, "pre")))
    answers = {"ran": "hard", f"{SLOTS[0]}-value": "41 miles"}
    wrong = client.post(url(session, "pre"), page | scores(4, 5, 6) | answers)
    assert wrong.status_code == 422
    assert fields_of(wrong)["ran"] == ["hard"]
    assert stored(session) == NOTHING
