"""The band of the usual swing in a chart of ratings, with the words in it and its source."""

from statistics import fmean
from typing import Any

from django.utils.translation import ngettext

from tracker.analysis import words
from tracker.analysis.answers.sample import OWN_FROM, Noise
from tracker.charts.lines import SidePlot

FEWEST = 5  # ratings; below them there is no band
FIRST = 4  # ratings, around whose mean it lies


def band(plot: SidePlot, noise: Noise) -> dict[str, Any] | None:
    """Middle and half height in points, and the words inside."""
    ratings = plot.after_practice
    if len(ratings) < FEWEST:
        return None
    size = words.number(noise.mdc)
    message = ngettext(
        "usual swing: %(size)s point up or down",
        "usual swing: %(size)s points up or down",
        1 if size == "1" else 2,
    )
    middle = fmean(ratings[:FIRST])
    return {"at": round(middle, 2), "by": round(noise.mdc, 2), "says": message % {"size": size}}


def source(noise: Noise) -> str:
    if noise.source == "own":
        return ngettext(
            "It comes from your own %(count)s session of sitting still.",
            "It comes from your own %(count)s sessions of sitting still.",
            noise.sessions,
        ) % {"count": noise.sessions}
    return ngettext(
        "It is assumed until %(count)s session of sitting still shows yours.",
        "It is assumed until %(count)s sessions of sitting still show yours.",
        OWN_FROM,
    ) % {"count": OWN_FROM}
