"""What a phone knows of the tests of its person."""

import pytest

from tests.factories import make_user
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
