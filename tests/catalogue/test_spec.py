"""The built-in catalogue: every test and move exists, with a drawing, a source and no promise."""

import re
from pathlib import Path

import pytest

from tracker.catalogue.reading import read_all, read_routine, read_test
from tracker.catalogue.spec import fill

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "tracker" / "catalogue"
DRAWINGS = ROOT / "static" / "illustrations"
STILL = {"sit"}  # the drawing of a test-only session, which has no TOML file
TESTS, ROUTINES = read_all(SHIPPED)
BY_SLUG = {spec.slug: spec for spec in (*TESTS, *ROUTINES)}


def test_every_test_of_the_article_is_there_in_its_order() -> None:
    of_the_article = [
        ("toe_spread", "Toe spread", "foot"),
        ("toe_extension", "Toe extension", "foot"),
        ("toe_flexion", "Toe flexion", "foot"),
        ("ankle_dorsiflexion", "Ankle dorsiflexion", "ankle"),
        ("knee_flexion", "Knee flexion", "knee"),
        ("hip_extension", "Hip extension", "hip"),
        ("hip_flexion", "Hip flexion", "hip"),
        ("toe_touch", "Toe touch", "low_back"),
    ]
    there = [(test.slug, test.name, test.region) for test in TESTS]
    assert [test for test in there if test in of_the_article] == of_the_article


def test_only_the_toe_touch_of_the_article_has_no_sides() -> None:
    assert not BY_SLUG["toe_touch"].sided
    assert sum(test.sided for test in TESTS) >= 7


def test_every_move_of_the_toe_spreaders_is_there() -> None:
    routine = BY_SLUG["toe_spreaders"]
    moves = [step.slug for step in routine.steps if step.kind == "work"]
    assert moves == ["ts_traction", "ts_flex_extend", "ts_twist", "ts_fist"]
    assert [entry.slug for entry in routine.variations] == ["ts_keep_traction"]
    assert routine.places["foot"] == "worked"
    assert [step.hand for step in routine.steps if step.slug != "ts_fist"] == ["opposite"] * 5


def test_every_move_of_the_sock_pull_is_there() -> None:
    routine = BY_SLUG["sock_pull"]
    moves = {step.slug: step.less for step in routine.steps if step.kind == "work"}
    positions = ("posterior", "sides", "anterior")
    assert list(moves) == [f"sp_{at}_{way}" for way in ("up", "down") for at in positions]
    assert list(moves.values()) == [0, 0, 0, 15, 15, 15]
    assert [entry.slug for entry in routine.variations] == ["sp_squeeze", "sp_straight_leg"]
    assert "tingling or numbness" in routine.variations[1].safety
    assert routine.places["ankle"] == "worked"


def test_the_sock_pull_pumps_circles_and_slides_in_every_position_as_in_the_article() -> None:
    for step in BY_SLUG["sock_pull"].steps:
        if step.kind == "work":
            end = "down" if step.less else "toward the knee"
            assert all(word in step.say.lower() for word in ("pump", "circle", "slide", end))
            assert all(word in step.cue.lower() for word in ("pump", "circle", "slide"))
    assert "just behind the ankle bones, over the achilles" in (
        BY_SLUG["sock_pull"].steps[1].say.lower()
    )


@pytest.mark.parametrize(
    ("slug", "ours"),
    [
        ("toe_spreaders", ("how we read it", "the hand that steadies the heel")),
        ("sock_pull", ("the bent working knee", "the seconds")),
    ],
)
def test_what_the_article_does_not_say_is_marked_as_ours(slug: str, ours: tuple[str, ...]) -> None:
    notes = BY_SLUG[slug].notes
    assert "Ours are" in notes
    assert all(words in notes for words in ours)


def test_no_file_names_a_source_that_nobody_saw() -> None:
    for path in SHIPPED.glob("*/*.toml"):
        assert not re.search("not checked|Soucie", path.read_text()), path.name


@pytest.mark.parametrize("slug", ["toe_spreaders", "sock_pull"])
def test_a_routine_of_the_article_takes_30_45_or_60_seconds_a_move_on_both_sides(
    slug: str,
) -> None:
    routine = BY_SLUG[slug]
    assert routine.presets == {"short": 30, "standard": 45, "full": 60}
    assert routine.sides == ("left", "right")
    assert [step.kind for step in routine.steps if step.seconds] == ["set_up", "release"]


def test_the_errors_of_the_article_are_the_published_ones() -> None:
    published = {
        "toe_spread": (None, 0.5),
        "toe_extension": (None, 1.0),
        "toe_flexion": (None, 1.0),
        "ankle_dorsiflexion": (1.9, 2.0),
        "knee_flexion": (5.5, 6.0),
        "hip_extension": (None, 10.0),
        "hip_flexion": (None, 10.0),
        "toe_touch": (4.5, 5.0),
    }
    errors = {test.slug: (test.measures[0].mdc, test.measures[0].threshold) for test in TESTS}
    assert {slug: errors[slug] for slug in published} == published


def test_a_toe_touch_may_go_past_the_floor() -> None:
    measure = BY_SLUG["toe_touch"].measures[0]
    assert (measure.past_zero, measure.hard_min, measure.better) == ("past the floor", -35, "lower")


def test_a_step_is_worded_for_its_side_with_the_opposite_hand() -> None:
    words = "{Side} foot. {Hand}. Now the {hand}, {side}."
    assert (
        fill(words, side="left", hand="opposite")
        == "Left foot. Right hand. Now the right hand, left."
    )
    assert (
        fill(words, side="right", hand="both")
        == "Right foot. Both hands. Now the both hands, right."
    )


def named_drawings() -> set[str]:
    names = {test.illustration for test in TESTS}
    names |= {m.phone.illustration for test in TESTS for m in test.measures if m.phone}
    for routine in ROUTINES:
        names |= {entry.illustration for entry in (*routine.steps, *routine.variations)}
    return names - {""}


def test_every_named_drawing_exists_and_every_drawing_is_named() -> None:
    drawings = {path.stem.removesuffix("_2") for path in DRAWINGS.iterdir()}
    assert named_drawings() | STILL == drawings
    assert all((DRAWINGS / f"{name}.svg").exists() for name in drawings)


@pytest.mark.parametrize("path", sorted(DRAWINGS.glob("*_2.svg")), ids=lambda path: path.stem)
def test_a_second_position_says_in_how_many_seconds_it_comes_and_goes(path: Path) -> None:
    pace = re.search(r'^<svg [^>]*data-pace="(\d+)">$', path.read_text(), re.MULTILINE)
    assert pace and 3 <= int(pace[1]) <= 30, "Slow, and at least twice in a move of 45 seconds."


@pytest.mark.parametrize("path", sorted(DRAWINGS.iterdir()), ids=lambda path: path.stem)
def test_a_drawing_can_stand_inside_a_page_of_strict_policy(path: Path) -> None:
    drawing = path.read_text()
    head = r'<svg xmlns="http://www\.w3\.org/2000/svg" viewBox="0 0 240 200"( data-pace="\d+")?>'
    assert re.match(head, drawing)
    assert not re.search(
        r"<(style|script|title|image|use|a)\b|\b(style|id|role|on\w+|href)=", drawing
    )


PROMISES = re.compile(
    r"\b(works|improv\w+|because of|releas\w+|fascia\w*|adhesions?|lengthen\w*|fix(es)?|prevents?"
    r"|injur\w+|faster|treats?|abnormal|normal|safe)\b|!|\bV\d+\b|\[[A-Z]",
    re.IGNORECASE,
)


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*/*.toml")), ids=lambda path: path.stem)
def test_a_file_promises_nothing(path: Path) -> None:
    prose = " ".join(re.findall(r'"([^"\n]+ [^"\n]+)"', path.read_text()))
    assert PROMISES.findall(prose) == []


def test_the_examples_of_the_documentation_are_valid(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", (ROOT / "docs" / "catalogue.md").read_text(), re.S)
    for name, read, example in zip(
        ("ankle_plantarflexion", "ankle_circles"), (read_test, read_routine), examples, strict=True
    ):
        path = tmp_path / f"{name}.toml"
        path.write_text(example)
        assert read(path).slug == name
