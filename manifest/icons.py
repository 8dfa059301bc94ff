"""Draws the app's two icons with nothing but the standard library: `python -m manifest.icons`.

A sheet with its rows and a check: answers that were worked out. Colour icon 192×192, full bleed; outline icon 32×32,
white on transparent (https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package#app-icons).
Shapes are distance functions: the distance from a pixel's centre to the edge is its coverage, so edges come out smooth.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

Shape = Callable[[float, float], float]
Color = tuple[int, int, int]

TEAL: Color = (15, 118, 110)
DEEP: Color = (10, 78, 74)
PALE: Color = (204, 229, 226)
WHITE: Color = (255, 255, 255)


def rounded_box(left: float, top: float, right: float, bottom: float, radius: float) -> Shape:
    """The signed distance to a box with rounded corners; negative inside."""
    center_x, center_y = (left + right) / 2, (top + bottom) / 2
    half_x, half_y = (right - left) / 2 - radius, (bottom - top) / 2 - radius

    def distance(x: float, y: float) -> float:
        dx, dy = abs(x - center_x) - half_x, abs(y - center_y) - half_y
        return math.hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - radius

    return distance


def disc(center_x: float, center_y: float, radius: float) -> Shape:
    """The signed distance to a disc."""
    return lambda x, y: math.hypot(x - center_x, y - center_y) - radius


def stroke(points: list[tuple[float, float]], width: float) -> Shape:
    """The signed distance to a line through the points, with round ends."""
    segments = list(pairwise(points))

    def distance(x: float, y: float) -> float:
        nearest = math.inf
        for (ax, ay), (bx, by) in segments:
            along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)
            along = min(1.0, max(0.0, along))
            nearest = min(nearest, math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)))
        return nearest - width / 2

    return distance


def ring(shape: Shape, width: float) -> Shape:
    """The outline of a shape, `width` wide, inside its edge."""
    return lambda x, y: abs(shape(x, y) + width / 2) - width / 2


def without(shape: Shape, hole: Shape) -> Shape:
    """The shape minus the hole."""
    return lambda x, y: max(shape(x, y), -hole(x, y))


def paint(size: int, layers: list[tuple[Shape, Color]]) -> bytes:
    """RGBA pixels of the layers, the first at the bottom, on a transparent ground."""
    pixels = bytearray()
    for row in range(size):
        for column in range(size):
            pixels += _pixel(column + 0.5, row + 0.5, layers)
    return bytes(pixels)


def _pixel(x: float, y: float, layers: list[tuple[Shape, Color]]) -> bytes:
    red = green = blue = alpha = 0.0
    for shape, color in layers:
        cover = min(1.0, max(0.0, 0.5 - shape(x, y)))
        over = cover + alpha * (1 - cover)
        if over:
            red, green, blue = (
                (new * cover + old * alpha * (1 - cover)) / over
                for new, old in zip(color, (red, green, blue), strict=True)
            )
        alpha = over
    return bytes(round(part) for part in (red, green, blue, alpha * 255))


def png(size: int, pixels: bytes) -> bytes:
    """A square 8-bit RGBA PNG."""
    stride = size * 4
    lines = b"".join(b"\0" + pixels[at : at + stride] for at in range(0, len(pixels), stride))
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def color_icon() -> bytes:
    """The icon of the store and the conversation header."""
    layers: list[tuple[Shape, Color]] = [
        (rounded_box(-8, -8, 200, 200, 0), TEAL),
        (rounded_box(46, 40, 138, 150, 10), WHITE),
        (without(rounded_box(46, 40, 138, 150, 10), rounded_box(40, 62, 150, 160, 0)), PALE),
    ]
    layers += [(stroke([(60, y), (92, y)], 7), TEAL) for y in (78, 99, 120)]
    layers += [(stroke([(106, y), (124, y)], 7), PALE) for y in (78, 99)]
    layers += [
        (disc(132, 134, 33), TEAL),
        (disc(132, 134, 26), DEEP),
        (stroke([(120, 135), (129, 144), (145, 125)], 7.5), WHITE),
    ]
    return png(192, paint(192, layers))


def outline_icon() -> bytes:
    """The icon of the app bar: white on transparent, the client gives it its colour."""
    gap = disc(22.5, 22.5, 8)
    layers: list[tuple[Shape, Color]] = [
        (without(ring(rounded_box(5, 3, 24, 27, 3.5), 2), gap), WHITE),
        (without(stroke([(6, 10), (23, 10)], 2), gap), WHITE),
        (without(stroke([(10, 15), (14, 15)], 2), gap), WHITE),
        (without(stroke([(10, 20), (13, 20)], 2), gap), WHITE),
        (stroke([(18, 22.5), (21.5, 26), (28, 18)], 2.4), WHITE),
    ]
    return png(32, paint(32, layers))


def main() -> None:
    """Write both icons beside this file."""
    folder = Path(__file__).parent
    (folder / "color.png").write_bytes(color_icon())
    (folder / "outline.png").write_bytes(outline_icon())


if __name__ == "__main__":
    main()
