"""What a phone knows of the tests of its person."""

import pytest
from django.utils.translation import override

from tests.factories import make_user
from tracker.catalogue import spec
from tracker.models import MobilityTest, Picture, TestSetting, User
from tracker.phone.tests import OF_A_MEASURE, all_for_phone

pytestmark = pytest.mark.django_db
QUICK = ("ankle_dorsiflexion", "toe_touch")


def own_test(user: User, **about: object) -> MobilityTest:
    return MobilityTest.objects.create(
        owner=user, slug="my-balance", name="Balance", region="ankle", position=100, **about
    )


def test_every_way_to_measure_is_on_the_phone_and_which_of_them_was_chosen() -> None:
    user = make_user()
    ankle = MobilityTest.objects.get(slug="ankle_dorsiflexion", owner=None)
    TestSetting.objects.create(owner=user, test=ankle, method="shin_angle_bent_knee_deg")
    [about, touch] = all_for_phone(user, MobilityTest.objects.filter(slug__in=QUICK, owner=None))
    assert about["method"] == "shin_angle_bent_knee_deg"
    assert touch["method"] == ""
    assert about["measures"] and [measure["id"] for measure in about["measures"]] == [
        m["id"] for m in ankle.offered_measures
    ]
    for measure in about["measures"]:
        assert set(measure) <= set(OF_A_MEASURE)


def test_how_another_person_measures_and_their_pictures_are_not_on_this_phone() -> None:
    user, other = make_user(), make_user()
    mine, theirs = own_test(user, ten_means="a minute"), own_test(other)
    TestSetting.objects.create(owner=other, test=theirs, method="own_s")
    Picture.objects.create(owner=other, test=theirs, content=b"", width=1, height=1)
    [about] = all_for_phone(user, [mine])
    assert (about["own"], about["ten"], about["picture"]) == (True, "a minute", "")
    assert about["method"] == ""


def test_a_phone_knows_where_it_lies_for_what_it_measures_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spec, "PHONE_IS_OFFERED", True)
    user = make_user()
    with override("de"):
        [about, _touch] = all_for_phone(
            user, MobilityTest.objects.filter(slug__in=QUICK, owner=None)
        )
    by_id = {measure["id"]: measure for measure in about["measures"]}
    place = by_id["phone_shin_bent_knee_deg"]["phone"]
    assert (place["illustration"], place["zero"], place["near_min"]) == ("ph_ankle", 0, 12)
    assert place["say"].startswith("Handy aufs Schienbein, {side}.")
    assert "phone" not in by_id["knee_to_wall_cm"]
