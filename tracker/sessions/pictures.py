"""The picture of an own test: one at a time, under another address after each upload."""

import uuid

from tracker.models.catalogue import MobilityTest
from tracker.models.picture import Picture
from tracker.models.revision import changing
from tracker.models.user import User
from tracker.sessions.own_tests import live


def replace_picture(test: MobilityTest, content: bytes, size: tuple[int, int]) -> Picture:
    """Store the picture of an own test in place of the one before; `content` is re-encoded."""
    owner = test.owner_id
    assert owner is not None, "a built-in test has drawings"
    width, height = size
    with changing(owner):
        picture = picture_of(test) or Picture(owner_id=owner, test=test)
        # A browser keeps what it has of an address for ever.
        picture.name = uuid.uuid4()
        picture.content, picture.width, picture.height = content, width, height
        picture.save()
        return picture


def remove_picture(test: MobilityTest) -> None:
    assert test.owner_id is not None, "a built-in test has drawings"
    with changing(test.owner_id):
        Picture.objects.filter(owner=test.owner_id, test=test).delete()


def picture_of(test: MobilityTest) -> Picture | None:
    """Without its content, which a page does not need."""
    rows = Picture.objects.filter(owner=test.owner_id, test=test)
    return rows.defer("content").first()


def with_pictures(owner: User) -> list[tuple[MobilityTest, Picture | None]]:
    """The own tests that are not deleted, each with its picture."""
    pictures = {picture.test_id: picture for picture in owner.pictures.defer("content")}
    return [(test, pictures.get(test.pk)) for test in live(owner)]
