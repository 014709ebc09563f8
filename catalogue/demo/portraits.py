"""Pictures of artists: paper-cut figures before a backdrop."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from random import Random
from typing import Final

from catalogue.demo.canvas import Canvas
from catalogue.demo.palettes import Colour, Palette, blend

Portrait = Callable[[Canvas, Palette, Random], None]


def solo(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    rolls.choice((_halo, _rays, _arches))(canvas, palette, rolls)
    _figure(canvas, 0.5, 0.44, 0.17, (palette.dark, palette.accent), rolls)


def duo(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    rolls.choice((_halo, _rays, _arches))(canvas, palette, rolls)
    _figure(canvas, 0.64, 0.43, 0.13, (blend(palette.dark, palette.deep, 0.55), palette.light), rolls)
    _figure(canvas, 0.36, 0.49, 0.14, (palette.dark, palette.accent), rolls)


def band(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    rolls.choice((_halo, _rays))(canvas, palette, rolls)
    behind = blend(palette.dark, palette.deep, 0.6)
    _figure(canvas, 0.22, 0.45, 0.105, (behind, palette.light), rolls)
    _figure(canvas, 0.78, 0.45, 0.105, (behind, palette.middle), rolls)
    _figure(canvas, 0.5, 0.48, 0.135, (palette.dark, palette.accent), rolls)


def _halo(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    colours = (palette.light, palette.accent) if rolls.random() < 0.5 else (palette.accent, palette.light)
    for index, radius in enumerate((0.44, 0.36, 0.28)):
        canvas.disc(0.5, 0.44, radius, colours[index % 2], 0.5)


def _rays(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    rays, turn = rolls.choice((12, 16, 20)), rolls.uniform(0, pi)
    half = pi / rays / 2
    for index in range(rays):
        angle = turn + index * 2 * pi / rays
        tips = [(0.5 + 1.2 * cos(edge), 0.46 + 1.2 * sin(edge)) for edge in (angle - half, angle + half)]
        canvas.shape([(0.5, 0.46), *tips], palette.light, 0.3)
    canvas.disc(0.5, 0.46, 0.31, palette.light, 0.55)


def _arches(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    colours = [palette.deep, palette.accent, palette.light, palette.middle]
    rolls.shuffle(colours)
    for index, colour in enumerate(colours):
        half = 0.43 - 0.07 * index
        canvas.block((0.5 - half, 0.5 - half, 0.5 + half, 1.3), colour, half)


def _figure(canvas: Canvas, x: float, y: float, head: float, colours: tuple[Colour, Colour], rolls: Random) -> None:
    """A head and shoulders around ``x``, ``y``; the second colour is of what is worn."""
    body, worn = colours
    shoulders = y + head * 1.45
    half = head * rolls.uniform(1.75, 2.1)
    rolls.choice((_long_hair, _round_hair, _bun, _no_hair))(canvas, x, y, head, body)
    canvas.block((x - half, shoulders, x + half, 1.4), body, head * 1.1)
    canvas.shape([(x - head * 0.6, shoulders), (x + head * 0.6, shoulders), (x, shoulders + head * 1.5)], worn)
    canvas.block((x - head * 0.36, y, x + head * 0.36, shoulders + head * 0.4), blend(body, worn, 0.3), head * 0.3)
    canvas.disc(x, y, head * 0.92, blend(body, worn, 0.3))
    rolls.choice((_fringe, _hat, _glasses, _headphones))(canvas, x, y, head, (body, worn))


def _long_hair(canvas: Canvas, x: float, y: float, head: float, colour: Colour) -> None:
    canvas.block((x - head * 1.12, y - head * 1.1, x + head * 1.12, y + head * 1.9), colour, head * 1.05)


def _round_hair(canvas: Canvas, x: float, y: float, head: float, colour: Colour) -> None:
    canvas.disc(x, y - head * 0.25, head * 1.38, colour)


def _bun(canvas: Canvas, x: float, y: float, head: float, colour: Colour) -> None:
    canvas.disc(x, y - head * 1.2, head * 0.45, colour)
    canvas.disc(x, y - head * 0.1, head * 1.05, colour)


def _no_hair(canvas: Canvas, x: float, y: float, head: float, colour: Colour) -> None:
    canvas.disc(x, y, head * 0.96, colour)


def _fringe(canvas: Canvas, x: float, y: float, head: float, colours: tuple[Colour, Colour]) -> None:
    canvas.slice(x, y, head, (180, 360), colours[0])


def _hat(canvas: Canvas, x: float, y: float, head: float, colours: tuple[Colour, Colour]) -> None:
    canvas.block((x - head * 0.85, y - head * 1.35, x + head * 0.85, y - head * 0.4), colours[1], head * 0.3)
    canvas.block((x - head * 1.45, y - head * 0.6, x + head * 1.45, y - head * 0.36), colours[1], head * 0.12)


def _glasses(canvas: Canvas, x: float, y: float, head: float, colours: tuple[Colour, Colour]) -> None:
    canvas.slice(x, y, head, (195, 345), colours[0])
    for side in (-0.4, 0.4):
        canvas.disc(x + head * side, y + head * 0.08, head * 0.32, colours[1])
    canvas.line([(x - head * 0.8, y + head * 0.05), (x + head * 0.8, y + head * 0.05)], head * 0.08, colours[1])


def _headphones(canvas: Canvas, x: float, y: float, head: float, colours: tuple[Colour, Colour]) -> None:
    canvas.slice(x, y, head, (180, 360), colours[0])
    canvas.arc(x, y, head * 1.12, head * 0.16, colours[1])
    for side in (-1.05, 1.05):
        left = x + head * (side - 0.2)
        canvas.block((left, y - head * 0.3, left + head * 0.4, y + head * 0.45), colours[1], head * 0.18)


PORTRAITS: Final[tuple[Portrait, ...]] = (solo, solo, duo, band)
