"""Decodes a picture that somebody sent and encodes it anew; nothing of the file itself is kept."""

import io
import threading
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import Image

# What an <img> of every browser shows; each reader more is one more that strangers can attack.
FORMATS = ("JPEG", "PNG", "WEBP")
# So named, an iPhone makes a JPEG of its own format.
ACCEPTED = "image/jpeg,image/png,image/webp"
# A JPEG of some cameras holds further pictures, such as a depth map: the first one is the picture.
SEVERAL_IN_A_JPEG = "MPO"
# Of phones 24 megapixels. A JPEG is decoded small at once, the others with 17 bytes a pixel: at
# these limits, either takes 170 MB of memory while it is decoded.
MOST_OF_A_JPEG = 25_000_000
MOST_PIXELS = 10_000_000
LONGEST_SIDE = 1200
# A phone keeps up to 20 of them for a time without a network.
MOST_BYTES = 150_000
QUALITIES = (80, 65, 50, 35)
WHITE = "#fff"
# How a camera was held, by the number that it writes into a photo.
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# One at a time in a process: so four of them at once never need the memory of four.
decoding = threading.Lock()

NOT_READ = _("That is no picture that can be read. Use a JPEG, PNG or WebP file.")
MOVES = _("That picture moves. Use one that stays still.")
TOO_MANY_PIXELS = _("That picture has more than %(most)s megapixels. Use a smaller one.")


@dataclass(frozen=True)
class Encoded:
    """A WebP file without any metadata, and its size in pixels."""

    content: bytes
    width: int
    height: int


def encoded_anew(data: bytes) -> Encoded:
    """The picture in a file, upright, at most 1200 px long. Raises ValidationError."""
    with decoding:
        picture = _decoded(data)
    return _encoded(picture)


def _decoded(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as file:
            _check(file)
            return _upright(file)
    except ValidationError:
        raise
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(MOST_PIXELS) from error
    # Readers of broken files raise what they happen to trip over.
    except Exception as error:
        raise ValidationError(NOT_READ) from error


def _check(file: Any) -> None:
    """Of its head alone, before a pixel is decoded."""
    is_jpeg = file.format in ("JPEG", SEVERAL_IN_A_JPEG)
    most = MOST_OF_A_JPEG if is_jpeg else MOST_PIXELS
    if file.width * file.height > most:
        raise _too_many_pixels(most)
    if getattr(file, "is_animated", False) and file.format != SEVERAL_IN_A_JPEG:
        raise ValidationError(MOVES)


def _too_many_pixels(most: int) -> ValidationError:
    return ValidationError(TOO_MANY_PIXELS, params={"most": most // 1_000_000})


def _upright(file: Image.Image) -> Image.Image:
    """Small, turned as its camera says, without transparency, profile and metadata."""
    file.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    # A picture with a palette cannot be scaled smoothly.
    small = file.convert("RGBA") if file.mode in ("P", "PA", "1") or _is_clear(file) else file
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    turn = _turn_of(file)
    turned = (small if turn is None else small.transpose(turn)).convert("RGBA")
    # A new one, since a copy would take along what the file said about itself.
    picture = Image.new("RGB", turned.size, WHITE)
    picture.paste(turned, mask=turned)
    return picture


def _turn_of(file: Image.Image) -> Image.Transpose | None:
    try:
        return TURNS.get(file.getexif().get(ORIENTATION, 1))
    # A photo is fine, whatever its camera wrote about it.
    except Exception:
        return None


def _is_clear(file: Image.Image) -> bool:
    """Whether one colour of it stands for transparency."""
    return "transparency" in file.info


def _encoded(picture: Image.Image) -> Encoded:
    """In the best quality that is small enough, else smaller until it is."""
    for quality in QUALITIES:
        content = _webp(picture, quality)
        if len(content) <= MOST_BYTES:
            return Encoded(content, *picture.size)
    return _encoded(picture.resize([max(1, side * 3 // 4) for side in picture.size]))


def _webp(picture: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=quality, method=4)
    return file.getvalue()


class PictureField(forms.FileField):
    """A file, cleaned to the picture in it."""

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        return encoded_anew(file.read()) if file else None


class PictureForm(forms.Form):
    file = PictureField(
        label=_("Picture"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("Up to 5 MB. Place and camera data are removed. Only you see it."),
        error_messages={
            "required": _("Choose a picture first."),
            "empty": _("That file is empty. Choose another one."),
        },
    )
