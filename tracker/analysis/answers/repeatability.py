"""How far two readings of the same thing differ, for one person: their own measurement error."""

import math
from collections.abc import Mapping
from statistics import fmean

from tracker.analysis.answers.sample import ROUNDING_MDC
from tracker.analysis.pairs import MeasureInfo
from tracker.analysis.planning import own_mdc

FIRST_DAYS = 5  # before one's own figure counts
SURE_DAYS = 10  # and before it is more than rough
ROUGH, STEADY = "rough", "steady"


def own_error(measure: MeasureInfo, sides: Mapping[str, list[float]]) -> tuple[float, str] | None:
    """What a change can be wrong by, from the differences of each side; rounding alone makes some.

    Left and right are one instrument, so each counts as far as it has enough days.
    """
    enough = [side for side in sides.values() if len(side) >= FIRST_DAYS]
    errors = [error for side in enough if (error := own_mdc(side)) is not None]
    if not errors:
        return None
    mdc = max(math.sqrt(fmean(error**2 for error in errors)), ROUNDING_MDC * measure.step)
    days = min(len(side) for side in enough)
    return mdc, STEADY if days >= SURE_DAYS else ROUGH
