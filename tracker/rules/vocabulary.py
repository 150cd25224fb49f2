"""The words for what is stored, shared by pages and phones: a page brings them along as JSON."""

from tracker.analysis.words import PHASES, SIDES
from tracker.rules.reasons import SKIP_REASONS, STOP_REASONS


def vocabulary() -> dict[str, dict[str, str]]:
    """By kind of value: what is stored, and what people read for it."""
    return {
        "phases": PHASES,
        "sides": SIDES,
        "skip_reasons": SKIP_REASONS,
        "stop_reasons": STOP_REASONS,
    }
