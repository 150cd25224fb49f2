"""One more way to measure a test is one [[measures]] table in its file; nothing else is touched."""

import datetime
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from mobility.settings import BASE_DIR
from tests.factories import make_history, make_user, record
from tests.pages import client_of, fields_of, words_of
from tracker.management import catalogue_sync
from tracker.models import MobilityTest, User
from tracker.phone.tests import for_phone
from tracker.sessions.repeatability import read_twice

pytestmark = pytest.mark.django_db

ANKLE, HALF_KNEEL = "ankle_dorsiflexion", "half_kneel_deg"
TABLE = """[[measures]]
id = "half_kneel_deg"
label = "Shin angle in half kneeling"
instrument = "level"
unit = "deg"
better = "higher"
hard_min = 0
hard_max = 70
step = 1
mdc_kind = "none"
error_source = "None found."
threshold = 5
threshold_basis = "An assumption."

"""


@pytest.fixture
def user(tmp_path: Path) -> User:
    """Somebody on a server that has one more table in the file of the ankle."""
    for folder in ("mobility_tests", "routines"):
        shutil.copytree(BASE_DIR / "tracker" / "catalogue" / folder, tmp_path / folder)
    file = tmp_path / "mobility_tests" / f"{ANKLE}.toml"
    head, protocol, tail = file.read_text().partition("[protocol]")
    file.write_text(head + TABLE + protocol + tail)
    assert catalogue_sync.sync(tmp_path) == [f"{ANKLE}: measures"]
    return make_user()


def test_it_can_be_chosen_entered_plotted_and_checked_for_steadiness(user: User) -> None:
    client = client_of(user)
    assert "Shin angle in half kneeling, in degrees." in words_of(
        client.get(f"/tests/{ANKLE}/method/")
    )
    client.post(f"/tests/{ANKLE}/method/", {"method": HALF_KNEEL})
    new = fields_of(client.get("/history/add/")) | {f"pre-{ANKLE}-left-value": "41"}
    assert client.post("/history/add/", new).status_code == 302
    assert user.ratings.get().method == HALF_KNEEL
    for session in make_history(owner=user, days=6, tests=(ANKLE,)):
        record(session, "pre", {(ANKLE, "left"): {"value": "40", "method": HALF_KNEEL}})
    page = words_of(client.get(f"/progress/{ANKLE}/"))
    assert "Measured: Shin angle in half kneeling" in page
    assert "about 40°" in page
    measures = for_phone(MobilityTest.objects.get(slug=ANKLE), None)["measures"]
    assert HALF_KNEEL in [measure["id"] for measure in measures]


def test_its_own_error_comes_from_its_own_steadiness_check(user: User) -> None:
    client, test = client_of(user), MobilityTest.objects.get(slug=ANKLE)
    client.post(f"/tests/{ANKLE}/method/", {"method": HALF_KNEEL})
    page = f"/tests/{ANKLE}/steady/"
    assert "two steps of the reading" in words_of(client.get(page))
    for day in range(1, 6):
        pair = Decimal(40), Decimal(40 + 2 * (day % 2))
        read_twice(user, test, HALF_KNEEL, datetime.date(2026, 3, day), {"left": pair})
    assert "your own readings differ by up to" in words_of(client.get(page))
    client.post(f"/tests/{ANKLE}/method/", {"method": "knee_to_wall_cm"})
    assert "Two readings by a clinician can differ by 1.9 cm" in words_of(client.get(page))
