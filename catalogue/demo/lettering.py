"""Titles on covers, in the one font that Pillow brings along; it has ASCII letters only."""

from __future__ import annotations

from functools import cache
from textwrap import wrap
from typing import Final
from unicodedata import normalize

from PIL import Image, ImageDraw, ImageFont

from catalogue.demo.palettes import Palette, blend

_MARGIN: Final = 0.07
_TITLE: Final = (0.098, 0.082, 0.068, 0.056)
"""Heights of the letters, as shares of the picture's side: the first at which the title fits is used."""

_BYLINE: Final = 0.044
_LINES: Final = 2
_STROKELESS: Final = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae"})

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def letter(picture: Image.Image, title: str, byline: str, palette: Palette) -> None:
    """Write both at the foot of ``picture``; a text the font has no letters for is left out."""
    side = picture.width
    _darken_foot(picture, palette)
    draw = ImageDraw.Draw(picture)
    foot = side * (1 - _MARGIN)
    if small := _printable(byline):
        size = round(_BYLINE * side)
        draw.text((_MARGIN * side, foot), small, blend(palette.accent, palette.light, 0.55), _font(size), anchor="ls")
        foot -= size * 1.45
    lines, size = _fitted(_printable(title), side)
    for line in reversed(lines):
        draw.text((_MARGIN * side, foot), line, palette.light, _font(size), anchor="ls")
        foot -= size * 1.12


def _darken_foot(picture: Image.Image, palette: Palette) -> None:
    side = picture.width
    height = round(side * 0.5)
    shade = (
        Image.linear_gradient("L").resize((side, height)).point([min(240, round(level * 1.2)) for level in range(256)])
    )
    picture.paste(palette.dark, (0, side - height), shade)


def _printable(text: str) -> str:
    """Without accents; empty where letters remain that the font lacks."""
    plain = "".join(mark for mark in normalize("NFKD", text.translate(_STROKELESS)) if not "\u0300" <= mark <= "\u036f")
    return plain if plain.isascii() else ""


def _fitted(title: str, side: int) -> tuple[list[str], int]:
    """The title broken into lines, and the size of its letters; the longest titles are cut."""
    room = side * (1 - 2 * _MARGIN)
    for share in _TITLE:
        size = round(share * side)
        lines = _broken(title, size, room)
        if len(lines) <= _LINES and all(_font(size).getlength(line) <= room for line in lines):
            return lines, size
    return lines[:_LINES], size


def _broken(title: str, size: int, room: float) -> list[str]:
    letters = max(1, len(title))
    width = _font(size).getlength(title) / letters
    return wrap(title, max(6, int(room / max(1.0, width))))


@cache
def _font(size: int) -> Font:
    return ImageFont.load_default(max(1, size))
