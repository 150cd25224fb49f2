"""The pages quote what the stored run of the calibration printed."""

import dataclasses
import re
from typing import get_type_hints

import pytest

from benchmarks.calibration.measures import Measure
from benchmarks.calibration.rows import ROWS
from benchmarks.calibration.stored import (
    ERRORS,
    POWER,
    PRINTED,
    QUOTING,
    printed_figures,
    rates,
    with_quotation,
)
from mobility.settings import BASE_DIR
from tests.factories import make_user
from tests.pages import client_of, words_of
from tracker.analysis.error_rates import ErrorRates, error_rates

PARTS = [BASE_DIR / "templates" / "sure" / name for name in ("_errors.html", "_power.html")]
QUOTED = re.compile(r"(?<!_)rates\.(\w+)")


def test_the_figures_of_the_pages_are_those_of_the_stored_run() -> None:
    assert dataclasses.asdict(error_rates()) == rates(PRINTED.read_text())


def test_the_page_about_statistics_quotes_the_stored_run() -> None:
    document = QUOTING.read_text()
    assert document == with_quotation(document, PRINTED.read_text())
    assert f"| {ERRORS['anywhere'][0]} | {ERRORS['anywhere'][1]} |" in document


def test_every_figure_has_its_measure_in_the_calibration() -> None:
    measures = {(row.name, measure.label) for row in ROWS for measure in row.measures}
    assert {*ERRORS.values(), *POWER.values()} <= measures
    assert {*ERRORS, *POWER, "people", "seed"} == set(get_type_hints(ErrorRates))


def test_the_stored_run_has_every_kind_of_person_and_every_share() -> None:
    stored = printed_figures(PRINTED.read_text())
    assert {kind for kind, _ in stored} == {row.name for row in ROWS}
    labels = {
        measure.label for row in ROWS for measure in row.measures if isinstance(measure, Measure)
    }
    assert {label for _, label in stored} <= labels


@pytest.mark.django_db
def test_how_sure_is_this_says_every_figure() -> None:
    assert set(QUOTED.findall("".join(part.read_text() for part in PARTS))) == set(
        get_type_hints(ErrorRates)
    )
    said_by_page = words_of(client_of(make_user()).get("/sure/"))
    section = said_by_page.partition("How often we are wrong")[2]
    assert f"{error_rates().anywhere} people in 100" in section
    assert f"{error_rates().people} simulated people" in section


def test_errors_are_rounded_up_and_what_is_detected_down() -> None:
    kinds: dict[str, list[str]] = {}
    for kind, measure in {*ERRORS.values(), *POWER.values()}:
        kinds.setdefault(kind, []).append(f"| {measure} | ≤ 8% | 7.1% ± 2.0 | met |")
    kinds["Nobody quotes these"] = []
    sizes = range(8 + len(kinds), 8, -1)  # the fewest people behind a quoted figure are 10
    text = "\n".join(
        line
        for size, (kind, lines) in zip(sizes, kinds.items(), strict=True)
        for line in (f"| {kind} ({size} people) | |", *lines)
    )
    figures = rates(f"seed 3.\n{text}")
    assert (figures["people"], figures["seed"]) == (10, 3)
    assert {figures[field] for field in ERRORS} == {8} and {figures[f] for f in POWER} == {7}
