"""The words for stored values that Python and JavaScript share; pages carry them as JSON."""

from tracker.analysis.words import SIDES, Messages
from tracker.rules.reasons import SKIP_REASONS, STOP_REASONS
from tracker.rules.stages import RULES

PHASES = Messages({phase: RULES.stages[phase].label for phase in RULES.phases})


def vocabulary() -> dict[str, dict[str, str]]:
    """By kind of value, the words in the language of the page, by stored value."""
    return {
        "phases": dict(PHASES),
        "sides": dict(SIDES),
        "skip_reasons": dict(Messages(SKIP_REASONS)),
        "stop_reasons": dict(Messages(STOP_REASONS)),
    }
