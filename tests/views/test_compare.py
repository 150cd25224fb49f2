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

BRIEF = r"(?:Clearly|A little|Probably|Little|Not clear|Too early|The worked|Changes)[^<]*"
SIT, ROUTINES, LEG, NEAR = "sitting", "routines", "leg", "near"


def page_of(user: User, what: str = "") -> str:
    answer = client_of(user).get("/compare/", {"what": what})
    assert answer.status_code == 200
    return text_of(answer)


def section(page: str, title: str) -> str:
    """The card or the fold of the comparison with this title."""
    at = page.index(f">{title}</")
    start = page.rindex("<section ", 0, at)
    return page[start : page.index("</section>", start)]


def links_of(page: str) -> list[str]:
    """The comparisons that can be chosen; the one that is shown has a star."""
    links = re.findall(r'href="\?what=(\w+)"( aria-current="page")?', page)
    return [what + ("*" if current else "") for what, current in links]


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-"))


def table_of(part: str) -> list[list[str]]:
    rows = re.findall(r'<tr role="row"><th scope="row" role="rowheader">(.*?)</tr>', part, re.S)
    return [re.split(r"</?t[hd][^>]*>+", row.removesuffix("</td>"))[::2] for row in rows]


def test_without_sessions_the_page_shows_a_labelled_example() -> None:
    user = make_user()
    page = page_of(user)
    assert links_of(page) == ["sitting*", "routines", "leg", "near"]
    figures = len(re.findall(r'<section class="[^"]*\bfig ', page))
    assert figures == page.count('tag--warn">Example<') == 3
    assert "Made-up sessions" in page
    assert "Your fair test" not in page
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
    part = section(page_of(user, SIT), "Toe Spreaders or sitting still?")
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
    shown = [text.strip() for text in re.findall(rf"<span>({BRIEF})", part)]
    assert len(rows) == len(shown) == 7 + len(full_slots())
    for row, words in zip(rows, shown, strict=True):
        assert re.match(re.escape(words).replace("\\ or\\ no", "(?: or no)?"), row[-1]), (
            row,
            words,
        )
    says = re.search(r"fig__says[^>]*>(.+): (\d) of 7 places and sides<", part)
    assert says
    assert sum(row[-1].startswith(says[1]) for row in rows[:7]) == int(says[2])


def test_every_verdict_has_its_own_icon() -> None:
    user = make_user()
    people.lived(user, count=60, effect=people.one_point)
    part = section(page_of(user), "Toe Spreaders or sitting still?")
    pairs = re.findall(rf'class="ic ic-s vic"[^>]*>(.*?)</svg>\s*<span>({BRIEF})', part)
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
    for what in (SIT, ROUTINES, NEAR):
        titles = re.findall(r'-(?:asks|title)"[^>]*>([^<]*)<', page_of(user, what))
        assert titles
        assert not re.search(r"\b(?:left|right) or", " ".join(titles).lower())


def test_routine_against_routine_is_evidence_b_and_names_both() -> None:
    user = make_user()
    people.lived(user, count=50, arms=people.THREE_ARMS)
    part = section(page_of(user, ROUTINES), "Sock Pull or Toe Spreaders?")
    assert "Good evidence (B)" in part
    assert "← <bdi>Toe Spreaders<" in part and ">Sock Pull</bdi> →" in part


def test_one_leg_first_has_a_line_per_leg_and_the_difference() -> None:
    user = make_user()
    people.lived(user, count=24, arms=("left", "right"))
    part = section(page_of(user, LEG), "The worked leg and the other leg")
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
    rows = table_of(part)
    assert len(rows) == len(full_slots())
    for column, name in ((2, "Toe Spreaders"), (3, r"Test-only \(sit still\)")):
        low, high = (
            number(end) for end in re.search(rf"{name}: (\S+) to (\S+)\. ?", part).groups()
        )
        means = [number(row[column].partition(" ")[0]) for row in rows]
        assert (low, high) == (min(means), max(means))


def test_the_number_of_queries_does_not_grow_with_sessions() -> None:
    counts = []
    for sessions in (6, 60):
        user = make_user()
        people.lived(user, count=sessions, arms=people.THREE_ARMS)
        client = client_of(user)
        client.get("/settings/")  # the first page of a day writes that somebody was here
        with CaptureQueriesContext(connection) as queries:
            client.get("/compare/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 13


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
    assert links_of(page) == ["sitting", "touch*", "near"]
    part = section(page, "Toe Spreaders or light touch?")
    assert "It separates the routine from hope and attention." in part
    assert "It is not blind: you know which one you did." in part
    assert len(table_of(part)) > 15
    assert "Light touch or sitting still?" not in page_of(user, SIT)


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
    running = words_of(client_of(trial.owner).get("/compare/"))
    assert "Session 4 of about 24" in running
    assert "No answer yet." in running
    assert "Set up" not in running
    end_trial(trial)
    page = page_of(trial.owner)
    assert "Set up another fair test" in page
    assert "No answer: it ended after" in page
    assert f'href="/trial/{trial.pk}/">See the answer' in page


def test_a_running_plan_that_has_an_answer_shows_it_with_its_evidence() -> None:
    trial = make_trial()
    people.lived(trial.owner, count=34, trial=trial, effect=people.one_point)
    client = client_of(trial.owner)
    answer = re.search(r"The answer so far (.*?named\.) A Strong", words_of(client.get("/trial/")))
    assert answer
    words = words_of(client.get("/compare/"))
    assert f"{answer[1]} A Strong evidence (A)" in words.partition("What to compare")[0]


def test_the_invitation_costs_what_the_page_of_plans_says() -> None:
    user = make_user()
    people.lived(user, count=10, randomised=False)
    client = client_of(user)
    ahead = re.search(r"Sessions (\d+) about Weeks (\d+) at", words_of(client.get("/trial/")))
    assert ahead
    sessions, weeks = map(int, ahead.groups())
    words = words_of(client.get("/compare/"))
    assert f"Sessions {sessions} about" in words
    assert f"Weeks {weeks} at 3 a week" in words
    assert f"Sitting still {sessions // 2} of them" in words


def test_the_page_opens_on_the_comparison_with_the_strongest_evidence() -> None:
    user = make_user()
    people.lived(user, count=20, ago=60, arms=("toe_spreaders", "sock_pull"), randomised=False)
    assert links_of(page_of(user)) == ["sitting", "routines*", "near"]
    people.lived(user, count=14, ago=30, randomised=False)
    assert links_of(page_of(user)) == ["sitting*", "routines", "near"]
    people.lived(user, count=20, arms=("toe_spreaders", "sock_pull"))
    assert links_of(page_of(user)) == ["sitting", "routines*", "near"]


@pytest.mark.parametrize("what", ["leg", "touch", "", "<script>", "\x00"])
def test_a_comparison_that_does_not_exist_is_not_shown(what: str) -> None:
    user = make_user()
    people.lived(user, count=20)
    assert links_of(page_of(user, what)) == ["sitting*", "near"]


def test_other_pairs_are_folded_with_their_answer_in_their_line() -> None:
    user = make_user()
    people.lived(user, count=50, arms=people.THREE_ARMS)
    page = page_of(user, SIT)
    folded = [
        fold
        for fold in re.findall(r'<details class="fold">.*?</summary>', page, re.S)
        if "or sitting still?<" in fold
    ]
    assert len(folded) == 1
    assert re.search(r"fig__says[^>]*>[^<]+: (?:\d of|all) 7 places and sides<", folded[0])


def test_a_kind_of_session_is_named_as_one_names_it_in_a_sentence() -> None:
    user = make_user()
    trial = make_trial(owner=user, design="touch")
    people.lived(user, count=6, arms=trial.arms, trial=trial)
    words = words_of(client_of(user).get("/compare/", {"what": "touch"}))
    assert re.search(r"\d more sessions? with light touch", words)
    assert re.search(r"\d more sessions? with Toe Spreaders", words)
    assert "Light touch session" not in words
