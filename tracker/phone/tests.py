"""What a phone and a page know of a test: how it is rated and how it can be measured."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from tracker.models import MobilityTest, TestSetting, User

Json = dict[str, Any]
# Of a measure, what is needed to enter a value by it and to say what it is.
OF_A_MEASURE = (
    *("id", "label", "instrument", "unit", "better", "step", "hard_min", "hard_max"),
    *("typical_min", "typical_max", "sign_note", "past_zero", "phone"),
)


def for_phone(test: MobilityTest, setting: TestSetting | None, picture: str = "") -> Json:
    """JSON-ready, in the language of now; `picture` is the address of one, if there is one."""
    measures = [
        {name: measure[name] for name in OF_A_MEASURE if name in measure}
        for measure in test.offered_measures
    ]
    return {
        "test": test.slug,
        "name": test.name,
        "gloss": test.gloss,
        "hint": test.hint,
        "sided": test.sided,
        "own": test.owner_id is not None,
        "ten": test.ten_means,
        "zero": test.zero_means,
        "picture": picture,
        "steps": test.protocol.get("steps", []),
        "method": setting.method if setting else "",
        "measures": measures,
    }


def all_for_phone(user: User, tests: Iterable[MobilityTest]) -> list[Json]:
    """Each of these tests as `user` measures it, with the picture that they gave it."""
    tests = list(tests)
    settings = {setting.test_id: setting for setting in user.test_settings.all()}
    pictures = pictures_of(user, tests)
    return [for_phone(t, settings.get(t.pk), pictures.get(t.slug, "")) for t in tests]


def pictures_of(user: User, tests: Iterable[MobilityTest]) -> dict[str, str]:
    """By slug of an own test the address of its picture, which a new picture changes."""
    if not any(test.owner_id for test in tests):
        return {}
    rows = user.pictures.values_list("test__slug", "name")
    return {slug: reverse("own_test_picture_file", args=(slug, name)) for slug, name in rows}
