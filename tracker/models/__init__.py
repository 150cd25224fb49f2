"""The tables: people, the catalogue, sessions with their logs and ratings, and trials."""

from tracker.models.catalogue import MobilityTest, Routine, Step
from tracker.models.entry import Entry
from tracker.models.picture import Picture
from tracker.models.rating import Rating
from tracker.models.revision import Edition, Revision
from tracker.models.session import Session
from tracker.models.steady import SteadyReading
from tracker.models.test_setting import RoutineSetting, TestSetting
from tracker.models.trial import Trial
from tracker.models.user import User

__all__ = [
    "Edition",
    "Entry",
    "MobilityTest",
    "Picture",
    "Rating",
    "Revision",
    "Routine",
    "RoutineSetting",
    "Session",
    "SteadyReading",
    "Step",
    "TestSetting",
    "Trial",
    "User",
]
