"""All places that name a phase have a word for every phase."""

from tracker.charts import lines
from tracker.phone.words import PHASE_WORDS, SUBMIT_WORDS
from tracker.rules.vocabulary import PHASES


def test_charts_and_rating_pages_have_words_for_the_phases_of_the_rule_book() -> None:
    assert {phase: PHASES[phase].lower() for phase in lines.PHASES} == lines.PHASES
    assert set(PHASE_WORDS) == set(SUBMIT_WORDS) == set(PHASES)
