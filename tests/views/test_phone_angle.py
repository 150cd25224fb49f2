"""What the pages say of angles that a phone measured, and what they never say."""

from decimal import Decimal

import pytest

from tests.factories import make_session, make_user, measuring, record
from tests.pages import client_of, words_of
from tests.sync.test_holds import BENT, PHONE
from tracker.analysis.answers.holds import swing_of
from tracker.catalogue import spec
from tracker.models import Session, User
from tracker.queries.answers import answers_of
from tracker.rules.holds import Holds

pytestmark = pytest.mark.django_db

ANKLE = "ankle_dorsiflexion"
OTHER = "7d1f0c52-91a2-4b0e-8a6e-2c1a53d7b104"
UP, DOWN = ("35.0", "35.8"), ("35.8", "35.0")  # two holds 0.8° apart: by two readings 1.11°
AFTER = ("37.3", "38.1")
TEST_PAGE = f"/progress/{ANKLE}/"
LIMITS = "Give or take your phone’s own error, up to 2° and more."


@pytest.fixture(autouse=True)
def offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spec, "PHONE_IS_OFFERED", True)


@pytest.fixture
def user() -> User:
    return measuring(make_user(), ankle_dorsiflexion=BENT)


def read(
    session: Session,
    phase: str,
    angles: tuple[str, str],
    side: str = "left",
    phone: str = PHONE,
    *,
    zeroed: bool = True,
) -> None:
    first, second = map(Decimal, angles)
    holds = Holds((first, second), (Decimal("0.2"), Decimal("0.3")), zeroed, "phone", phone)
    fields = {"value": holds.mean, "method": BENT, "holds": holds}
    record(session, phase, {(ANKLE, side): fields})


def sessions(user: User, number: int, **how: str) -> list[Session]:
    """Finished ones in which the left ankle read 2.3° more afterwards."""
    made = [make_session(owner=user, tests=(ANKLE,), stage="done") for _ in range(number)]
    for place, session in enumerate(made):
        read(session, "pre", (UP, DOWN)[place % 2], **how)
        read(session, "post", AFTER, **how)
    return made


def result(session: Session) -> str:
    return words_of(client_of(session.owner).get(f"/sessions/{session.uuid}/result/"))


def test_before_five_sessions_a_change_is_told_without_its_weight(user: User) -> None:
    words = result(sessions(user, 1)[0])
    assert "Your phone’s angle: Ankle dorsiflexion" in words
    assert "Your phone read 2.3° more afterwards." in words
    assert "How much two readings of yours differ is known after 4 more sessions." in words
    assert LIMITS in words and "35° and 35.8°" in words


def test_from_five_sessions_on_a_change_is_set_beside_how_far_two_readings_differ(
    user: User,
) -> None:
    last = sessions(user, 5)[-1]
    read(last, "pre", UP, "right")
    read(last, "post", ("34.6", "35.4"), "right")
    words = result(last)
    assert (
        "Your phone read 2.3° more afterwards. Two readings of yours differ by about 1.1°." in words
    )
    assert "About the same: 0.4° less. Two readings of yours differ by about 1.1° anyway." in words
    assert "about 1.1° by themselves" in words_of(client_of(user).get(f"/tests/{ANKLE}/"))


def test_the_figure_is_1_96_times_the_error_of_one_hold_and_needs_five_sessions() -> None:
    pairs = [(35.0, 35.8), (35.8, 35.0)]
    assert swing_of([pairs] * 4, 0.5) == (None, 4)
    size, _sessions = swing_of([pairs] * 5, 0.5)
    assert size == pytest.approx(1.96 * 0.8 / 2**0.5, rel=0.001)


def test_one_phase_alone_is_compared_with_nothing(user: User) -> None:
    session = make_session(owner=user, tests=(ANKLE,), stage="done")
    read(session, "pre", UP)
    read(session, "post", AFTER, "right")
    words = result(session)
    assert "Measured before only. Nothing to compare with." in words
    assert "Measured after only. Nothing to compare with." in words


def test_two_phones_or_two_zeros_are_not_compared_and_do_not_count(user: User) -> None:
    session = sessions(user, 6)[-1]
    assert answers_of(user).measured[ANKLE, "left", BENT].n == 4  # after two to get used to it
    read(session, "post", AFTER, phone=OTHER)
    assert "Two phones cannot be compared." in result(session)
    assert "more afterwards" not in result(session)
    assert answers_of(user).measured[ANKLE, "left", BENT].n == 3
    read(session, "post", AFTER, zeroed=False)
    assert "The zero of your phone was set in between." in result(session)


def test_over_ten_sessions_the_test_page_says_how_much_more_and_between_what(user: User) -> None:
    sessions(user, 12)
    words = words_of(client_of(user).get(TEST_PAGE))
    assert "Over 10 sessions your phone read 2.3° more afterwards, somewhere between 2.2°" in words
    assert LIMITS in words and "Another phone" not in words


def test_another_phone_and_a_new_zero_are_marked_in_the_series(user: User) -> None:
    sessions(user, 1, zeroed=False)
    sessions(user, 1)
    sessions(user, 1, phone=OTHER)
    words = words_of(client_of(user).get(TEST_PAGE))
    assert (
        words.count("Another phone from") == 1 and words.count("The phone’s zero was set on") == 1
    )


def test_an_open_session_tells_nothing_of_the_error_of_its_holds(user: User) -> None:
    sessions(user, 5)
    page = f"/tests/{ANKLE}/"
    before = words_of(client_of(user).get(page))
    read(make_session(owner=user, tests=(ANKLE,)), "pre", ("30.0", "50.0"))
    after = words_of(client_of(user).get(page))
    assert "about 1.1° by themselves" in before and "about 1.1° by themselves" in after


def test_a_report_and_how_sure_is_this_name_the_error_of_a_phone(user: User) -> None:
    sessions(user, 7)
    assert "(phone, its own error up to 2° and more)" in words_of(client_of(user).get("/report/"))
    sure = words_of(client_of(user).get("/sure/"))
    assert "standard error 1.65 degrees" in sure and "1.1°" in sure
