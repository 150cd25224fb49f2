"""Every constraint of the database, tried with rows that no form checks."""

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from tests.factories import make_session, make_user
from tracker.models import (
    ColumnMapping,
    Entry,
    ErasedSession,
    MobilityTest,
    Picture,
    Rating,
    Routine,
    RoutineSetting,
    Session,
    ShareLink,
    SteadyReading,
    Step,
    TestSetting,
    Trial,
    Upload,
    User,
)
from tracker.models.owned import Owned
from tracker.rules.events import Kind, to_json

pytestmark = pytest.mark.django_db

Write = Callable[[], Any]


def user(**fields: Any) -> Write:
    return lambda: User.objects.bulk_create([User(**({"email": "a@example.org"} | fields))])


def rating(**fields: Any) -> Write:
    """A rating of the open session, which has none yet."""

    def write() -> None:
        session = Session.objects.get(stage="pre")
        owned = {"session": session, "owner": session.owner, "day": session.day}
        plain = owned | {"test": MobilityTest.objects.get(slug="toe_touch"), "side": "none"}
        Rating.objects.bulk_create([Rating(**(plain | fields))])

    return write


def session(**fields: Any) -> Write:
    """A finished session beside the open one."""

    def write() -> None:
        there = Session.objects.get(stage="pre")
        plain = {"owner": there.owner, "routine": there.routine, "plan": there.plan, "zone": "UTC"}
        plain |= {"day": there.day, "started_at": there.started_at}
        plain |= {"stage": "done", "finished_at": timezone.now()}
        Session.objects.bulk_create([Session(**(plain | fields))])

    return write


def entry(**fields: Any) -> Write:
    def write() -> None:
        there = Session.objects.get(stage="pre")
        plain = {"owner": there.owner, "session": there, "payload": {}}
        plain |= {"kind": Kind.START, "events": to_json([]), "entered_at": timezone.now()}
        Entry.objects.bulk_create([Entry(**(plain | fields))])

    return write


def trial(**fields: Any) -> Write:
    def write() -> None:
        there = Session.objects.get(stage="pre")
        plain = {"owner": there.owner, "routine": there.routine, "design": "control", "planned": 24}
        Trial.objects.bulk_create([Trial(**(plain | fields))])

    return write


def steady_reading(**fields: Any) -> Write:
    def write() -> None:
        there = Session.objects.get(stage="pre")
        test = MobilityTest.objects.get(slug="toe_touch")
        plain = {"owner": there.owner, "test": test, "side": "none", "day": there.day}
        plain |= {"method": "fingertip_to_floor_cm", "unit": "cm"}
        plain |= {"day": there.day, "first": 4, "second": 5}
        SteadyReading.objects.bulk_create([SteadyReading(**(plain | fields))])

    return write


def picture(number: int = 0, **fields: Any) -> Write:
    def write() -> None:
        test = MobilityTest.objects.filter(owner=None)[number]
        plain = {"owner": Session.objects.get(stage="pre").owner, "test": test}
        plain |= {"content": b"RIFF", "width": 4, "height": 3}
        Picture.objects.bulk_create([Picture(**(plain | fields))])

    return write


def setting(number: int = 0) -> Write:
    def write() -> None:
        owner = Session.objects.get(stage="pre").owner
        test = MobilityTest.objects.filter(owner=None)[number]
        TestSetting.objects.bulk_create([TestSetting(owner=owner, test=test)])

    return write


def routine_setting(number: int = 0) -> Write:
    def write() -> None:
        about = {"owner": Session.objects.get(stage="pre").owner, "set": "quick"}
        routine = Routine.objects.filter(owner=None)[number]
        RoutineSetting.objects.bulk_create([RoutineSetting(routine=routine, **about)])

    return write


def owned(model: type[Owned], **fields: Any) -> Write:
    return lambda: model._default_manager.create(owner=Session.objects.get().owner, **fields)


def step(**fields: Any) -> Write:
    def write() -> None:
        routine = Routine.objects.get(slug="toe_spreaders")
        Step.objects.bulk_create([Step(**({"routine": routine, "position": 90} | fields))])

    return write


def item(model: type[MobilityTest] | type[Routine], *, mine: bool, slug: str) -> Write:
    def write() -> None:
        owner = Session.objects.get(stage="pre").owner if mine else None
        model.objects.bulk_create([model(owner=owner, slug=slug)])

    return write


def all_of(*writes: Write) -> Write:
    return lambda: [write() for write in writes]


FIRST, SECOND = uuid.uuid4(), uuid.uuid4()
NOW = datetime.datetime(2026, 3, 10, 7, tzinfo=datetime.UTC)

# By constraint: a write that it refuses, and one that it just accepts.
CASES: dict[str, tuple[Write, Write]] = {
    "one_account_per_email": (
        all_of(user(email="a@example.org"), user(email="A@example.org")),
        all_of(user(email="a@example.org"), user(email="b@example.org")),
    ),
    "a_day_has_24_h": (user(day_starts_at=24), user(day_starts_at=23)),
    "one_rating_per_slot": (
        all_of(rating(), rating()),
        all_of(rating(side="left"), rating(side="right"), rating(side="none")),
    ),
    "a_known_side": (rating(side="both"), rating(side="left")),
    "pre_score_is_0_to_10": (rating(pre_score=11), rating(pre_score=10)),
    "mid_score_is_0_to_10": (rating(mid_score=11), rating(mid_score=10)),
    "mid_discomfort_is_0_to_10": (rating(mid_discomfort=11), rating(mid_discomfort=10)),
    "mid_is_rated_or_skipped": (
        rating(mid_score=0, mid_skip="pain"),
        rating(mid_score=0, pre_skip="pain"),
    ),
    "one_running_trial_per_owner": (
        all_of(trial(ended_at=None), trial(ended_at=None)),
        all_of(trial(ended_at=None), trial(ended_at=NOW)),
    ),
    "post_score_is_0_to_10": (rating(post_score=11), rating(post_score=0)),
    "pre_discomfort_is_0_to_10": (rating(pre_discomfort=11), rating(pre_discomfort=10)),
    "post_discomfort_is_0_to_10": (rating(post_discomfort=11), rating(post_discomfort=None)),
    "pre_is_rated_or_skipped": (
        rating(pre_score=0, pre_skip="pain"),
        rating(pre_score=0, post_skip="pain"),
    ),
    "post_is_rated_or_skipped": (
        rating(post_score=0, post_skip="pain"),
        rating(post_score=0, pre_skip="pain"),
    ),
    "one_session_per_uuid": (
        all_of(session(uuid=FIRST), session(uuid=FIRST)),
        all_of(session(uuid=FIRST), session(uuid=SECOND)),
    ),
    "one_open_session_per_owner": (
        session(stage="post", finished_at=None),
        session(stage="post", finished_at=None, deleted_at=NOW),
    ),
    "done_means_finished": (session(finished_at=None), session(finished_at=NOW)),
    "one_entry_per_uuid": (
        all_of(entry(uuid=FIRST), entry(uuid=FIRST)),
        all_of(entry(uuid=FIRST), entry(uuid=SECOND)),
    ),
    "one_steady_reading_per_day": (
        all_of(steady_reading(), steady_reading()),
        all_of(steady_reading(), steady_reading(method="sacral_angle_deg", unit="deg")),
    ),
    # A series has one method, and so one unit: neither a value without a method, nor centimetres in
    # a series of degrees, nor degrees in one of centimetres.
    "a_value_has_a_method": (
        rating(pre_value=4),
        rating(pre_value=4, method="fingertip_to_floor_cm", unit="cm"),
    ),
    "a_rating_has_the_unit_of_its_method": (
        rating(post_value=40, method="fingertip_to_floor_cm", unit="deg"),
        rating(post_value=40, method="sacral_angle_deg", unit="deg"),
    ),
    "a_steady_reading_has_the_unit_of_its_method": (
        steady_reading(method="sacral_angle_deg"),
        steady_reading(method="sacral_angle_deg", unit="deg"),
    ),
    "cues_are_as_loud_as_the_phone": (user(cue_volume=11), user(cue_volume=10)),
    "one_picture_per_test": (
        all_of(picture(), picture()),
        all_of(picture(), picture(1)),
    ),
    "one_picture_per_name": (
        all_of(picture(name=FIRST), picture(1, name=FIRST)),
        all_of(picture(name=FIRST), picture(1, name=SECOND)),
    ),
    "one_setting_per_test": (
        all_of(setting(), setting()),
        all_of(setting(), setting(1)),
    ),
    "one_setting_per_routine": (
        all_of(routine_setting(), routine_setting()),
        all_of(routine_setting(), routine_setting(1)),
    ),
    "one_erased_session_per_uuid": (
        all_of(*[owned(ErasedSession, uuid=FIRST)] * 2),
        all_of(owned(ErasedSession, uuid=FIRST), owned(ErasedSession, uuid=SECOND)),
    ),
    "one_share_link_per_secret": (
        all_of(*[owned(ShareLink, digest="a", ends_at=NOW)] * 2),
        all_of(*(owned(ShareLink, digest=digest, ends_at=NOW) for digest in "ab")),
    ),
    "one_upload_per_owner": (
        all_of(*[owned(Upload, content=b"")] * 2),
        owned(Upload, content=b""),
    ),
    "one_mapping_per_columns": (
        all_of(*[owned(ColumnMapping, columns="a")] * 2),
        all_of(owned(ColumnMapping, columns="a"), owned(ColumnMapping, columns="b")),
    ),
    "a_known_side_read_twice": (steady_reading(side="both"), steady_reading(side="left")),
    "one_step_per_position": (step(position=0), step(position=99)),
    "a_step_lasts_1_to_1800_seconds": (step(seconds=0), step(seconds=1800)),
    "one_built_in_mobilitytest_per_slug": (
        item(MobilityTest, mine=False, slug="toe_touch"),
        item(MobilityTest, mine=True, slug="toe_touch"),
    ),
    "one_own_mobilitytest_per_slug": (
        all_of(*[item(MobilityTest, mine=True, slug="mine")] * 2),
        all_of(*(item(MobilityTest, mine=True, slug=slug) for slug in ("mine", "also_mine"))),
    ),
    "one_built_in_routine_per_slug": (
        item(Routine, mine=False, slug="sock_pull"),
        item(Routine, mine=True, slug="sock_pull"),
    ),
    "one_own_routine_per_slug": (
        all_of(*[item(Routine, mine=True, slug="mine")] * 2),
        all_of(*(item(Routine, mine=True, slug=slug) for slug in ("mine", "also_mine"))),
    ),
}

# Further writes that the same constraints refuse.
OTHERWISE: list[Write] = [
    session(stage="post", finished_at=NOW, deleted_at=NOW),
    session(stage="pre", finished_at=None),
    session(stage="routine", finished_at=None),
    step(seconds=1801),
    rating(pre_score=-1),
    rating(post_discomfort=-1),
    rating(side=""),
    rating(side="Left"),
    rating(mid_value=4),
    rating(post_value=4),
    rating(unit="cm"),
    rating(method="fingertip_to_floor_cm"),
    rating(pre_value=4, method="fingertip_to_floor_cm"),
    rating(pre_value=4, method="fingertip_to_floor_in", unit="in"),
    rating(pre_value=4, method="cm", unit="cm"),
    steady_reading(method="", unit=""),
    steady_reading(unit=""),
]


@pytest.fixture(autouse=True)
def _an_open_session() -> None:
    make_session(owner=make_user(), tests=("toe_touch",))


def named(name: str) -> list[str]:
    """How an error may name a constraint: by name, or by its columns if tables are partitioned."""
    for model in apps.get_app_config("tracker").get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                columns = [
                    model._meta.get_field(n).column for n in getattr(constraint, "fields", ())
                ]
                key = f"Key ({', '.join(columns)})" if columns else ""
                with_table = (f"{model._meta.db_table}.{column}" for column in columns)
                return [name, ", ".join(with_table), key]
    raise LookupError(name)


@pytest.mark.parametrize("name", CASES)
def test_the_database_refuses_what_breaks_a_constraint(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        CASES[name][0]()
    assert any(words and words in str(refused.value) for words in named(name)), refused.value


@pytest.mark.parametrize("name", CASES)
def test_the_database_accepts_what_just_satisfies_a_constraint(name: str) -> None:
    with transaction.atomic():
        CASES[name][1]()


@pytest.mark.parametrize("write", OTHERWISE, ids=range(len(OTHERWISE)))
def test_the_database_refuses_other_violations(write: Write) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_every_constraint_of_the_models_has_a_case() -> None:
    models = apps.get_app_config("tracker").get_models()
    assert {constraint.name for model in models for constraint in model._meta.constraints} == set(
        CASES
    )


def test_every_constraint_of_the_models_is_in_the_database() -> None:
    """Django silently omits a condition that a database cannot express."""
    for model in apps.get_app_config("tracker").get_models():
        with connection.cursor() as cursor:
            stored = connection.introspection.get_constraints(cursor, model._meta.db_table)
        names = {constraint.name for constraint in model._meta.constraints}
        assert names <= set(stored), model


@pytest.mark.parametrize("used", ["test", "routine"])
def test_a_catalogue_item_in_use_cannot_be_deleted(used: str) -> None:
    make_session(owner=make_user(), tests=("toe_touch",), stage="done")
    tests = MobilityTest.objects.filter(slug="toe_touch")
    with pytest.raises(IntegrityError), transaction.atomic():
        (tests if used == "test" else Routine.objects.filter(slug="toe_spreaders")).delete()


def test_deleting_a_person_deletes_everything_of_theirs() -> None:
    done = make_session(owner=make_user(), tests=("toe_touch",), stage="done")
    other = make_session(owner=make_user(), tests=("toe_touch",), stage="done")
    done.owner.delete()
    assert set(Rating.objects.values_list("owner", flat=True)) == {other.owner.pk}
    assert not Session.objects.filter(pk=done.pk).exists()
