"""Every statement about owned rows names the owner, and every key of theirs begins with it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models import Model, prefetch_related_objects
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_session, make_user
from tests.unowned import owned_tables, without_owner
from tracker.models import Entry, MobilityTest, Rating, Revision, Session, Trial, User
from tracker.models.owned import Owned, OwnedForeignKey
from tracker.rules.events import Kind, to_json

pytestmark = pytest.mark.django_db

QUICK = ("ankle_dorsiflexion", "toe_touch")
OWNED = [model for model in apps.get_app_config("tracker").get_models() if issubclass(model, Owned)]


def in_a_trial() -> Session:
    """A finished session of a trial, with an entry."""
    owner = make_user()
    session = make_session(owner=owner, tests=QUICK, stage="done")
    trial = make_trial(owner, session)
    session.stored_row.update(trial=trial)
    make_entry(owner, session)
    return owner.sessions.get()


def make_trial(owner: User, session: Session) -> Trial:
    about = {"design": "control", "planned": 24, "routine": session.routine}
    return Trial.objects.create(owner=owner, **about)


def make_entry(owner: User, session: Session) -> Entry:
    about = {"kind": Kind.START, "events": to_json([]), "entered_at": timezone.now()}
    entry = Entry(owner=owner, session=session, uuid=session.uuid, **about)
    entry.save(force_insert=True)
    return entry


def change_note(session: Session) -> None:
    session.note = "another"
    session.save()


def committed(write: Callable[[], Any]) -> None:
    """As if the transaction ended here: the database checks foreign keys only then."""
    write()
    connection.check_constraints()


# Queries that Django makes by itself, by what causes them.
WAYS: dict[str, Callable[[Session], Any]] = {
    "save": change_note,
    "save a column": lambda session: session.save(update_fields=["note"]),
    "refresh": lambda session: session.refresh_from_db(),
    "a deferred column": lambda session: session.owner.sessions.defer("note").get().note,
    "the stored row": lambda session: session.stored_row.update(note=""),
    "delete": lambda session: session.entries.latest("pk").delete(),
    "delete many": lambda session: session.entries.all().delete(),
    "rows that hang on it": lambda session: list(session.ratings.all()),
    "how many hang on it": lambda session: session.entries.count(),
    "update what hangs on it": lambda session: session.ratings.update(day=session.day),
    "what it hangs on": lambda session: session.trial.seed,
    "a join": lambda session: list(session.owner.sessions.select_related("trial")),
    "a join backwards": lambda session: list(session.owner.sessions.filter(entries__undone=False)),
    "a join of two steps": lambda session: list(
        session.owner.ratings.filter(session__trial__design="control")
    ),
    "a sum of what hangs on it": lambda session: list(
        session.owner.sessions.values("uuid").annotate(first=models.Min("ratings__pre_at"))
    ),
    "rows fetched ahead": lambda session: prefetch_related_objects([session], "ratings"),
    "fetched ahead with a filter": lambda session: prefetch_related_objects(
        [session], models.Prefetch("entries", Entry.objects.filter(undone=False))
    ),
    "the trial fetched ahead": lambda session: prefetch_related_objects([session], "trial"),
    "a subquery": lambda session: list(
        MobilityTest.objects.filter(pk__in=session.owner.ratings.values("test"))
    ),
    "does one exist": lambda session: session.owner.sessions.filter(uuid=session.uuid).exists(),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_query_that_django_makes_names_the_owner(way: str) -> None:
    session = in_a_trial()
    with CaptureQueriesContext(connection) as captured:
        WAYS[way](session)
    statements = [query["sql"] for query in captured.captured_queries]
    assert [sql for sql in statements if "tracker_" in sql]
    assert [sql for sql in statements if without_owner(sql)] == []


def test_save_and_delete_do_not_touch_a_row_of_somebody_else() -> None:
    """Another person's row can have the same id on another database server."""
    session, other = in_a_trial(), make_user()
    stranger = Session.objects.get(pk=session.pk)
    stranger.owner = other
    with pytest.raises(Session.DoesNotExist):
        stranger.refresh_from_db()
    assert stranger.delete()[0] == 0
    assert list(stranger.ratings.all()) == []
    stranger.note = "mine now"
    with pytest.raises(DatabaseError), transaction.atomic():
        stranger.save(force_update=True)
    assert session.stored_row.get().note == ""


def test_deleting_a_person_names_the_owner_in_every_query() -> None:
    session, other = in_a_trial(), in_a_trial()
    with CaptureQueriesContext(connection) as captured:
        session.owner.delete()
    faults = [sql for query in captured.captured_queries if without_owner(sql := query["sql"])]
    assert faults == []
    assert {model.objects.count() for model in (Session, Trial)} == {1}
    assert other.entries.count() == Entry.objects.count() > 0
    assert other.ratings.count() == len(other.slots)


def test_a_session_that_still_has_ratings_cannot_be_deleted() -> None:
    session = make_session(owner=make_user(), tests=QUICK, stage="done")
    with pytest.raises(IntegrityError), transaction.atomic():
        committed(session.delete)
    assert session.ratings.count() == len(session.slots)


def test_every_table_with_an_owner_has_an_owned_model() -> None:
    tables = {model._meta.db_table for model in (*OWNED, Revision, User)}
    assert set(owned_tables()) == tables


@pytest.mark.parametrize("model", OWNED)
def test_foreign_keys_between_owned_models_are_owned_foreign_keys(model: type[Model]) -> None:
    for field in model._meta.fields:
        if field.related_model in OWNED:
            assert isinstance(field, OwnedForeignKey), field


@pytest.mark.parametrize("model", OWNED)
def test_every_unique_key_of_an_owned_row_begins_with_the_owner(model: type[Model]) -> None:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    keys = [constraint["columns"] for constraint in constraints.values() if constraint["unique"]]
    assert keys or not model._meta.constraints
    assert [key for key in keys if key[0] != "owner_id" and key != ["id"]] == []


@pytest.mark.parametrize("model", OWNED)
def test_an_index_begins_with_the_owner(model: type[Model]) -> None:
    """Every statement names the owner, so this index spares it a full scan."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    indexes = [
        constraint
        for constraint in constraints.values()
        if constraint["index"] or constraint["unique"]
    ]
    assert "owner_id" in [constraint["columns"][0] for constraint in indexes]


@pytest.mark.parametrize("model", OWNED)
def test_on_postgresql_foreign_keys_between_owned_tables_include_the_owner(
    model: type[Model],
) -> None:
    if connection.vendor != "postgresql":
        return  # on SQLite foreign keys have one column: a file has one sequence of ids
    tables = {owned._meta.db_table for owned in OWNED}
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, model._meta.db_table)
    keys = [constraint for constraint in constraints.values() if constraint["foreign_key"]]
    between = [key["columns"] for key in keys if key["foreign_key"][0] in tables]
    assert [columns for columns in between if columns[0] != "owner_id"] == []
    fields = [field for field in model._meta.fields if isinstance(field, OwnedForeignKey)]
    assert sorted(map(tuple, between)) == sorted(("owner_id", field.column) for field in fields)


def rating_on(session: Session, owner: User) -> None:
    about = {"day": session.day, "test": MobilityTest.objects.get(slug="toe_touch")}
    Rating.objects.create(session=session, owner=owner, side="none", **about)


REFUSED: dict[str, Callable[[Session, User], Any]] = {
    "a rating": rating_on,
    "an entry": lambda session, owner: make_entry(owner, session),
    "a session": lambda session, owner: owner.sessions.update(
        trial=make_trial(session.owner, session)
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_on_postgresql_no_row_can_refer_to_a_row_of_somebody_else(what: str) -> None:
    if connection.vendor != "postgresql":
        return
    session, other = make_session(owner=make_user(), tests=QUICK), make_user()
    make_session(owner=other, tests=QUICK)
    with pytest.raises(IntegrityError, match="foreign key"), transaction.atomic():
        committed(lambda: REFUSED[what](session, other))
    committed(lambda: REFUSED[what](session, session.owner))
