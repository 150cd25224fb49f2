"""What comes late: a whole session made without a network, a second phone, an end after the end."""

import datetime
import itertools
import json
import uuid
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from tests.factories import finish, make_session, make_user
from tests.models.test_trial import assigned_session, make_trial
from tests.pages import client_of, fields_of, words_of
from tests.rows import nothing_changes
from tracker.models import Entry, MobilityTest, Revision, Routine, Session, User
from tracker.queries.earlier import earlier_values
from tracker.rules.events import Rated, from_json
from tracker.sessions.lifecycle import delete_for_now
from tracker.sessions.trials import accept
from tracker.views.sync import sync

pytestmark = pytest.mark.django_db

Sent = dict[str, Any]
TOUCH = {"test": "toe_touch", "side": "none"}
ANKLE = {"test": "ankle_dorsiflexion", "side": "left"}
DELETED = "This session was deleted. You find it in History under Deleted."
NO_SUCH = "There is no such session."
NUMBERS = itertools.count(1)


def moment(minutes: float = 0) -> datetime.datetime:
    """Minutes from an hour ago, each call a little later than the one before."""
    ago = datetime.timedelta(hours=1, microseconds=-next(NUMBERS))
    return timezone.now().astimezone(datetime.UTC) - ago + datetime.timedelta(minutes=minutes)


def entry(session: uuid.UUID, kind: str, minutes: float = 0, **says: Any) -> Sent:
    at = moment(minutes).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    plain = {"uuid": str(uuid.uuid4()), "kind": kind, "session": str(session), "at": at}
    return plain | says


def start(session: uuid.UUID, minutes: float = 0, **says: Any) -> Sent:
    plain = {"zone": "Asia/Tokyo", "set": "quick", "tests": "", "routine": "toe_spreaders"}
    plain |= {"seconds": "45", "order": "left", "vary": "{}"}
    return entry(session, "start", minutes, **(plain | says))


def rating(session: uuid.UUID, phase: str, score: int, minutes: float = 0, **says: Any) -> Sent:
    plain = {"phase": phase, "field": "score", "value": str(score)} | TOUCH
    return entry(session, "reading", minutes, **(plain | says))


def routine(session: uuid.UUID, minutes: float = 0, **says: Any) -> Sent:
    plain = {"dose": '{"left.ts_twist": 30}', "stopped_reason": "sore"}
    return entry(session, "routine", minutes, **(plain | says))


def whole(session: uuid.UUID, minutes: float = 0) -> list[Sent]:
    return [
        start(session, minutes),
        rating(session, "pre", 4, minutes + 1),
        routine(session, minutes + 8),
        rating(session, "post", 7, minutes + 9),
        entry(session, "finish", minutes + 10),
    ]


def results(user: User, *entries: Sent) -> list[Sent]:
    # The table of sign-ins does not matter here, and to sign in changes it.
    body = json.dumps({"user": user.pk, "entries": list(entries)})
    request = RequestFactory().post("/sync/", body, content_type="application/json")
    request.user = user
    response = sync(request)
    assert response.status_code == 200, response.content
    return json.loads(response.content)["results"]


def statuses(user: User, *entries: Sent) -> list[str]:
    return [result["status"] for result in results(user, *entries)]


def reason(user: User, sent: Sent) -> str:
    (result,) = results(user, sent)
    assert result["status"] == "rejected"
    return result["reason"]


def test_a_whole_session_without_a_network_arrives_in_one_batch() -> None:
    user, name = make_user(), uuid.uuid4()
    entries = whole(name)
    assert statuses(user, *entries) == ["stored"] * 5
    session = user.sessions.get()
    assert (session.uuid, session.stage, session.zone) == (name, "done", "Asia/Tokyo")
    moments = (session.started_at, session.routine_done_at, session.finished_at)
    expected = [datetime.datetime.fromisoformat(entries[number]["at"]) for number in (0, 2, 4)]
    assert moments == tuple(expected)
    assert (session.dose, session.stopped_reason) == ({"left.ts_twist": 30}, "sore")
    assert session.slots == [
        *[(ANKLE["test"], s) for s in ("left", "right")],
        ("toe_touch", "none"),
    ]
    rating = session.ratings.get()
    assert (rating.pre_score, rating.post_score, rating.day) == (4, 7, session.day)
    assert (session.edited_at, session.counts) == (None, True)
    with nothing_changes():
        assert statuses(user, *entries) == ["duplicate"] * 5


def test_the_plan_of_a_late_start_is_the_one_of_the_page() -> None:
    user, name = make_user(), uuid.uuid4()
    varied = Routine.objects.get(slug="toe_spreaders").variations[0]
    choice = {varied["slug"]: varied["values"][1]}
    choices = {"set": "full", "seconds": "30", "order": "only right", "vary": json.dumps(choice)}
    assert statuses(user, start(name, **choices)) == ["stored"]
    late = user.sessions.get()
    finish(late)
    fields = {"uuid": str(uuid.uuid4()), "routine": "toe_spreaders"} | choices
    fields[f"vary-{varied['slug']}"] = varied["values"][1]
    client_of(user).post("/sessions/start/", fields)
    assert user.sessions.open().get().plan == late.plan
    assert late.plan.routine.variations[0].value == varied["values"][1]


def test_a_late_start_with_ones_own_choice_has_these_tests() -> None:
    user, name = make_user(), uuid.uuid4()
    choices = {"set": "own", "tests": "toe_touch,no_such_test", "routine": "test_only"}
    assert statuses(user, start(name, **choices)) == ["stored"]
    session = user.sessions.get()
    assert (session.kind, session.slots) == ("test_only", [("toe_touch", "none")])


def test_what_is_not_offered_any_more_still_counts_for_a_session_that_has_it() -> None:
    user, name = make_user(), uuid.uuid4()
    Routine.objects.filter(slug="sock_pull").update(retired=True)
    MobilityTest.objects.filter(slug="toe_touch").update(retired=True)
    choices = {"set": "own", "tests": "toe_touch", "routine": "sock_pull"}
    choices |= {"vary": '{"gone": "much", "ts_keep_traction": "no such value"}'}
    assert statuses(user, start(name, **choices), rating(name, "pre", 4)) == ["stored"] * 2


@pytest.mark.parametrize(
    ("says", "words"),
    [
        ({"routine": "draw"}, "Chance picks online. Start this session on the page."),
        ({"routine": "nothing"}, "That routine was deleted. Choose another."),
        ({"routine": ""}, "routine: "),
        ({"set": "own"}, "Choose at least one test, or Quick or Full."),
        ({"set": "none"}, "Select a valid choice."),
        ({"seconds": "46"}, "Select a valid choice."),
        ({"order": "up"}, "Select a valid choice."),
        ({"vary": "{"}, "The variations could not be read."),
        ({"vary": "[1]"}, "The variations could not be read."),
        ({"vary": '{"a": 1}'}, "The variations could not be read."),
        ({"vary": {"a": "b"}}, "vary: "),
        ({"tests": "x" * 5000}, "tests: "),
    ],
)
def test_a_wrong_start_is_rejected_and_its_entries_with_it(says: Sent, words: str) -> None:
    user, name = make_user(), uuid.uuid4()
    with nothing_changes():
        sentence = reason(user, start(name, **says))
        assert reason(user, rating(name, "pre", 4)) == NO_SUCH
    assert sentence.startswith(words)


def test_a_start_of_the_same_session_again_changes_nothing() -> None:
    user, name = make_user(), uuid.uuid4()
    statuses(user, start(name))
    with nothing_changes(without=(Entry, Revision)):
        assert statuses(user, start(name, set="full", order="right")) == ["stored"]


@pytest.mark.parametrize("earlier_first", [True, False])
def test_of_two_starts_the_later_one_is_open_whichever_comes_first(earlier_first: bool) -> None:
    user, names = make_user(), [uuid.uuid4(), uuid.uuid4()]
    starts = [start(names[0], 0), start(names[1], 20)]
    for sent in starts if earlier_first else reversed(starts):
        assert statuses(user, sent) == ["stored"]
    earlier, later = (user.sessions.get(uuid=name) for name in names)
    assert (earlier.stage, later.stage) == ("done", "pre")
    assert earlier.finished_at == later.started_at
    more = [rating(names[0], "pre", 4, 1), routine(names[0], 8), rating(names[0], "post", 7, 9)]
    end = entry(names[0], "finish", 10)
    assert statuses(user, *more, end) == ["stored"] * 4
    earlier.refresh_from_db()
    assert earlier.finished_at == datetime.datetime.fromisoformat(end["at"])
    assert (earlier.dose, earlier.edited_at) == ({"left.ts_twist": 30}, None)
    assert (earlier.ratings.get().pre_score, earlier.ratings.get().post_score) == (4, 7)


def test_a_session_open_on_the_page_is_finished_by_a_later_start() -> None:
    user, name = make_user(), uuid.uuid4()
    session = make_session(owner=user, stage="routine", started_at=moment(-30))
    assert statuses(user, start(name)) == ["stored"]
    session.refresh_from_db()
    assert session.is_done
    assert user.sessions.open().get().uuid == name


def test_a_start_by_a_clock_that_is_ahead_begins_now() -> None:
    user, name = make_user(), uuid.uuid4()
    statuses(user, *whole(name, 60 * 24))
    session = user.sessions.get()
    assert session.started_at <= session.routine_done_at <= session.finished_at <= timezone.now()


def test_late_entries_of_a_finished_session_are_taken_and_mark_it_only_after_its_end() -> None:
    session = make_session(owner=make_user(), tests=("toe_touch", ANKLE["test"]), stage="routine")
    user, name = session.owner, session.uuid
    assert statuses(user, entry(name, "finish", 30)) == ["stored"]
    in_time = [
        rating(name, "post", 7, 25),
        routine(name, 20),
        entry(name, "reading", 26, phase="pre", field="value", value="8.5", **ANKLE),
    ]
    assert statuses(user, *in_time) == ["stored"] * 3
    session.refresh_from_db()
    assert (session.stage, session.dose) == ("done", {"left.ts_twist": 30})
    assert (session.edited_at, session.counts) == (None, True)
    assert statuses(user, rating(name, "post", 7, 40)) == ["stored"]
    session.refresh_from_db()
    assert session.edited_at is None, "the same again is no change"
    assert statuses(user, rating(name, "post", 9, 45)) == ["stored"]
    session.refresh_from_db()
    assert session.ratings.get(side="none").post_score == 9
    assert session.edited_at and not session.counts


def test_of_several_ends_the_first_one_counts_whatever_comes_first() -> None:
    session = make_session(owner=make_user(), stage="post")
    ends = [entry(session.uuid, "finish", minutes) for minutes in (30, 20, 40)]
    assert statuses(session.owner, *ends) == ["stored"] * 3
    session.refresh_from_db()
    assert session.finished_at == datetime.datetime.fromisoformat(ends[1]["at"])
    assert session.entries.filter(kind="finish").count() == 3


def test_both_legs_one_after_the_other_arrive_from_a_phone_without_a_network() -> None:
    trial = make_trial(design="one_leg")
    session = assigned_session(trial)
    accept(session)
    user, name = session.owner, session.uuid
    session.refresh_from_db()
    first = {step.key: 20 for step in session.plan.routine.steps}
    sent = [
        routine(name, 10, leg="routine", dose=json.dumps(first), stopped_reason=""),
        rating(name, "mid", 5, 11),
        routine(name, 20, leg="second", dose="{}", stopped_reason="sore"),
        rating(name, "post", 7, 21),
    ]
    assert statuses(user, *sent) == ["stored"] * 4
    session.refresh_from_db()
    assert (session.stage, session.stopped_reason) == ("post", "sore")
    assert session.ratings.filter(mid_score=5, post_score=7).count() == 1
    assert statuses(user, *sent, entry(name, "finish", 22)) == ["duplicate"] * 4 + ["stored"]


def test_the_end_of_a_leg_that_the_session_has_not_is_refused() -> None:
    session = make_session(owner=make_user(), stage="routine")
    answer = statuses(session.owner, routine(session.uuid, leg="second"))
    assert answer == ["rejected"]
    session.refresh_from_db()
    assert session.stage == "routine"


def test_a_dose_that_is_there_stays_whatever_comes_later() -> None:
    session = make_session(owner=make_user(), stage="post")
    planned = session.dose
    assert statuses(session.owner, routine(session.uuid, 70), routine(session.uuid, 80)) == [
        "stored",
        "stored",
    ]
    session.refresh_from_db()
    assert session.dose == planned


def test_the_routine_that_was_over_first_counts_in_whatever_order_they_come() -> None:
    for doses in itertools.permutations(({"left.ts_twist": 5}, {"left.ts_twist": 30}, {})):
        session = make_session(owner=make_user(), stage="routine")
        minutes = {5: 12, 30: 14, None: 10}
        for dose in doses:
            at = minutes[dose.get("left.ts_twist")]
            statuses(session.owner, routine(session.uuid, at, dose=json.dumps(dose)))
        session.refresh_from_db()
        assert (session.stage, session.dose) == ("post", {"left.ts_twist": 5})


def kinds(name: uuid.UUID) -> list[Sent]:
    """One entry of each kind."""
    made = (start(name), rating(name, "pre", 9), rating(name, "post", 9), routine(name))
    return [*made, entry(name, "finish")]


@pytest.mark.parametrize("stage", ["pre", "routine", "post", "done"])
def test_nothing_revives_a_deleted_session(stage: str) -> None:
    session = make_session(owner=make_user(), stage=stage)
    sent = rating(session.uuid, "pre", 3)
    assert statuses(session.owner, sent) == ["stored"]
    delete_for_now(session)
    with nothing_changes():
        assert statuses(session.owner, sent) == ["duplicate"]
        for sent in kinds(session.uuid):
            assert reason(session.owner, sent) == DELETED
    assert session.owner.sessions.undeleted().count() == 0


def test_a_session_that_started_offline_and_was_deleted_stays_deleted() -> None:
    user, name = make_user(), uuid.uuid4()
    entries = whole(name)
    statuses(user, *entries)
    delete_for_now(user.sessions.get())
    with nothing_changes():
        assert statuses(user, *entries) == ["duplicate"] * 5
        assert reason(user, start(name)) == DELETED


def test_to_send_somebody_elses_uuids_changes_nothing_of_theirs_and_tells_nothing() -> None:
    theirs, mine = make_user(), make_user()
    session = make_session(owner=theirs, stage="post")
    duplicate = rating(session.uuid, "post", 7)
    statuses(theirs, duplicate)

    def rows_of(user: User) -> list[Any]:
        """All but when they were here last, which signing in changes."""
        tables = (user.sessions, user.ratings, user.entries)
        return [list(rows.order_by("pk").values()) for rows in tables]

    before = rows_of(theirs)
    unused = uuid.uuid4()
    for sent in kinds(session.uuid)[1:]:
        answers = []
        for name in (session.uuid, unused):
            answer = results(mine, sent | {"session": str(name)})
            answers.append(answer)
        assert answers[0] == answers[1]
        assert answers[0][0]["reason"] == NO_SUCH
    assert results(mine, duplicate | {"session": str(unused)})[0]["reason"] == NO_SUCH
    assert statuses(mine, start(session.uuid)) == ["stored"]
    own = rating(session.uuid, "pre", 2) | {"uuid": duplicate["uuid"]}
    assert statuses(mine, own) == ["stored"]
    assert rows_of(theirs) == before
    assert mine.sessions.get().ratings.get().pre_score == 2


def test_what_was_outvoted_or_replaced_can_be_seen_on_the_edit_page() -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",), started_at=moment(-5))
    user, name = session.owner, session.uuid
    sent = [rating(name, "pre", score, minutes) for score, minutes in ((6, 3), (4, 1), (5, 2))]
    assert statuses(user, *sent, entry(name, "finish", 4)) == ["stored"] * 4
    assert session.ratings.get().pre_score == 6
    sentences = [earlier.sentence for earlier in earlier_values(session)]
    assert sentences == ["Toe touch (Before): 5", "Toe touch (Before): 4"]
    page = client_of(user).get(f"/sessions/{name}/edit/")
    assert "Toe touch (Before): 5, entered " in words_of(page)
    assert b"<details" in page.content


def test_a_tab_that_was_opened_before_repeats_nothing_over_what_is_newer() -> None:
    """Both tabs show a 4; one of them is tapped to 7, then the other is sent as it is."""
    session = make_session(owner=make_user(), tests=("toe_touch",))
    client, url = client_of(session.owner), f"/sessions/{session.uuid}/pre/"
    post = {"toe_touch-none-score": "4", "go": "later"}
    client.post(url, post)
    now = timezone.now().astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert statuses(session.owner, rating(session.uuid, "pre", 7) | {"at": now}) == ["stored"]
    client.post(url, post | {"shown": '{"toe_touch-none-score":4}'})
    assert session.ratings.get().pre_score == 7
    client.post(url, post | {"shown": '{"toe_touch-none-score":7}'})
    assert session.ratings.get().pre_score == 4, "on a page that shows the 7 it is entered anew"


def test_a_tab_whose_own_tap_was_replaced_since_does_not_win_by_being_finished() -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",))
    client, url = client_of(session.owner), f"/sessions/{session.uuid}/pre/"
    sent = [rating(session.uuid, "pre", score) for score in (4, 7)]
    assert statuses(session.owner, *sent) == ["stored"] * 2
    client.post(url, {"toe_touch-none-score": "4", "go": "next", "shown": "{}"})
    session.refresh_from_db()
    assert (session.stage, session.ratings.get().pre_score) == ("routine", 7)


def test_a_page_that_comes_back_with_an_error_takes_every_change_of_mind() -> None:
    session = make_session(owner=make_user(), tests=("toe_touch", ANKLE["test"]))
    client, url = client_of(session.owner), f"/sessions/{session.uuid}/pre/"
    page = client.get(url)
    for score in (4, 5, 4, 9, 5):
        shown = fields_of(page)["shown"][0]
        fields = {"toe_touch-none-score": str(score), "shown": shown, "go": "next"}
        page = client.post(url, fields)
        assert page.status_code == 422
        assert session.ratings.get().pre_score == score


def test_what_a_page_sends_is_in_the_ledger_and_only_where_it_is_different() -> None:
    session = make_session(owner=make_user(), tests=("toe_touch", ANKLE["test"]))
    client, url = client_of(session.owner), f"/sessions/{session.uuid}/pre/"
    statuses(session.owner, rating(session.uuid, "pre", 4))
    fields = {"toe_touch-none-score": "4", "ankle_dorsiflexion-left-score": "6", "go": "later"}
    for _ in range(2):
        client.post(url, fields)
    page = session.entries.get(kind="page")
    assert from_json(page.events) == [Rated("pre", "ankle_dorsiflexion", "left", "score", 6)]
    late = rating(session.uuid, "pre", 1, -5, **ANKLE)
    assert statuses(session.owner, late) == ["stored"]
    assert session.ratings.get(side="left").pre_score == 6
    assert Session.objects.get(pk=session.pk).entries.count() == 3


def test_an_end_of_a_routine_that_the_release_before_kept_is_known_when_it_comes_again() -> None:
    session = make_session(owner=make_user(), stage="routine")
    sent = routine(session.uuid)
    assert statuses(session.owner, sent) == ["stored"]
    entry = session.entries.get(uuid=sent["uuid"])
    # As that release kept it, which knew of no legs.
    entry.payload.pop("leg", None)
    entry.save(update_fields=["payload"])
    assert statuses(session.owner, sent) == ["duplicate"]


def test_a_routine_that_ended_before_its_draw_was_seen_is_kept_and_never_counts() -> None:
    session = assigned_session(make_trial())
    user, name = session.owner, session.uuid
    assert statuses(user, routine(name, 10)) == ["stored"]
    session.refresh_from_db()
    assert (session.stage, session.dose) == ("draw", {})
    accept(session)
    [key, *_] = [step.key for step in Session.objects.get(pk=session.pk).plan.moves]
    played = routine(name, 20, dose=json.dumps({key: 12}), stopped_reason="")
    assert statuses(user, played) == ["stored"]
    session.refresh_from_db()
    assert (session.stage, session.dose, session.stopped_reason) == ("post", {key: 12}, "")
