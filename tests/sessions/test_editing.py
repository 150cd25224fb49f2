"""A finished session is mended: marked, with both values kept, and taken back on request."""

import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.factories import make_session, make_user, record
from tests.rows import checksums, nothing_changes
from tracker.models import Entry, Rating, Session
from tracker.models.revision import changing
from tracker.queries.earlier import earlier_values
from tracker.queries.history import history_of
from tracker.rules.events import Kind
from tracker.sessions.editing import edit, undo, write_note
from tracker.sessions.writer import SessionWriter

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
LEFT, TOUCH = ("ankle_dorsiflexion", "left"), ("toe_touch", "none")


@pytest.fixture
def session() -> Session:
    """Rated 4 before and 6 after."""
    made = make_session(owner=make_user(), tests=QUICK, stage="done")
    return Session.objects.get(pk=made.pk)


def changed(
    session: Session, readings: dict[str, Any] | None = None, **fields: Any
) -> Entry | None:
    plain = {"started_at": session.started_at, "note": session.note, "counts": False}
    return edit(session, readings or {}, **(plain | fields))


def rating(session: Session, slot: tuple[str, str] = LEFT) -> Rating:
    return session.ratings.get(test__slug=slot[0], side=slot[1])


def again(session: Session) -> Session:
    return Session.objects.get(pk=session.pk)


def test_a_changed_rating_is_written_and_marks_the_session(session: Session) -> None:
    assert changed(session, {"pre": {LEFT: {"score": 2}}})
    assert rating(session).pre_score == 2
    assert again(session).edited_at is not None


def test_only_what_is_different_is_written(session: Session) -> None:
    others = list(session.ratings.exclude(pk=rating(session).pk).values())
    post_at = rating(session).post_at
    same = {slot: {"score": 4, "skip": "", "value": None} for slot in session.slots}
    changed(session, {"pre": same | {LEFT: {"score": 2, "skip": "", "value": None}}})
    assert list(session.ratings.exclude(pk=rating(session).pk).values()) == others
    assert rating(session).post_at == post_at


def test_nothing_changed_leaves_no_mark_and_no_row(session: Session) -> None:
    same = {
        phase: {slot: {"score": score, "skip": "", "value": None} for slot in session.slots}
        for phase, score in (("pre", 4), ("post", 6))
    }
    with nothing_changes():
        assert changed(session, same) is None


def test_a_measured_value_written_another_way_is_no_change(session: Session) -> None:
    record(session, "pre", {LEFT: {"value": Decimal("8.5")}})
    with nothing_changes():
        assert changed(session, {"pre": {LEFT: {"value": Decimal("8.50")}}}) is None


def test_both_values_are_kept_and_told(session: Session) -> None:
    changed(
        session, {"pre": {LEFT: {"score": 2}}, "post": {TOUCH: {"score": None, "skip": "pain"}}}
    )
    assert sentences(session) == [
        "Toe touch (After): 6",
        "Ankle dorsiflexion, left (Before): 4",
    ]
    changed(session, {"pre": {LEFT: {"score": 3}}})
    assert sentences(session)[0] == "Ankle dorsiflexion, left (Before): 2"
    moments = [value.at for value in earlier_values(session)]
    assert moments == sorted(moments, reverse=True)


def test_an_earlier_score_that_was_not_rated_is_told_so(session: Session) -> None:
    record(session, "pre", {LEFT: {"score": None}})
    changed(session, {"pre": {LEFT: {"score": 3}}})
    assert sentences(session)[0] == "Ankle dorsiflexion, left (Before): not rated"


def test_each_part_of_a_rating_is_told_in_words(session: Session) -> None:
    first = {"score": None, "skip": "pain", "value": Decimal("-3.5")}
    changed(session, {"pre": {TOUCH: first}})
    changed(session, {"pre": {TOUCH: {"score": 5, "skip": "", "value": Decimal("2")}}})
    assert set(sentences(session)) == {
        "Toe touch (Before): 4",
        "Toe touch (Before): skipped: Pain",
        "Toe touch (Before), measured: not entered",
        "Toe touch (Before), measured: −3.5 cm",
    }


def sentences(session: Session) -> list[str]:
    return [value.sentence for value in earlier_values(session)]


def test_an_edited_session_is_left_out_of_the_analysis_unless_it_is_counted(
    session: Session,
) -> None:
    assert [info.counts for info in history_of(session.owner).sessions] == [True]
    changed(session, {"pre": {LEFT: {"score": 2}}})
    assert [info.counts for info in history_of(session.owner).sessions] == [False]
    assert "Left out: 1 edited." in history_of(session.owner).summary
    changed(session, counts=True)
    assert [info.counts for info in history_of(session.owner).sessions] == [True]


def test_a_changed_note_or_time_alone_leaves_the_session_in_the_analysis(session: Session) -> None:
    earlier = session.started_at - datetime.timedelta(days=2)
    assert changed(session, note="By the river", started_at=earlier)
    stored = again(session)
    assert (stored.edited_at, stored.counts, stored.note) == (None, True, "By the river")


def test_another_time_moves_the_day_of_the_session_and_of_its_ratings(session: Session) -> None:
    changed(session, started_at=session.started_at - datetime.timedelta(days=2))
    days = {again(session).day, *session.ratings.values_list("day", flat=True)}
    assert days == {session.owner.day_of(session.started_at)}
    assert len(days) == 1


def everything(session: Session) -> Any:
    """What an undo has to bring back: all but the moments of writing."""
    moments = ("pre_at", "post_at")
    rows = session.ratings.order_by("pk").values()
    ratings = [{k: v for k, v in row.items() if k not in moments} for row in rows]
    return Session.objects.filter(pk=session.pk).values().get(), ratings


def test_an_undo_brings_everything_back(session: Session) -> None:
    before = everything(session)
    entry = changed(
        session,
        {
            "pre": {LEFT: {"score": None, "skip": "pain", "value": Decimal("8.5")}},
            "post": {TOUCH: {"score": 9}},
        },
        note="Other",
        started_at=session.started_at - datetime.timedelta(days=40),
    )
    assert everything(session) != before
    assert undo(again(session), entry.uuid)
    assert everything(session) == before
    assert sentences(session) == []


def test_an_undo_takes_back_only_what_its_edit_changed(session: Session) -> None:
    entry = changed(session, {"pre": {LEFT: {"score": 2}}}, note="B")
    with session.changing():
        late = SessionWriter(session)
        late.record_page("pre", {TOUCH: {"score": 9}})
        late.save()
    assert undo(again(session), entry.uuid)
    stored = again(session)
    assert (stored.note, stored.edited_at, stored.counts) == ("", late.now, False)
    assert (rating(session).pre_score, rating(session, TOUCH).pre_score) == (4, 9)


def test_an_undo_leaves_what_was_changed_again_since(session: Session) -> None:
    entry = changed(session, {"pre": {LEFT: {"score": 2}}}, note="B")
    write_note(again(session), "C")
    assert undo(again(session), entry.uuid)
    assert (again(session).note, rating(session).pre_score) == ("C", 4)


def test_a_note_that_was_replaced_is_told_with_when_it_was_written(session: Session) -> None:
    write_note(session, "A")
    write_note(session, "A")
    changed(session, note="B")
    write_note(again(session), "")
    assert sentences(session) == ["The note was “B”", "The note was “A”"]
    written = session.entries.filter(kind__in=(Kind.NOTE, Kind.EDIT)).order_by("pk")
    moments = [entry.entered_at for entry in written]
    assert [value.at for value in earlier_values(session)] == moments[1::-1]


def test_an_undo_twice_takes_back_one_edit_and_not_the_one_before(session: Session) -> None:
    changed(session, {"pre": {LEFT: {"score": 2}}})
    entry = changed(session, {"pre": {LEFT: {"score": 3}}})
    assert undo(again(session), entry.uuid)
    with nothing_changes():
        assert not undo(again(session), entry.uuid)
    assert rating(session).pre_score == 2
    assert again(session).edited_at is not None


def test_edits_are_taken_back_from_the_last_one_on(session: Session) -> None:
    first = changed(session, {"pre": {LEFT: {"score": 2}}})
    second = changed(session, {"pre": {LEFT: {"score": 3}}})
    with nothing_changes():
        assert not undo(session, first.uuid)
    assert undo(session, second.uuid) and undo(session, first.uuid)
    assert rating(session).pre_score == 4
    assert (again(session).edited_at, again(session).counts) == (None, True)


def test_there_is_nothing_to_undo_in_a_session_that_was_not_edited(session: Session) -> None:
    other = make_session(owner=session.owner, tests=QUICK, stage="done")
    entry = changed(other, {"pre": {LEFT: {"score": 2}}})
    with nothing_changes():
        assert not undo(session, entry.uuid)


def test_an_edit_that_fails_half_way_changes_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Entry.objects, "bulk_create", lambda rows: 1 / 0)
    with nothing_changes(), pytest.raises(ZeroDivisionError):
        changed(session, {"pre": {LEFT: {"score": 2}}})


def test_the_checksums_notice_a_change(session: Session) -> None:
    before = checksums()
    changed(session, {"pre": {LEFT: {"score": 2}}})
    after = checksums()
    tables = {table for table in before if before[table] != after[table]}
    assert tables == {"tracker.Session", "tracker.Rating", "tracker.Entry"}
    with pytest.raises(AssertionError, match=r"tracker\.Rating"), nothing_changes():
        record(session, "pre", {LEFT: {"discomfort": 1}})


def test_nothing_changes_allows_to_raise_the_revision_of_one_person() -> None:
    first, second = make_user(), make_user()
    with nothing_changes(), changing(first.pk):
        pass
    is_noticed = pytest.raises(AssertionError, match=r"tracker\.Revision")
    with is_noticed, nothing_changes(), changing(first.pk), changing(second.pk):
        pass
