"""The tables: people, the catalogue, sessions with their logs, trials, and what leaves or comes."""

from tracker.models.account_event import AccountEvent
from tracker.models.catalogue import MobilityTest, Routine, Step
from tracker.models.entry import Entry
from tracker.models.erased import ErasedSession
from tracker.models.invitation import Invitation, ServerSetting
from tracker.models.picture import Picture
from tracker.models.rating import Rating
from tracker.models.revision import Edition, Revision
from tracker.models.session import Session
from tracker.models.share_link import ShareLink
from tracker.models.steady import SteadyReading
from tracker.models.test_setting import RoutineSetting, TestSetting
from tracker.models.transfer import ColumnMapping, Import, Upload
from tracker.models.trial import Trial
from tracker.models.user import User

__all__ = [
    "AccountEvent",
    "ColumnMapping",
    "Edition",
    "Entry",
    "ErasedSession",
    "Import",
    "Invitation",
    "MobilityTest",
    "Picture",
    "Rating",
    "Revision",
    "Routine",
    "RoutineSetting",
    "ServerSetting",
    "Session",
    "ShareLink",
    "SteadyReading",
    "Step",
    "TestSetting",
    "Trial",
    "Upload",
    "User",
]
