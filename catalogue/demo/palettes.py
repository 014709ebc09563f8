"""Colours that suit a genre. A palette runs from dark over two middle tones and an accent to light."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from random import Random
from typing import Final

Colour = tuple[int, int, int]

_HUE_STRAYS: Final = 0.035
"""How far, as a part of the whole circle, a picture's hues stray from its palette."""

_PALETTES: Final = {
    "Pop": (
        "2b1055 c2378d ff6f91 ffc75f fff3e0",
        "0b3954 087e8b ff5a5f f7b2ad fffaf0",
        "3d1e6d 8e44ad ff8fab 8ef6e4 fdf0ff",
    ),
    "Rap/Hip Hop": (
        "111111 3a3a3a b08d2f f2c14e f7f3e3",
        "1a0f1f 5b1f4a c7384f f29f58 fbeed0",
        "0f1c2e 2f4858 86bbd8 f26419 f6f5ee",
    ),
    "Rock": (
        "1c1b1a 5f0f12 c1272d f2a541 f4ead5",
        "14213d 41506b b0413e fca311 e9e5d8",
        "22181c 5a3a31 84732b e0a458 fff8e8",
    ),
    "Electro": (
        "070b24 1b2a7a 5d3fd3 00e5ff e8fbff",
        "0d0221 541388 d90368 2de2e6 f9f7ff",
        "03120e 0f4c4a 1fab89 d7ff3e f2fff5",
    ),
    "R&B": (
        "1f0a1c 5e2750 a64d79 e8a87c fbe9dd",
        "101630 3b3270 8a5fbf f2a2c0 fdeef4",
        "2a0f14 6d213c 946846 e3b23c f7efdd",
    ),
    "Folk": (
        "23301d 4f6f52 a3895d e3b778 f7f0dc",
        "2d3142 5c6b73 9db4ab d99a6c f6efe3",
        "3b2a20 7a5c43 b98b5e d8c690 faf4e4",
    ),
    "Reggae": (
        "10301b 1f7a3c e0b322 d64527 fff4d6",
        "0c2f3a 14746f 88c057 ffcf40 fff9e6",
        "2c1a0b 8a3b12 d98c1f 3f8f4f fdf1d0",
    ),
    "Jazz": (
        "0f1a2b 24466b 4f86a6 e0a63b f5ecd7",
        "1b1b2f 3f3351 864879 e9a6a6 f9eee6",
        "16231f 35584a b5651d e8c07d f8f1e0",
    ),
    "Classical": (
        "1e1e24 4b4453 8f8073 cdb380 f6f1e7",
        "102542 3a5683 8da9c4 c9a66b f4f1ea",
        "2b211c 6b4f3f 9c8574 d4b995 faf6ee",
    ),
    "Soul & Funk": (
        "2d1307 8a3407 e0701a f6bd3b fff0d1",
        "2a0d2e 7c2152 d1495b edae49 fcf1dc",
        "0e2a33 12667a dd6e42 f0c36d fbf3e2",
    ),
    "Metal": (
        "09090b 26262c 5b5b66 b3202a e6e2dc",
        "0b0f10 1e3236 4a6a70 c8d6d8 f2f6f6",
        "120a0a 3d1413 7a2a1d d98324 efe3d0",
    ),
    "Lo-Fi": (
        "2f2d4a 5d5a88 a79ac7 f4b8a9 fdf1e7",
        "27373f 56757b 9ac1b5 f2d49b fff8ea",
        "3a2c34 7b5b6b c9a0a0 f1cf9e fbf2e4",
    ),
}


@dataclass(frozen=True, slots=True)
class Palette:
    dark: Colour
    deep: Colour
    middle: Colour
    accent: Colour
    light: Colour


def choose_palette(genre: str, rolls: Random) -> Palette:
    """One of the genre's, or of all where ``genre`` is none of ours."""
    every = [colours for palettes in _PALETTES.values() for colours in palettes]
    shift = rolls.uniform(-_HUE_STRAYS, _HUE_STRAYS)
    colours = rolls.choice(_PALETTES.get(genre) or every).split()
    dark, deep, middle, accent, light = (_turned(colour, shift) for colour in colours)
    return Palette(dark, deep, middle, accent, light)


def blend(first: Colour, second: Colour, share: float) -> Colour:
    """``share`` 0 gives the first colour, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def _turned(hexadecimal: str, shift: float) -> Colour:
    hue, lightness, saturation = rgb_to_hls(*(channel / 255 for channel in bytes.fromhex(hexadecimal)))
    red, green, blue = (round(channel * 255) for channel in hls_to_rgb((hue + shift) % 1, lightness, saturation))
    return red, green, blue
