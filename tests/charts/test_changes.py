"""The changes of a session: tests in a fixed order, near to far; words, table and chart agree."""

from typing import Any

import pytest

from tests.charts.histories import ANKLE, TOES, TOUCH, both, history_of
from tracker.charts import Figure
from tracker.charts.changes import build
from tracker.charts.changes_headline import Counts, headline, in_a_place, rest
from tracker.charts.changes_in_words import RatedTwice, absences, directions

PLACES = {"foot": "next", "ankle": "worked", "low_back": "further"}
ALL = {
    TOES: [both((4, 7), (5, 5))],
    ANKLE: [both((6, 4), (3, None))],
    TOUCH: [{"none": (None, None)}],
}


def changes(rated: dict = ALL, proximity: dict | None = PLACES) -> Figure:  # type: ignore[type-arg]
    (figure,) = build(history_of([0], rated), proximity=proximity)
    return figure


def answer_of(figure: Figure) -> tuple[str, str]:
    """The headline, and what follows it."""
    [answer] = figure.summary
    return answer["title"], answer["says"]


def test_the_headline_counts_freer_same_stiffer_and_what_was_not_rated() -> None:
    assert answer_of(changes()) == (
        "Freer in 1 of 3 ratings",
        "The same in 1, stiffer in 1. All changes are within the usual swing of 3 points."
        " 2 were not rated twice.",
    )


def test_the_headline_says_when_there_is_nothing_to_compare() -> None:
    assert answer_of(changes({TOUCH: [{"none": (3, None)}]})) == ("Nothing to compare", "")
    history = history_of([0], {TOUCH: [{"none": (None, None)}]})
    (figure,) = build(history, skips={("toe_touch", "none"): ("pain", "pain")})
    assert answer_of(figure) == (
        "Nothing to compare",
        "1 skipped (pain). A skip does not count as 0.",
    )


def test_a_place_counts_its_own_changes() -> None:
    assert [(group["place"], group["says"]) for group in changes().data["groups"]] == [
        ("worked", "1 stiffer"),
        ("next", "1 freer, 1 the same"),
        ("further", "Nothing to compare"),
    ]


def test_places_have_folds_but_where_there_are_three_ratings_or_no_place() -> None:
    few = {ANKLE: [both((6, 4), (3, 3))], TOUCH: [{"none": (3, 4)}]}
    assert changes().data["is_folded"]
    assert not changes(few).data["is_folded"]
    assert not changes(proximity=None).data["is_folded"]


def test_groups_come_near_to_far_and_tests_keep_their_order() -> None:
    groups = changes().data["groups"]
    assert [group["title"] for group in groups] == [
        "Where you worked",
        "One joint away",
        "Further up",
    ]
    assert [row[0] for row in changes(proximity=None).rows] == [
        "Toe spread", "Toe spread", "Ankle dorsiflexion", "Ankle dorsiflexion", "Toe touch",
    ]  # fmt: skip


def test_the_table_holds_what_the_picture_shows() -> None:
    rows = [row for g in changes().data["groups"] for test in g["tests"] for row in test["rows"]]
    table = changes().rows
    assert table[0] == ("Ankle dorsiflexion", "Left", "6", "4", "2 stiffer", "3 (assumed)")
    assert table[1] == ("Ankle dorsiflexion", "Right", "3", "–", "not rated", "3 (assumed)")
    assert [(row["pair"].before, row["pair"].after) for row in rows] == [
        (6, 4), (3, None), (4, 7), (5, 5), (None, None),
    ]  # fmt: skip
    assert [row["change"] for row in rows] == [-2, None, 3, 0, None]


def test_marks_lie_on_the_track_from_0_to_10() -> None:
    row = changes({TOUCH: [{"none": (0, 10)}]}).data["groups"][0]["tests"][0]["rows"][0]
    assert (row["before_at"], row["after_at"]) == ("2%", "98%")


def changes_of(rated: dict, *, control: int = 0, count: int = 0) -> Figure:  # type: ignore[type-arg]
    """After `count` test-only sessions, each with changes of `control` points."""
    history = history_of([0], rated)
    controls = [dict.fromkeys(history.series, float(control))] * count
    (figure,) = build(history, proximity=PLACES, controls=controls)
    return figure


def rows_of(figure: Figure) -> list[Any]:
    return [r for g in figure.data["groups"] for t in g["tests"] for r in t["rows"]]


def test_a_change_counts_as_more_than_the_usual_swing_only_beyond_it() -> None:
    touch = {TOUCH: [{"none": (3, 5)}]}
    assumed, own = changes_of(touch), changes_of(touch, control=1, count=19)
    assert answer_of(assumed)[1] == "The change is within the usual swing of 2 points."
    assert assumed.sentence == "The usual swing is assumed for now."
    assert answer_of(own)[1] == "1 change is larger than the usual swing of 1."
    assert own.sentence == (
        "Larger than the usual swing: Toe touch 2 freer."
        " The usual swing comes from your own 19 test-only sessions."
    )
    assert (assumed.data["is_larger"], own.data["is_larger"]) == (False, True)


def test_the_more_is_compared_the_wider_is_the_usual_swing() -> None:
    ankle = {ANKLE: [both((3, 6), (6, 9))]}
    assert answer_of(changes_of(ankle))[1] == "2 changes are larger than the usual swing of 2."
    more = changes_of(ankle | {TOES: [both((3, 3), (3, 3))]})
    assert answer_of(more)[1].endswith("All changes are within the usual swing of 3 points.")


def test_the_grey_block_the_table_and_the_key_show_the_limit_of_the_sentence() -> None:
    rated = {ANKLE: [both((4, 9), (4, 4))], TOUCH: [{"none": (9, 10)}]}
    for about, limit in (
        ({}, 3),
        ({"control": 5, "count": 12}, 5),
        ({"control": 1, "count": 20}, 1),
    ):
        figure = changes_of(rated, **about)
        rows = rows_of(figure)
        assert rows[0]["beyond"] == (limit < 5) and not any(row["beyond"] for row in rows[1:])
        low, high = max(0, 4 - limit), 4 + limit
        assert rows[1]["band"] == {
            "from": f"{2 + 9.6 * low:.4g}%",
            "width": f"{9.6 * (high - low):.4g}%",
        }
        assert {row[5].split()[0] for row in figure.rows} == {str(limit)}
        assert f"{limit} point" in figure.data["key"]


def test_what_is_more_than_noise_is_named_and_marked_in_words_and_in_the_table() -> None:
    figure = changes_of({ANKLE: [both((3, 7), (6, 5))], TOUCH: [{"none": (8, 2)}]})
    assert figure.sentence.startswith(
        "Larger than the usual swing: Ankle dorsiflexion (left) 4 freer; Toe touch 6 stiffer. The"
    )
    assert [row["beyond"] for row in rows_of(figure)] == [True, False, True]
    assert [row["says"] for row in rows_of(figure)] == [
        "Left: before 3, after 7, 4 freer, larger than the usual swing.",
        "Right: before 6, after 5, 1 stiffer.",
        "Both legs at once: before 8, after 2, 6 stiffer, larger than the usual swing.",
    ]
    assert [row[4] for row in figure.rows] == [
        "4 freer, larger than the usual swing",
        "1 stiffer",
        "6 stiffer, larger than the usual swing",
    ]


def test_of_many_that_are_more_than_noise_the_first_are_named() -> None:
    rated = {test: [both((1, 9), (1, 9))] for test in (TOES, ANKLE)} | {TOUCH: [{"none": (1, 9)}]}
    figure = changes_of(rated)
    assert answer_of(figure)[1] == "5 changes are larger than the usual swing of 3."
    assert figure.sentence.startswith("Larger than the usual swing: Ankle dorsiflexion (left) 8")
    assert "Toe spread (right) 8 freer; and 1 more. The usual" in figure.sentence


def test_a_skip_is_called_a_skip() -> None:
    history = history_of([0], ALL)
    skips = {("ankle", "right"): ("", "pain"), ("toe_touch", "none"): ("time", "time")}
    (figure,) = build(history, proximity=PLACES, skips=skips)
    assert answer_of(figure)[1].endswith("points. 2 skipped (pain 1, time 1).")
    rows = {(row[0], row[1]): row[2:5] for row in figure.rows}
    assert rows["Ankle dorsiflexion", "Right"] == ("3", "skipped (pain)", "skipped (pain)")
    both_times = ("skipped (time)", "skipped (time)", "skipped (time)")
    assert rows["Toe touch", "Both legs at once"] == both_times
    says = [r["says"] for g in figure.data["groups"] for t in g["tests"] for r in t["rows"]]
    assert "Right: before 3, after skipped (pain)." in says


def test_a_session_with_nothing_done_says_what_it_is() -> None:
    history = history_of([0], ALL, worked="")
    (figure,) = build(history, proximity=PLACES)
    assert answer_of(figure)[0] == "Freer in 1 of 3 ratings"
    assert answer_of(figure)[1].startswith("The same in 1, stiffer in 1. No routine, rated twice.")
    (unrated,) = build(history_of([0], {TOUCH: [{"none": (3, None)}]}, worked=""))
    assert answer_of(unrated) == ("Nothing to compare", "")


def test_a_test_only_session_says_what_it_is() -> None:
    history = history_of([0], ALL, kind="test_only")
    (figure,) = build(history, proximity=PLACES)
    assert answer_of(figure)[1].startswith("The same in 1, stiffer in 1. No routine, rated twice.")
    assert [group["title"] for group in figure.data["groups"]] == [""]  # it worked nowhere


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ([(4, 5)], "Freer in the one rating you gave twice."),
        ([(5, 4)], "Stiffer in the one rating you gave twice."),
        ([(5, 5)], "The same in the one rating you gave twice."),
        ([(5, 5), (4, 4)], "The same before and after in all 2 ratings."),
        ([(4, 5), (4, 6)], "Freer in 2 of 2 ratings."),
        ([(4, 5), (4, 4)], "Freer in 1 of 2 ratings, the same in 1."),
        ([(4, 5), (5, 4)], "Freer in 1 of 2 ratings, stiffer in 1."),
        ([(5, 4), (5, 5)], "Stiffer in 1 of 2 ratings, the same in 1."),
        ([(5, 4), (5, 3), (4, 5)], "Stiffer in 2 of 3 ratings, freer in 1."),
        (
            [(5, 4), (5, 3), (4, 5), (4, 4)],
            "Stiffer in 2 of 4 ratings, the same in 1, freer in 1.",
        ),
    ],
)
def test_the_direction_that_is_more_frequent_comes_first(
    pairs: list[tuple[int, int]], sentence: str
) -> None:
    changes = [float(after - before) for before, after in pairs]
    counts = Counts.of(changes)
    assert directions(changes) == sentence
    assert sentence.startswith(headline(counts).partition(", in all")[0])
    assert counts.is_stiffer == sentence.startswith("Stiffer")
    # The headline and what follows it say the same counts, and no other.
    parts = sentence.rstrip(".").split(", ")[1:]
    is_all_the_same = counts.same == counts.total
    assert is_all_the_same or rest(counts).rstrip(".").lower() == ", ".join(parts)
    for share in (counts.freer, counts.same, counts.stiffer):
        assert not share or str(share) in in_a_place(counts)
    assert "0" not in in_a_place(counts)


def test_what_is_missing_is_counted_with_its_reason() -> None:
    absent = [
        RatedTwice("left", None, 3, "pain"),
        RatedTwice("right", 3, None, "", "no time"),
        RatedTwice("none", 3, None),
    ]
    assert absences([RatedTwice("left", 3, 4), *absent]) == (
        "2 skipped (pain 1, no time 1). 1 was not rated twice."
    )
    assert absences(absent[:1]) == "1 skipped (pain)."
