"""A picture that is sent comes out small, upright and without a word about its camera."""

import contextlib
import io
import os
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from tracker.forms.pictures import MOST_BYTES, MOVES, NOT_READ, encoded_anew

pytestmark = pytest.mark.once

RED, BLUE, WHITE = (220, 30, 30), (30, 30, 220), (255, 255, 255)
SECRET = b"zanzibar"
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825
# By orientation of the camera, where the red left half of its picture belongs.
TURNED = {1: "left", 2: "right", 3: "right", 4: "left"}
TURNED |= {5: "top", 6: "top", 7: "bottom", 8: "bottom"}


def file_of(picture: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def two_halves() -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", (80, 40), BLUE)
    picture.paste(RED, (0, 0, 40, 40))
    return picture


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def is_near(colour: Any, wanted: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(colour, wanted, strict=True))


def exif(**about: Any) -> Image.Exif:
    tags = Image.Exif()
    tags[ORIENTATION] = about.get("orientation", 1)
    tags[MAKER] = SECRET.decode()
    tags[GPS] = {1: "N", 2: (52.0, 31.0, 12.0)}
    return tags


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", TURNED)
def test_a_picture_is_turned_as_its_camera_was_held(kind: str, orientation: int) -> None:
    data = file_of(two_halves(), kind, exif=exif(orientation=orientation))
    picture = opened(encoded_anew(data).content).convert("RGB")
    width, height = picture.size
    assert (width, height) == ((80, 40) if orientation < 5 else (40, 80))
    places = {"left": (2, height // 2), "right": (width - 3, height // 2)}
    places |= {"top": (width // 2, 2), "bottom": (width // 2, height - 3)}
    assert is_near(picture.getpixel(places[TURNED[orientation]]), RED)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_of_what_a_file_says_about_itself_is_kept(kind: str) -> None:
    options = {"exif": exif(), "xmp": b"<x>" + SECRET + b"</x>", "icc_profile": SECRET}
    data = file_of(two_halves(), kind, **options)
    assert SECRET in data, "the negative control"
    encoded = encoded_anew(data)
    assert SECRET not in encoded.content
    assert b"EXIF" not in encoded.content
    assert opened(encoded.content).info.keys() <= {"background", "loop"}
    assert dict(opened(encoded.content).getexif()) == {}


def test_what_follows_the_end_of_a_picture_is_not_kept() -> None:
    script = b"<script>alert(1)</script>"
    assert script not in encoded_anew(file_of(two_halves(), "PNG") + script).content


def test_what_comes_out_is_webp_whatever_went_in() -> None:
    for mode, kind in (("CMYK", "JPEG"), ("L", "JPEG"), ("1", "PNG"), ("P", "PNG"), ("LA", "PNG")):
        content = encoded_anew(file_of(Image.new(mode, (60, 30)), kind)).content
        assert opened(content).format == "WEBP", mode
        assert opened(content).size == (60, 30)


def test_a_large_picture_is_made_small_enough_for_a_phone() -> None:
    noise = Image.frombytes("RGB", (800, 500), os.urandom(3 * 800 * 500))
    encoded = encoded_anew(file_of(noise, "JPEG", quality=60))
    assert max(encoded.width, encoded.height) <= 1200
    assert len(encoded.content) <= MOST_BYTES
    assert opened(encoded.content).size == (encoded.width, encoded.height)


@pytest.mark.parametrize("size", [(60_000, 10), (1, 16_000)])
def test_a_picture_as_thin_as_a_line_comes_out_too(size: tuple[int, int]) -> None:
    encoded = encoded_anew(file_of(Image.new("RGB", size), "PNG"))
    assert max(encoded.width, encoded.height) == 1200
    assert min(encoded.width, encoded.height) == 1


def test_what_is_transparent_becomes_white_in_light_and_dark() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture = opened(encoded_anew(file_of(clear, "PNG")).content)
    assert picture.mode == "RGB"
    assert is_near(picture.getpixel((20, 20)), WHITE)


def bomb() -> bytes:
    """Five gigabytes once decoded, in some kilobytes: as a head of it, since nobody reads on."""
    small = file_of(Image.new("1", (8, 8)), "PNG")
    size = small.index(b"IHDR") + 4
    head = bytearray(small)
    head[size : size + 8] = (40_000).to_bytes(4, "big") * 2
    head[size + 13 : size + 17] = zlib.crc32(bytes(head[size - 4 : size + 13])).to_bytes(4, "big")
    return bytes(head)


def test_a_picture_of_too_many_pixels_is_refused_before_one_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load(*_: Any) -> None:
        pytest.fail("It was decoded.")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", load)
    large = Image.new("1", (5001, 5000))
    for data, most in ((file_of(large, "PNG"), 10), (bomb(), 10), (file_of(large, "JPEG"), 25)):
        with pytest.raises(ValidationError, match=f"more than {most} megapixels"):
            encoded_anew(data)


def moving(kind: str) -> bytes:
    first, second = (Image.new("RGB", (60, 60), colour) for colour in (RED, BLUE))
    return file_of(first, kind, save_all=True, append_images=[second])


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_a_picture_that_moves_is_refused(kind: str) -> None:
    with pytest.raises(ValidationError) as refused:
        encoded_anew(moving(kind))
    assert refused.value.message == MOVES


def test_of_several_pictures_in_a_photo_the_first_one_is_taken() -> None:
    """Phones put a depth map or a small one behind the picture itself."""
    picture = opened(encoded_anew(moving("MPO")).content)
    assert is_near(picture.getpixel((30, 30)), RED)


UNFIT: dict[str, Callable[[], bytes]] = {
    "nothing at all": lambda: b"\0" * 100,
    "a page": lambda: b"<!doctype html><script>alert(1)</script>",
    "a drawing with a script": lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="a()"/>',
    "a format that nobody asked for": lambda: file_of(two_halves(), "GIF"),
    "another one": lambda: file_of(two_halves(), "TIFF"),
    "a document": lambda: file_of(two_halves(), "PDF"),
    "the first half of a photo": lambda: file_of(two_halves(), "JPEG")[:300],
    "the first half of a screenshot": lambda: file_of(two_halves(), "PNG")[:60],
    "a head alone": lambda: b"\x89PNG\r\n\x1a\n",
}


@pytest.mark.parametrize("what", UNFIT)
def test_what_is_no_picture_is_refused_in_a_sentence(what: str) -> None:
    with pytest.raises(ValidationError) as refused:
        encoded_anew(UNFIT[what]())
    assert refused.value.message == NOT_READ


def test_what_a_camera_wrote_badly_does_not_spoil_its_photo() -> None:
    data = file_of(two_halves(), "WEBP", exif=exif(orientation=6))
    broken = data.replace(b"MM\0*", b"??\0*").replace(b"II*\0", b"??*\0")
    assert broken != data
    assert opened(encoded_anew(broken).content).size == (80, 40)


def test_no_broken_file_is_more_than_a_sentence() -> None:
    """Each byte of a file of each format, changed: refused or read, never an error of ours."""
    drawing = file_of(Image.new("P", (9, 9)), "PNG", transparency=b"\0\1")
    tiny = [file_of(Image.new("RGB", (9, 9), RED), kind, exif=exif()) for kind in ("JPEG", "WEBP")]
    for data in (drawing, *tiny):
        for place in range(len(data)):
            broken = bytearray(data)
            broken[place] ^= 0xFF
            with contextlib.suppress(ValidationError):
                encoded_anew(bytes(broken))
