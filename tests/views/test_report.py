"""The report: the numbers and words of Progress on one sheet, and no more than was ticked."""

import datetime
import re

import pytest
from django.utils import timezone

from tests.factories import make_history, make_session, make_user, measuring
from tests.pages import client_of, text_of, words_of
from tests.rows import nothing_changes
from tests.states import planned, sixty
from tracker.models import MobilityTest, User
from tracker.queries.report import DONE, RATED, Scope, report_of

pytestmark = pytest.mark.django_db

ALL = "/report/?ticks=1&show=measured&show=notes"
CANARY = "zanzibar"


@pytest.fixture
def user() -> User:
    return make_user()


def cells(page: str, kind: str) -> list[list[str]]:
    """The cells of each row of the table that this heading names, as words."""
    table = page.partition(f'aria-labelledby="{kind}"')[2].partition("</table>")[0]
    rows = table.partition("<tbody>")[2].split("<tr")[1:]
    matches = [re.findall(r"<td.*?</td>", row, re.S) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in matches]


def test_its_verdicts_are_those_of_progress() -> None:
    client = client_of(sixty())
    board = re.findall(r"board__w[^>]*>(.*?)</span>", text_of(client.get("/progress/")), re.S)
    shown = [" ".join(re.sub(r"<svg.*?</svg>", "", word, flags=re.S).split()) for word in board]
    rows = cells(text_of(client.get("/report/")), "per-test")
    assert len(rows) == 15
    verdicts = [cell.partition(",")[0] for row in rows for cell in row[-2:]]
    assert sorted(shown) == sorted(verdicts)
    assert len(set(shown)) > 3


def test_its_answers_are_those_of_progress() -> None:
    client = client_of(sixty())
    says = re.findall(r'qa__a">.*?<span>(.*?)</span>', text_of(client.get("/progress/")), re.S)
    report = words_of(client.get("/report/"))
    assert len(says) == 3
    assert [answer for answer in says if answer not in report] == []


def test_the_answer_of_a_fair_test_stands_on_it() -> None:
    client = client_of(planned())
    says = re.search(r'id="says">(.*?)</h2>', text_of(client.get("/progress/")), re.S)
    assert says
    assert says[1].strip() in words_of(client.get("/report/"))


def test_ratings_stand_there_as_they_were_entered(user: User) -> None:
    start = timezone.now() - datetime.timedelta(days=16)
    for number, score in enumerate((9, 9, 1, 2, 3, 4, 5, 6, 7, 8)):
        day = start + datetime.timedelta(days=number)
        make_session(owner=user, stage="done", pre=score, post=score, started_at=day)
    page = text_of(client_of(user).get("/report/"))
    # The first two sessions are practice.
    assert cells(page, "per-test")[0][:3] == ["2.5", "6.5", "1 to 8"]
    weeks = [digit for digit in cells(page, "by-week")[0] if digit != "·"]
    assert 2 <= len(weeks) <= 3
    assert weeks == sorted(weeks)


def test_sessions_before_the_26_weeks_are_left_out(user: User) -> None:
    old = timezone.now() - datetime.timedelta(weeks=27)
    make_session(owner=user, stage="done", started_at=old, note=CANARY)
    page = client_of(user).get(ALL)
    assert "There is nothing to report yet" in words_of(page)
    assert CANARY not in text_of(page)


def test_notes_and_readings_are_there_only_if_they_are_ticked(user: User) -> None:
    measuring(user)
    make_history(owner=user, days=8, tests=("toe_touch",))
    session = user.sessions.newest_first()[0]
    client = client_of(user)
    client.post(f"/sessions/{session.uuid}/note/", {"note": CANARY})
    assert CANARY not in text_of(client.get("/report/"))
    assert CANARY in text_of(client.get(ALL))
    assert "Measured before a session" not in words_of(client.get("/report/?ticks=1"))


def test_a_long_note_is_cut_and_older_notes_are_counted(user: User) -> None:
    for number in range(5):
        day = timezone.now() - datetime.timedelta(days=number)
        make_session(owner=user, stage="done", note=f"{number} {CANARY * 20}", started_at=day)
    page = words_of(client_of(user).get(ALL))
    assert "2 older notes are not shown." in page
    assert CANARY * 12 not in page


def test_without_a_session_it_says_so(user: User) -> None:
    assert "There is nothing to report yet" in words_of(client_of(user).get("/report/"))


def test_it_neither_names_its_owner_nor_writes(user: User) -> None:
    make_session(owner=user, stage="done")
    client = client_of(user)
    with nothing_changes():
        page = text_of(client.get(ALL))
    assert user.email not in page.partition("<article")[2]


def test_more_tests_than_a_page_holds_are_announced(user: User) -> None:
    ankle = MobilityTest.objects.filter(slug="ankle_dorsiflexion")
    make_session(owner=user, stage="done")
    assert "takes more than one page" not in words_of(client_of(user).get("/report/"))
    about = ankle.values("region", "sided", "protocol", "measures").get()
    MobilityTest.objects.create(owner=user, slug="own_one", name="My own", **about)
    make_session(owner=user, stage="done")
    assert "With 9 tests it takes more than one page." in words_of(client_of(user).get("/report/"))


def test_what_was_not_done_is_counted(user: User) -> None:
    start = timezone.now() - datetime.timedelta(days=60)
    for days in (0, 1, 2, 40):
        make_session(owner=user, stage="done", started_at=start + datetime.timedelta(days=days))
    done = report_of(Scope(user, frozenset({RATED, DONE}))).done
    assert done is not None
    assert [routine.sessions for routine in done.routines] == [4]
    [(first, last)] = done.pauses
    assert (last - first).days == 36
    assert done.requested > 0 == done.skips


def test_a_part_that_the_scope_does_not_allow_is_not_even_read(user: User) -> None:
    make_session(owner=user, stage="done", note=CANARY)
    shown = report_of(Scope(user, frozenset({RATED})))
    assert (shown.done, shown.notes, shown.discomfort) == (None, (), ())
    assert shown.entered.measured == {}


def test_the_way_to_it_is_on_progress(user: User) -> None:
    make_session(owner=user, stage="done")
    assert 'href="/report/"' in text_of(client_of(user).get("/progress/"))
    assert 'href="/report/"' not in text_of(client_of(make_user()).get("/progress/"))
