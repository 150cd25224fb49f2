"""Comparisons: the sentence, the table and the chart agree, and missing sessions are named."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import people
from tests.factories import finish, full_slots, make_user
from tests.models.test_trial import assigned_session, make_trial, routine
from tests.pages import client_of, text_of, words_of
from tracker.models import User
from tracker.sessions.trials import decline, end_trial, pause_trial
from tracker.templatetags.icons import ICONS

pytestmark = pytest.mark.django_db

SENTENCE = r"(?:Clearly|A little|At most|Probably|Little|Not clear|Too early)[^<]*"


def page_of(user: User) -> str:
    answer = client_of(user).get("/compare/")
    assert answer.status_code == 200
    return text_of(answer)


def section(page: str, title: str) -> str:
    start = page.index(f">{title}</h2>")
    return page[start : page.index("</section>", start)]


def table_of(part: str) -> list[list[str]]:
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", part, re.S)
    return [re.split(r"</th><td>|</td><td>", row.removesuffix("</td>")) for row in rows]


def test_without_sessions_the_page_shows_a_labelled_example() -> None:
    user = make_user()
    page = page_of(user)
    figures = page.count('<section class="cardx fig ')
    assert figures == page.count('tag--warn">Example<') == 6
    assert "Made-up sessions" in page
    assert "Your fair test:" not in page
    people.lived(user, count=3)
    assert "Made-up" not in page_of(user)


def test_the_first_two_sessions_are_not_compared() -> None:
    user = make_user()
    people.lived(user, count=2)
    words = words_of(client_of(user).get("/compare/"))
    assert "Nothing to compare yet" in words
    assert "Your first two sessions are practice" in words


def test_missing_sessions_are_shown_in_words_and_as_a_bar() -> None:
    user = make_user()
    people.lived(user, count=7, seed=2)  # five count
    part = section(page_of(user), "Toe Spreaders or sitting still?")
    sentence = re.search(r"Too early\. [^<]* for a first estimate\.", part)
    bars = re.findall(r'<progress value="(\d)"\s+max="4"', part)
    assert sentence
    assert len(bars) == 2
    missing = [4 - int(bar) for bar in bars if int(bar) < 4]
    assert [int(number) for number in re.findall(r"(\d) more", sentence[0])] == missing


def test_the_sentence_chart_and_table_of_a_comparison_agree() -> None:
    user = make_user()
    people.lived(user, count=60)
    part = section(page_of(user), "Toe Spreaders or sitting still?")
    rows = table_of(part)
    drawn_ones = re.findall(rf"<span>({SENTENCE})", part)
    assert [row[-1] for row in rows] == [text.strip() for text in drawn_ones]
    assert len(rows) == 7 + len(full_slots())
    says = re.search(r'class="fig__says">(.*?)</p>', part)
    assert says
    verdicts = [re.split(r"\.|, by| \(", row[-1])[0] for row in rows[:2]]
    assert all(f": {verdict}." in says[1] for verdict in verdicts), says[1]


def test_every_verdict_has_its_own_icon() -> None:
    user = make_user()
    people.lived(user, count=60, effect=people.one_point)
    part = section(page_of(user), "Toe Spreaders or sitting still?")
    pairs = re.findall(rf'class="ic ic-s vic"[^>]*>(.*?)</svg>\s*<span>({SENTENCE})', part)
    wanted = {"Clearly freer": "v_clear", "Probably freer": "v_prob", "Not clear": "v_unk"}
    seen = 0
    for shape, text in pairs:
        for start, name in wanted.items():
            if text.startswith(start):
                seen += 1
                assert shape == ICONS[name]
    assert seen >= 10


def test_sides_have_their_own_rows_and_are_not_averaged() -> None:
    user = make_user()
    people.lived(user, count=40)
    rows = table_of(section(page_of(user), "Toe Spreaders or sitting still?"))
    sides = [(row[0], row[1]) for row in rows]
    assert sides[:7] == [
        ("Where you worked", "Left"),
        ("Where you worked", "Right"),
        ("One joint away", "Left"),
        ("One joint away", "Right"),
        ("Further up", "Left"),
        ("Further up", "Right"),
        ("Further up", "Both legs at once"),
    ]
    assert len(set(sides)) == len(sides)


def test_the_page_counts_randomised_and_declined_sessions() -> None:
    user = make_user()
    trial = make_trial(owner=user)
    people.lived(user, count=22, trial=trial, ago=1)
    for _ in range(2):
        session = assigned_session(trial)
        decline(session, routine("sock_pull"))
        finish(session)
    part = section(page_of(user), "Toe Spreaders or sitting still?")
    assert "All picked by chance. 2 swapped." in part


def test_a_declined_leg_is_not_an_arm() -> None:
    user = make_user()
    people.lived(user, count=20, ago=1)
    trial = make_trial(owner=user, design="one_leg")
    session = assigned_session(trial)
    decline(session, routine("sock_pull"))
    finish(session)
    page = page_of(user)
    assert "left or" not in page.lower()
    assert "right or" not in page.lower()


def test_routine_against_routine_is_evidence_b_and_names_both() -> None:
    user = make_user()
    people.lived(user, count=50, arms=people.THREE_ARMS)
    part = section(page_of(user), "Sock Pull or Toe Spreaders?")
    assert "Good evidence (B)" in part
    assert "Dots to the right: freer with Sock Pull." in part
    assert "← Toe Spreaders" in part and "Sock Pull →" in part


def test_one_leg_first_has_a_line_per_leg_and_the_difference() -> None:
    user = make_user()
    people.lived(user, count=24, arms=("left", "right"))
    part = section(page_of(user), "The worked leg and the other leg")
    assert "Strong evidence (A): chance picked which leg went first" in part
    assert part.count('class="slope__worked"') == part.count('class="slope__other"') == 4
    assert part.count('class="slope__95"') == part.count('class="slope__80"') == 4
    assert "22 sessions: left first in 11, right first in 11." in part


def test_before_and_after_alone_has_a_table_and_no_chart() -> None:
    user = make_user()
    people.lived(user, count=40)
    part = section(page_of(user), "Before and after only")
    assert "Weak evidence (C)" in part
    assert "fr__plot" not in part
    assert len(table_of(part)) == len(full_slots())


def test_the_number_of_queries_does_not_grow_with_sessions() -> None:
    counts = []
    for sessions in (6, 60):
        user = make_user()
        people.lived(user, count=sessions, arms=people.THREE_ARMS)
        client = client_of(user)
        with CaptureQueriesContext(connection) as queries:
            client.get("/compare/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_every_link_to_a_definition_has_its_target() -> None:
    user = make_user()
    people.lived(user, count=40, arms=people.THREE_ARMS)
    client = client_of(user)
    sure = text_of(client.get("/sure/"))
    anchors = set(re.findall(r'id="([\w-]+)"', sure))
    for path in ("/compare/", "/sure/", "/trial/", "/progress/", "/progress/toe_touch/"):
        page = text_of(client.get(path))
        wanted = set(re.findall(r'href="/sure/#([\w-]+)"', page))
        wanted |= (
            set(re.findall(r'href="#([\w-]+)"', page)) - {"main"} if path == "/sure/" else set()
        )
        assert wanted <= anchors, path


def test_every_measure_has_its_published_error_and_source() -> None:
    words = words_of(client_of(make_user()).get("/sure/"))
    assert "Ankle dorsiflexion , big toe to wall: 1.9 cm Powden 2015" in words
    assert "likely differ by more" in words
    assert "Toe touch 2 assumed" in words


def test_own_noise_replaces_the_default() -> None:
    user = make_user()
    people.lived(user, count=30)
    words = words_of(client_of(user).get("/sure/"))
    assert re.search(r"Toe touch [\d.]+ 1\d test-only sessions of yours", words)


def test_a_routine_against_light_touch_says_what_that_separates() -> None:
    user = make_user()
    trial = make_trial(owner=user, design="touch")
    people.lived(user, count=30, arms=trial.arms, trial=trial)
    page = page_of(user)
    part = section(page, "Toe Spreaders or light touch?")
    assert "It separates the routine from hope and attention." in part
    assert "It is not blind: you know which one you did." in part
    assert len(table_of(part)) > 15
    assert "Light touch or sitting still?" not in page


def test_sessions_that_the_comparison_leaves_out_are_counted_apart() -> None:
    user = make_user()
    people.lived(user, count=12, ago=60, randomised=False)
    people.lived(user, count=30, trial=make_trial(owner=user))
    part = section(page_of(user), "Toe Spreaders or sitting still?")
    assert "All picked by chance. 10 that you chose yourself are left out." in part


@pytest.mark.parametrize(
    ("chosen", "picked", "counted"),
    [
        (0, 30, "Your last 28 sessions, all picked by chance."),
        (8, 20, "Your last 26 sessions, 20 of them picked by chance."),
        (20, 0, "Your last 18 sessions, none picked by chance."),
    ],
)
def test_the_page_says_which_sessions_it_counts(chosen: int, picked: int, counted: str) -> None:
    user = make_user()
    if chosen:
        people.lived(user, count=chosen, ago=2 * picked, randomised=False)
    if picked:
        people.lived(user, count=picked, trial=make_trial(owner=user))
    assert counted in words_of(client_of(user).get("/compare/"))


def test_the_plan_of_light_touch_has_an_answer() -> None:
    user = make_user()
    trial = make_trial(owner=user, design="touch")
    people.lived(user, count=30, arms=trial.arms, trial=trial)
    words = words_of(client_of(user).get("/trial/"))
    assert "Is it the pull, or only the attention?" in words
    assert "Toe Spreaders or light touch" in words
    assert "Ankle dorsiflexion" in words
    assert "light touch" in words.lower().split("the answer so far")[-1]


def test_the_card_of_a_paused_plan_says_so() -> None:
    trial = make_trial()
    people.lived(trial.owner, count=3, trial=trial)
    client = client_of(trial.owner)
    assert "Nothing is picked until you continue" not in words_of(client.get("/compare/"))
    pause_trial(trial, "injury")
    assert "(injury). Nothing is picked until you continue." in words_of(client.get("/compare/"))


def test_a_new_fair_test_is_offered_once_the_plan_has_ended_and_not_before() -> None:
    trial = make_trial()
    people.lived(trial.owner, count=3, trial=trial)
    running = page_of(trial.owner)
    assert "Set up a fair test" not in running
    assert f"/trial/{trial.pk}/" not in running
    end_trial(trial)
    ended = page_of(trial.owner)
    assert "Set up a fair test" in ended
    assert f'href="/trial/{trial.pk}/">See the plan and its answer' in ended
