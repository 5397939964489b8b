"""A QR code as the path of an SVG: no picture file, no style attribute, nothing asked of others."""

from dataclasses import dataclass

import qrcode
from qrcode.constants import ERROR_CORRECT_M


@dataclass(frozen=True)
class Square:
    size: int
    """In modules, with the quiet border that readers need."""
    path: str


def square(text: str) -> Square:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return Square(len(rows), "".join(f"M{x} {y}h1v1h-1z" for x, y in dark))
