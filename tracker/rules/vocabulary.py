"""The words for stored values that Python and JavaScript share; pages carry them as JSON."""

from tracker.analysis.words import SIDES
from tracker.rules.reasons import SKIP_REASONS, STOP_REASONS
from tracker.rules.stages import RULES

PHASES = {phase: RULES.stages[phase].label for phase in RULES.phases}


def vocabulary() -> dict[str, dict[str, str]]:
    """By kind of value, the words that people read, by stored value."""
    return {
        "phases": PHASES,
        "sides": dict(SIDES),
        "skip_reasons": SKIP_REASONS,
        "stop_reasons": STOP_REASONS,
    }
