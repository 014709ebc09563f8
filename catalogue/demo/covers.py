"""Pictures for the invented catalogue: covers of releases and portraits of artists, drawn from a seed."""

from __future__ import annotations

from typing import Final

from catalogue.demo.canvas import CONTENT_TYPE, encode, shaded_canvas
from catalogue.demo.chance import dice
from catalogue.demo.compositions import COMPOSITIONS
from catalogue.demo.lettering import letter
from catalogue.demo.palettes import blend, choose_palette
from catalogue.demo.portraits import PORTRAITS

__all__ = ["CONTENT_TYPE", "SIZES", "draw_cover", "draw_portrait"]

SIZES: Final = range(16, 2001)


def draw_cover(seed_text: str, *, title: str, size: int = 500, genre: str = "", artist: str = "") -> bytes:
    """A square JPEG, ``size`` pixels wide, the same for the same arguments; ``genre`` (its name) picks the colours.

    Raises ValueError for a size that is not in `SIZES`.
    """
    rolls = dice("cover", seed_text)
    palette = choose_palette(genre, rolls)
    corners = (palette.deep, blend(palette.deep, palette.middle, rolls.random()), palette.dark, palette.deep)
    canvas = shaded_canvas(_checked(size), corners)
    rolls.choice(COMPOSITIONS)(canvas, palette, rolls)
    picture = canvas.finish()
    letter(picture, title, artist, palette)
    return encode(picture)


def draw_portrait(seed_text: str, *, size: int = 500, genre: str = "") -> bytes:
    """A picture of an artist: figures before a backdrop, without text. Otherwise as `draw_cover`."""
    rolls = dice("portrait", seed_text)
    palette = choose_palette(genre, rolls)
    corners = (palette.middle, palette.accent, palette.deep, blend(palette.middle, palette.deep, rolls.random()))
    canvas = shaded_canvas(_checked(size), corners)
    rolls.choice(PORTRAITS)(canvas, palette, rolls)
    return encode(canvas.finish())


def _checked(size: int) -> int:
    if size not in SIZES:
        raise ValueError(f"a picture is {SIZES.start} to {SIZES.stop - 1} pixels wide, not {size}")
    return size
