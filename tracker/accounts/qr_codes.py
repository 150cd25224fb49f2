"""An address as a QR code, as one path of an SVG: no picture has to be loaded."""

from dataclasses import dataclass
from typing import Any

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4  # modules around a code that a camera needs


@dataclass(frozen=True)
class QrCode:
    """`path` is in modules, of which the code has `size` across."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    code: QRCode[Any] = QRCode(border=QUIET, error_correction=ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return QrCode(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
