"""What node's tests read as Python's words and plans is what Python says."""

import pytest

from tests.shared import FOLDER, files, text_of
from tracker.charts import lines
from tracker.phone.words import NEXT, WORDS
from tracker.rules.vocabulary import PHASES

pytestmark = pytest.mark.once


@pytest.mark.parametrize("name", files())
def test_a_file_for_both_languages_holds_what_python_says(name: str) -> None:
    written = (FOLDER / f"{name}.json").read_text()
    assert written == text_of(files()[name]), "Run .venv/bin/python -m tests.shared"


def test_there_is_no_file_that_nobody_writes() -> None:
    assert {path.stem for path in FOLDER.glob("*.json")} == set(files())


def test_charts_and_rating_pages_have_words_for_the_phases_of_the_rule_book() -> None:
    assert {phase: PHASES[phase].lower() for phase in lines.PHASES} == lines.PHASES
    assert set(WORDS) == set(NEXT) == set(PHASES)
