"""Numbers in, numbers and words out: no Django, no database, no clock."""

from tracker.analysis.contrasts import Contrast, contrast, ols
from tracker.analysis.distribution import Limits, limits, t_ppf, t_sf
from tracker.analysis.gain import MeanInterval, lag1, mean_interval, pooled_r
from tracker.analysis.inputs import StatisticsError
from tracker.analysis.lasting import Retention, retention
from tracker.analysis.pages import Page, PageTest, page
from tracker.analysis.planning import ceiling, own_mdc, plan_n, plan_weeks, shrink
from tracker.analysis.symmetry import side_level, side_trend
from tracker.analysis.trend import TrendInterval, trend_interval
from tracker.analysis.verdicts import bh, verdict

__all__ = [
    "Contrast",
    "Limits",
    "MeanInterval",
    "Page",
    "PageTest",
    "Retention",
    "StatisticsError",
    "TrendInterval",
    "bh",
    "ceiling",
    "contrast",
    "lag1",
    "limits",
    "mean_interval",
    "ols",
    "own_mdc",
    "page",
    "plan_n",
    "plan_weeks",
    "pooled_r",
    "retention",
    "shrink",
    "side_level",
    "side_trend",
    "t_ppf",
    "t_sf",
    "trend_interval",
    "verdict",
]
