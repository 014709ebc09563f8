"""What a cover shows: each composition draws one kind of picture on a shaded canvas."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from random import Random
from typing import Final

from catalogue.demo.canvas import Canvas
from catalogue.demo.palettes import Palette, blend

Composition = Callable[[Canvas, Palette, Random], None]


def sun_over_hills(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    x, y, radius = rolls.uniform(0.25, 0.75), rolls.uniform(0.28, 0.42), rolls.uniform(0.14, 0.23)
    for halo in (2.1, 1.7, 1.35):
        canvas.disc(x, y, radius * halo, palette.accent, 0.16)
    canvas.disc(x, y, radius, palette.light)
    hills = 5
    for index in range(hills):
        height = 0.5 + 0.1 * index
        colour = blend(palette.middle, palette.dark, index / (hills - 1))
        canvas.shape([*_ridge(height, rolls), (1, 1), (0, 1)], colour)


def _ridge(height: float, rolls: Random) -> list[tuple[float, float]]:
    phases = [(rolls.uniform(1, 7), rolls.uniform(0, 2 * pi), rolls.uniform(0.012, 0.045)) for _ in range(3)]
    steps = [step / 60 for step in range(61)]
    return [(x, height + sum(size * sin(rate * x + phase) for rate, phase, size in phases)) for x in steps]


def overlapping_discs(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    colours = (palette.accent, palette.middle, palette.light, palette.deep, palette.accent)
    turn, reach = rolls.uniform(0, 2 * pi), rolls.uniform(0.14, 0.24)
    for index, colour in enumerate(colours):
        angle = turn + index * 2 * pi / len(colours)
        canvas.disc(0.5 + reach * cos(angle), 0.44 + reach * sin(angle), rolls.uniform(0.16, 0.26), colour, 0.62)


def tiles(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    """Quarter discs, discs and half discs on a grid, as on posters of the twenties."""
    colours = (palette.deep, palette.middle, palette.accent, palette.light)
    columns = rolls.choice((3, 4, 5))
    step = 1 / columns
    for row in range(columns):
        for column in range(columns):
            ground, figure = rolls.sample(colours, 2)
            left, top = column * step, row * step
            canvas.block((left, top, left + step, top + step), ground)
            _tile(canvas, (left, top, step), rolls, figure)


def _tile(canvas: Canvas, place: tuple[float, float, float], rolls: Random, colour: tuple[int, int, int]) -> None:
    left, top, step = place
    corner = rolls.randrange(6)
    if corner < 4:
        x, y = left + step * (corner in (1, 2)), top + step * (corner in (2, 3))
        canvas.slice(x, y, step, (90 * corner, 90 * corner + 90), colour)
    elif corner == 4:
        canvas.disc(left + step / 2, top + step / 2, step * 0.32, colour)
    else:
        canvas.slice(left + step / 2, top + step / 2, step / 2, (180, 360), colour)


def record_grooves(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    x, y = rolls.choice(((0.5, 0.42), (0.78, 0.3), (0.22, 0.32), (0.5, 0.16)))
    radii = 11
    for index in range(radii, 0, -1):
        share = index / radii
        colour = blend(palette.accent, palette.dark, share) if index % 2 else blend(palette.light, palette.deep, share)
        canvas.disc(x, y, 0.07 * index, colour)
    canvas.disc(x, y, 0.035, palette.light)


def stripes(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    lean = rolls.choice((-0.6, -0.35, 0.35, 0.6))
    edge, last = -0.7, 1.7
    colours = (palette.middle, palette.accent, palette.light, palette.deep)
    while edge < last:
        width = rolls.uniform(0.03, 0.16)
        right = edge + width
        points = [(edge, 0.0), (right, 0.0), (right + lean, 1.0), (edge + lean, 1.0)]
        canvas.shape(points, rolls.choice(colours), rolls.uniform(0.55, 1.0))
        edge = right + rolls.uniform(0.0, 0.09)


def skyline(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    """Bars like those of an equaliser, mirrored in water."""
    bars, waterline = rolls.choice((13, 17, 21)), 0.56
    step = 0.84 / bars
    for index in range(bars):
        height = (0.08 + 0.34 * rolls.random()) * (0.45 + 0.55 * sin(pi * (index + 0.5) / bars))
        left = 0.08 + index * step
        colour = blend(palette.accent, palette.light, rolls.random())
        canvas.block((left, waterline - height, left + step * 0.68, waterline), colour, step * 0.2)
        reflected = blend(colour, palette.dark, 0.65)
        canvas.block(
            (left, waterline + 0.012, left + step * 0.68, waterline + 0.012 + height * 0.5), reflected, step * 0.2
        )


def facets(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    """A crumpled sheet of triangles."""
    cells = 6
    grid = [[_jittered(row, column, cells, rolls) for column in range(cells + 1)] for row in range(cells + 1)]
    for row in range(cells):
        for column in range(cells):
            a, b = grid[row][column], grid[row][column + 1]
            c, d = grid[row + 1][column + 1], grid[row + 1][column]
            for triangle in ([a, b, c], [a, c, d]):
                height = sum(y for _, y in triangle) / 3
                base = blend(palette.accent, palette.deep, min(1.0, max(0.0, height)))
                canvas.shape(triangle, blend(base, rolls.choice((palette.light, palette.dark)), rolls.uniform(0, 0.35)))


def _jittered(row: int, column: int, cells: int, rolls: Random) -> tuple[float, float]:
    def place(index: int) -> float:
        return index / cells + (rolls.uniform(-0.06, 0.06) if 0 < index < cells else 0.0)

    return place(column), place(row)


def ribbons(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    """Bands that swell and part, as wind over dunes."""
    bands, rate, phase = rolls.choice((7, 9, 11)), rolls.uniform(2.5, 5.5), rolls.uniform(0, 2 * pi)
    for index in range(bands):
        share = index / (bands - 1)
        base, swing = 0.1 + 0.72 * share, rolls.uniform(0.05, 0.09)
        xs = [step / 48 for step in range(49)]
        crest = [(x, base + swing * sin(rate * x + phase + 2.4 * share)) for x in xs]
        trough = [(x, y + 0.05 + 0.045 * sin(1.7 * rate * x + 3 * phase)) for x, y in reversed(crest)]
        canvas.shape([*crest, *trough], blend(palette.light, palette.accent, share), 0.35 + 0.6 * share)


def moon_phases(canvas: Canvas, palette: Palette, rolls: Random) -> None:
    for _ in range(70):
        canvas.disc(
            rolls.random(), rolls.random() * 0.75, rolls.uniform(0.0012, 0.004), palette.light, rolls.uniform(0.4, 1)
        )
    radius, shade = rolls.uniform(0.2, 0.27), blend(palette.dark, palette.deep, 0.35)
    lean = rolls.choice((-1, 1)) * rolls.uniform(0.25, 0.9)
    canvas.disc(0.5, 0.42, radius * 1.25, palette.accent, 0.14)
    canvas.disc(0.5, 0.42, radius, palette.light)
    canvas.disc(0.5 + lean * radius, 0.42, radius * 0.98, shade)
    for orbit in (1.5, 1.85):
        canvas.ring(0.5, 0.42, radius * orbit, 0.003, palette.accent)


COMPOSITIONS: Final[tuple[Composition, ...]] = (
    sun_over_hills,
    overlapping_discs,
    tiles,
    record_grooves,
    stripes,
    skyline,
    facets,
    ribbons,
    moon_phases,
)
