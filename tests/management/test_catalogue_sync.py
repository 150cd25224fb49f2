"""Syncing the rows with the files is idempotent and never changes what was measured."""

import datetime
import io
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import make_session, make_user
from tests.rows import nothing_changes
from tracker.catalogue.reading import read_all
from tracker.catalogue.spec import CatalogueError
from tracker.management import catalogue_sync
from tracker.models import MobilityTest, Rating, Routine, Session
from tracker.sessions.editing import edit
from tracker.sessions.repeatability import read_twice

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).parents[2] / "tracker" / "catalogue"
ANKLE = "mobility_tests/ankle_dorsiflexion.toml"
SOCK = "routines/sock_pull.toml"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A copy of the catalogue files, to be changed by tests."""
    for folder in ("mobility_tests", "routines"):
        shutil.copytree(SHIPPED / folder, tmp_path / folder)
    return tmp_path


def change(files: Path, name: str, old: str, new: str) -> None:
    text = (files / name).read_text()
    assert old in text
    (files / name).write_text(text.replace(old, new, 1))


def drop(files: Path, name: str, key: str) -> None:
    """Removes the lines of a key, in every language."""
    lines = (files / name).read_text().splitlines(keepends=True)
    left = [line for line in lines if not line.lstrip('"').startswith(key)]
    assert len(left) < len(lines)
    (files / name).write_text("".join(left))


def ankle() -> MobilityTest:
    return MobilityTest.objects.get(slug="ankle_dorsiflexion", owner=None)


def rate_the_ankle() -> None:
    make_session(owner=make_user(), tests=("ankle_dorsiflexion",), stage="done")


def test_the_test_database_matches_the_files() -> None:
    with nothing_changes():
        assert catalogue_sync.sync() == []
    tests, routines = read_all(SHIPPED)
    assert (MobilityTest.objects.count(), Routine.objects.count()) == (len(tests), len(routines))


def test_a_second_sync_changes_nothing(files: Path) -> None:
    change(files, ANKLE, 'gloss = "knee to wall"', 'gloss = "knee to the wall"')
    change(files, SOCK, 'name = "Hands on"', 'name = "Hands around"')
    catalogue_sync.sync(files)
    with nothing_changes():
        assert catalogue_sync.sync(files) == []


def test_a_changed_text_is_stored_and_reported(files: Path) -> None:
    change(files, ANKLE, 'gloss = "knee to wall"', 'gloss = "knee to the wall"')
    before = ankle().pk
    assert catalogue_sync.sync(files) == ["ankle_dorsiflexion: gloss"]
    assert (ankle().pk, ankle().gloss) == (before, "knee to the wall")


def test_changed_steps_are_stored_in_order(files: Path) -> None:
    change(files, SOCK, 'name = "Hands on"', 'name = "Hands around"')
    assert catalogue_sync.sync(files) == ["sock_pull: new steps"]
    steps = Routine.objects.get(slug="sock_pull").steps.values_list("position", "name")
    assert steps[0] == (0, "Hands around")
    assert [position for position, _ in steps] == list(range(len(steps)))


def test_changed_steps_leave_the_plan_of_a_session_alone(files: Path) -> None:
    session = make_session(owner=make_user(), routine="sock_pull")
    change(files, SOCK, 'name = "Hands on"', 'name = "Hands around"')
    catalogue_sync.sync(files)
    plan = Session.objects.get(pk=session.pk).plan
    assert plan.routine.steps[0].name == "Hands on"


def test_a_removed_file_retires_its_row_and_its_return_restores_it(files: Path) -> None:
    rate_the_ankle()
    (files / ANKLE).unlink()
    assert catalogue_sync.sync(files) == ["ankle_dorsiflexion: retired"]
    assert ankle().retired
    assert Rating.objects.filter(test=ankle()).exists()
    assert catalogue_sync.sync() == ["ankle_dorsiflexion: retired"]
    assert not ankle().retired


def test_a_personal_test_is_not_touched(files: Path) -> None:
    own = MobilityTest.objects.create(
        owner=make_user(), slug="ankle_dorsiflexion", name="Mine", region="hip"
    )
    change(files, ANKLE, 'name = "Ankle dorsiflexion"', 'name = "Ankle"')
    catalogue_sync.sync(files)
    (files / ANKLE).unlink()
    catalogue_sync.sync(files)
    own.refresh_from_db()
    assert (own.name, own.retired) == ("Mine", False)


MEANINGS = [
    ('better = "higher"', 'better = "lower"'),
    ('id = "knee_to_wall_cm"', 'id = "toe_to_wall_cm"'),
]


def measure_the_ankle() -> None:
    """In a session, with the tape."""
    session = make_session(owner=make_user(), tests=("ankle_dorsiflexion",), stage="done")
    edit(session, {"pre": {("ankle_dorsiflexion", "left"): {"value": Decimal("8.5")}}})


def read_the_ankle_twice() -> None:
    """In a steadiness check, with the tape."""
    pairs = {"left": (Decimal("8.5"), Decimal("9"))}
    read_twice(make_user(), ankle(), "knee_to_wall_cm", datetime.date(2026, 3, 10), pairs)


@pytest.mark.parametrize(("old", "new"), MEANINGS)
@pytest.mark.parametrize("take_a_reading", [measure_the_ankle, read_the_ankle_twice])
def test_a_measure_with_readings_keeps_its_meaning(
    files: Path, old: str, new: str, take_a_reading: Callable[[], None]
) -> None:
    take_a_reading()
    change(files, ANKLE, old, new)
    change(files, SOCK, 'name = "Hands on"', 'name = "Hands around"')
    with nothing_changes(), pytest.raises(CatalogueError) as refused:
        catalogue_sync.sync(files)
    assert str(refused.value).startswith(f"{ANKLE}: knee_to_wall_cm: its unit and better cannot")


@pytest.mark.parametrize(("old", "new"), MEANINGS)
def test_a_measure_without_readings_may_change_though_its_test_was_rated(
    files: Path, old: str, new: str
) -> None:
    rate_the_ankle()
    change(files, ANKLE, old, new)
    assert catalogue_sync.sync(files) == ["ankle_dorsiflexion: measures"]


def test_a_measure_may_go_though_another_of_its_test_has_readings(files: Path) -> None:
    measure_the_ankle()
    text = (files / ANKLE).read_text()
    tape, _angle, *rest = text.split("[[measures]]")[1:]
    head = text.split("[[measures]]")[0]
    (files / ANKLE).write_text("[[measures]]".join([head, tape, *rest]))
    assert catalogue_sync.sync(files) == ["ankle_dorsiflexion: measures"]
    assert [measure["id"] for measure in ankle().measures] == [
        "knee_to_wall_cm",
        "shin_angle_straight_knee_deg",
        "phone_shin_bent_knee_deg",
        "phone_shin_straight_knee_deg",
    ]


def test_a_rated_test_keeps_its_sides(files: Path) -> None:
    rate_the_ankle()
    change(files, ANKLE, "sided = true", "sided = false")
    drop(files, ANKLE, "side_means")
    with nothing_changes(), pytest.raises(CatalogueError, match="cannot change"):
        catalogue_sync.sync(files)


def test_a_test_of_an_open_session_keeps_its_sides_too(files: Path) -> None:
    make_session(owner=make_user(), tests=("ankle_dorsiflexion",))
    change(files, ANKLE, "sided = true", "sided = false")
    drop(files, ANKLE, "side_means")
    with nothing_changes(), pytest.raises(CatalogueError, match="cannot change"):
        catalogue_sync.sync(files)


def test_a_further_way_to_measure_may_be_added_to_a_rated_test(files: Path) -> None:
    rate_the_ankle()
    text = (files / ANKLE).read_text()
    further = text.split("[[measures]]")[2].replace(
        "shin_angle_bent_knee_deg", "shin_angle_new_deg"
    )
    (files / ANKLE).write_text(text.replace("[protocol]", f"[[measures]]{further}\n[protocol]", 1))
    assert catalogue_sync.sync(files) == ["ankle_dorsiflexion: measures"]


@pytest.mark.parametrize("name", [ANKLE, SOCK])
def test_a_bad_file_changes_nothing_and_is_named(files: Path, name: str) -> None:
    change(files, "mobility_tests/toe_touch.toml", 'name = "Toe touch"', 'name = "Reach"')
    (files / name).write_text('slug = "broken"')
    with nothing_changes(), pytest.raises(CatalogueError, match=name):
        catalogue_sync.sync(files)


def test_a_check_reports_changes_without_making_them(files: Path) -> None:
    change(files, ANKLE, 'gloss = "knee to wall"', 'gloss = "knee to the wall"')
    (files / SOCK).unlink()
    with nothing_changes():
        assert catalogue_sync.check(files) == ["ankle_dorsiflexion: gloss", "sock_pull: retired"]


def command(*options: str) -> str:
    out = io.StringIO()
    call_command("sync_catalogue", *options, stdout=out)
    return out.getvalue()


def test_the_command_says_when_everything_is_in_step() -> None:
    assert command("--check") == command() == "The catalogue is in step.\n"


def test_the_command_fails_a_check_when_out_of_step_and_then_syncs() -> None:
    MobilityTest.objects.filter(slug="toe_touch").update(name="Reach")
    with nothing_changes(), pytest.raises(CommandError, match="not what the files say"):
        command("--check")
    assert command() == "toe_touch: name\nDone.\n"
    assert command("--check") == "The catalogue is in step.\n"


def test_the_command_says_what_is_wrong_with_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise CatalogueError(f"{ANKLE}: region: is missing")

    monkeypatch.setattr(catalogue_sync, "sync", broken)
    with pytest.raises(CommandError, match=f"{ANKLE}: region: is missing"):
        command()


@pytest.mark.django_db(transaction=True)
def test_the_app_can_be_migrated_to_nothing_and_back() -> None:
    try:
        call_command("migrate", "tracker", "zero", verbosity=0)
        assert "tracker_rating" not in connection.introspection.table_names()
    finally:
        call_command("migrate", verbosity=0)
    assert MobilityTest.objects.count() == len(read_all(SHIPPED)[0])
    assert command("--check") == "The catalogue is in step.\n"
