"""A square to draw on: twice as fine as the picture that comes out, so that edges are smooth."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageDraw

from catalogue.demo.palettes import Colour

CONTENT_TYPE: Final = "image/jpeg"
_FINER: Final = 2
_QUALITY: Final = 86


@dataclass(frozen=True, slots=True)
class Canvas:
    """``side`` is in pixels; all positions, radii and widths below are shares of it.

    ``paint`` covers what is below, ``glaze`` mixes with it and is slower.
    """

    image: Image.Image
    paint: ImageDraw.ImageDraw
    glaze: ImageDraw.ImageDraw
    side: int

    def disc(self, x: float, y: float, radius: float, colour: Colour, opacity: float = 1.0) -> None:
        if opacity < 1:
            self.glaze.ellipse(self._box(x, y, radius), fill=(*colour, round(255 * opacity)))
        else:
            self.paint.ellipse(self._box(x, y, radius), fill=colour)

    def ring(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        self.paint.ellipse(self._box(x, y, radius), outline=colour, width=max(1, round(width * self.side)))

    def arc(self, x: float, y: float, radius: float, width: float, colour: Colour) -> None:
        """The upper half of a ring."""
        self.paint.arc(self._box(x, y, radius), 180, 360, fill=colour, width=max(1, round(width * self.side)))

    def slice(self, x: float, y: float, radius: float, degrees: tuple[float, float], colour: Colour) -> None:
        """A part of a disc, clockwise from three o'clock."""
        self.paint.pieslice(self._box(x, y, radius), *degrees, fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: Colour, opacity: float = 1.0) -> None:
        corners = [self._at(*point) for point in points]
        if opacity < 1:
            self.glaze.polygon(corners, fill=(*colour, round(255 * opacity)))
        else:
            self.paint.polygon(corners, fill=colour)

    def line(self, points: list[tuple[float, float]], width: float, colour: Colour) -> None:
        pixels = max(1, round(width * self.side))
        self.paint.line([self._at(*point) for point in points], fill=colour, width=pixels, joint="curve")

    def block(self, corners: tuple[float, float, float, float], colour: Colour, rounding: float = 0.0) -> None:
        left, top, right, bottom = (corner * self.side for corner in corners)
        self.paint.rounded_rectangle((left, top, right, bottom), rounding * self.side, fill=colour)

    def finish(self) -> Image.Image:
        return self.image.reduce(_FINER)

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * self.side, y * self.side

    def _box(self, x: float, y: float, radius: float) -> tuple[float, float, float, float]:
        left, top = self._at(x - radius, y - radius)
        right, bottom = self._at(x + radius, y + radius)
        return left, top, right, bottom


def shaded_canvas(size: int, corners: tuple[Colour, Colour, Colour, Colour]) -> Canvas:
    """A canvas for a picture ``size`` pixels wide, shaded between the colours of its corners, row by row."""
    seed = Image.new("RGB", (2, 2))
    seed.putdata(corners)
    shaded = seed.resize((size, size), Image.Resampling.BICUBIC)
    side = size * _FINER
    image = shaded.resize((side, side), Image.Resampling.NEAREST)
    return Canvas(image, ImageDraw.Draw(image), ImageDraw.Draw(image, "RGBA"), side)


def encode(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()
