"""The guard of all tests notices what the product asks of owned rows without their owner."""

import pytest

from tests.factories import make_session, make_user
from tests.sessions.test_parallel import at_once
from tests.unowned import EXEMPTIONS, Exemption, Unowned, is_exempt, without_owner
from tests.watching import ROOT, Place
from tracker.models import Session
from tracker.queries.history import infos_of

QUICK = ("ankle_dorsiflexion", "toe_touch")


@pytest.mark.django_db
def test_the_guard_notices_a_statement_of_the_product_without_the_owner(
    unowned: list[Unowned],
) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    infos_of(session.owner_id, Session.objects.filter(pk=session.pk).chart_rows())
    (fault,) = unowned
    assert fault.table == "tracker_session"
    assert fault.place.path == "tracker/queries/history.py"
    unowned.clear()


@pytest.mark.django_db
def test_the_guard_lets_a_test_ask_what_it_likes(unowned: list[Unowned]) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    assert Session.objects.get(pk=session.pk) == session
    assert unowned == []


@pytest.mark.usefixtures("committed")
def test_the_guard_of_owners_sees_other_threads(unowned: list[Unowned]) -> None:
    session = make_session(owner=make_user(), tests=QUICK)
    rows = Session.objects.filter(pk=session.pk)
    assert at_once(lambda: len(infos_of(session.owner_id, rows.chart_rows()))) == [1]
    assert len(unowned) == 1
    unowned.clear()


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('SELECT 1 FROM "tracker_rating" WHERE "tracker_rating"."owner_id" = %s', []),
        ('SELECT 1 FROM "tracker_rating" WHERE "tracker_rating"."owner_id" IN (%s)', []),
        ('SELECT "tracker_rating"."owner_id" FROM "tracker_rating"', ["tracker_rating"]),
        ('SELECT 1 FROM "tracker_rating" WHERE "tracker_rating"."id" = %s', ["tracker_rating"]),
        (
            'UPDATE "tracker_trial" SET "owner_id" = 1 WHERE "tracker_trial"."id" = 1',
            ["tracker_trial"],
        ),
        ('DELETE FROM "tracker_entry" WHERE "tracker_entry"."session_id" = %s', ["tracker_entry"]),
        ('INSERT INTO "tracker_entry" ("owner_id") VALUES (%s)', []),
        (
            'SELECT 1 FROM "tracker_session" LEFT OUTER JOIN "tracker_trial" ON'
            ' ("tracker_session"."trial_id" = "tracker_trial"."id")'
            ' WHERE "tracker_session"."owner_id" = %s',
            ["tracker_trial"],
        ),
        (
            'SELECT 1 FROM "tracker_session" LEFT OUTER JOIN "tracker_trial" ON'
            ' ("tracker_session"."trial_id" = "tracker_trial"."id"'
            ' AND ("tracker_trial"."owner_id" = ("tracker_session"."owner_id")))'
            ' WHERE "tracker_session"."owner_id" = %s',
            [],
        ),
        (
            'SELECT 1 FROM "tracker_session" WHERE "tracker_session"."owner_id" = %s AND EXISTS'
            ' (SELECT 1 FROM "tracker_rating" U0 WHERE U0."session_id" = 1)',
            ["tracker_rating"],
        ),
        ('SELECT 1 FROM "tracker_user" WHERE "tracker_user"."email" = %s', ["tracker_user"]),
        ('SELECT 1 FROM "tracker_user" WHERE "tracker_user"."id" = %s', []),
        ('SELECT 1 FROM "tracker_routine" WHERE "tracker_routine"."slug" = %s', []),
    ],
)
def test_the_guard_reads_each_table_of_a_statement(sql: str, tables: list[str]) -> None:
    assert list(without_owner(sql)) == tables


def test_an_exemption_is_for_its_place_and_its_table_alone() -> None:
    def fault(path: str, table: str) -> Unowned:
        return Unowned(table, Place(path, 1, "anything"), "SELECT")

    assert is_exempt(fault("tracker/accounts/addresses.py", "tracker_user"))
    assert not is_exempt(fault("tracker/accounts/addresses.py", "tracker_session"))
    assert is_exempt(fault("tracker/management/commands/demo.py", "tracker_session"))
    assert not is_exempt(fault("tracker/views/home.py", "tracker_session"))


@pytest.mark.parametrize("exemption", EXEMPTIONS, ids=lambda exemption: exemption.path)
def test_an_exemption_has_a_reason_and_a_place_that_exists(exemption: Exemption) -> None:
    assert len(exemption.reason.split()) > 3
    assert (ROOT / exemption.path).exists()
