"""The result: the answer first, its places in folds, and nothing that is lost by a slip."""

import datetime
import re

import pytest
from django.utils import timezone

from tests.factories import finish, make_session, make_user, record
from tests.models.test_trial import make_trial
from tests.pages import client_of, text_of, words_of
from tests.ten_people.texts import text_of as text_of_element
from tests.ten_people.tree import Element, main_of
from tests.views.test_counting import ended_at_once
from tracker.models import Session

pytestmark = pytest.mark.django_db

ANKLE = ("ankle_dorsiflexion",)
CURRENT = re.compile(r'<a href="([^"]+)" aria-current="page"')


def main_part(session: Session) -> Element:
    return main_of(html_of(session))


def html_of(session: Session) -> str:
    return text_of(client_of(session.owner).get(f"/sessions/{session.uuid}/result/"))


def page(session: Session) -> str:
    return words_of(client_of(session.owner).get(f"/sessions/{session.uuid}/result/"))


def places_of(session: Session) -> list[str]:
    """The lines of the open folds."""
    main = main_part(session)
    folds = main.matching(lambda e: "data-fold" in e.attributes and "open" in e.attributes)
    return [text_of_element(fold.named("summary")[0]) for fold in folds]


def test_a_whole_session_opens_on_its_places_with_a_count_in_the_line_of_each() -> None:
    session = make_session(owner=make_user(), stage="done")
    assert places_of(session) == [
        "Where you worked foot 6 freer",
        "One joint away ankle 2 freer",
        "Further up knee, hip, low back 7 freer",
    ]
    [headline] = [e for e in main_part(session).named("h2") if e.attributes.get("id") == "headline"]
    assert text_of_element(headline) == "Freer in 15 of 15 ratings"


def test_a_quick_session_has_neither_folds_nor_places() -> None:
    session = make_session(owner=make_user(), tests=(*ANKLE, "toe_touch"), stage="done")
    assert places_of(session) == []
    names = [text_of_element(heading) for heading in main_part(session).named("h3")]
    assert names == ["Ankle dorsiflexion", "Toe touch"]  # no level of headings is left out
    assert "Where you worked" not in page(session) and "One joint away" not in page(session)
    assert page(session).count("Ankle dorsiflexion") == 3  # its name, and two rows of the table


@pytest.mark.parametrize("days", [0, 3])
def test_right_after_a_session_the_page_belongs_to_today_and_later_to_history(days: int) -> None:
    start = timezone.now() - datetime.timedelta(days=days)
    session = make_session(owner=make_user(), tests=ANKLE, stage="done", started_at=start)
    [current] = CURRENT.findall(html_of(session))
    assert current == ("/history/" if days else "/")
    assert ("Back to History" in page(session)) == bool(days)
    assert ("Done See progress" in page(session)) == (not days)


def test_only_after_more_stiffness_it_says_what_to_do_about_pain() -> None:
    worse = make_session(owner=make_user(), tests=ANKLE, stage="done", pre=6, post=5)
    assert "One session can be an ordinary bad day" in page(worse)
    assert 'class="link" href="/safety/"' in html_of(worse)
    better = make_session(owner=make_user(), tests=ANKLE, stage="done")
    assert "bad day" not in page(better) and 'class="link" href="/safety/"' not in html_of(better)


def test_where_all_was_skipped_the_session_is_kept_and_a_skip_is_no_zero() -> None:
    session = make_session(owner=make_user(), tests=("toe_touch",), stage="post", pre=4)
    record(session, "post", {("toe_touch", "none"): {"skip": "time"}})
    finish(session)
    assert "Nothing to compare 1 skipped (No time). A skip does not count as 0." in page(session)
    assert "The session is kept" in page(session)
    assert "you worked" not in page(ended_at_once(make_user()))


def test_a_session_of_a_fair_test_says_which_it_is() -> None:
    trial = make_trial(owner=make_user())
    plain = make_session(owner=trial.owner, tests=ANKLE, stage="done")
    for number in (1, 2):
        session = make_session(owner=trial.owner, tests=ANKLE, stage="done", trial=trial)
        line = f"Session {number} of about 24 for your fair test. Picked by chance."
        assert line in page(session)
    assert "Picked by chance" not in page(plain)
    trial.planned = 1
    trial.save()
    assert "Session 2 of your fair test, about 1 were planned." in page(session)


def test_nothing_on_the_page_deletes_and_a_link_leads_to_where_it_can_be_done() -> None:
    session = make_session(owner=make_user(), tests=ANKLE, stage="done")
    assert "/delete/" not in html_of(session)
    assert "Edit or delete this session" in page(session)
    edit = text_of(client_of(session.owner).get(f"/sessions/{session.uuid}/edit/"))
    assert f"/sessions/{session.uuid}/delete/" in edit


def test_a_change_larger_than_the_usual_swing_is_marked_for_the_eye_and_for_the_ear() -> None:
    large = make_session(owner=make_user(), tests=ANKLE, stage="done", pre=2, post=7)
    small = make_session(owner=make_user(), tests=ANKLE, stage="done", pre=4, post=5)
    assert html_of(large).count('class="larger"') == 2
    assert page(large).count("5 freer, larger than the usual swing.") == 2
    assert 'class="larger"' not in html_of(small) and "larger" not in page(small)
    assert "key__larger" in html_of(large) and "key__larger" not in html_of(small)


def test_what_was_done_has_its_time_on_each_side_in_its_line() -> None:
    session = make_session(owner=make_user(), tests=ANKLE, stage="done")
    [summary] = [
        s for s in main_part(session).named("summary") if "What you did" in text_of_element(s)
    ]
    assert text_of_element(summary) == "What you did Left 3:00, Right 3:00"
