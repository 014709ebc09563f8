"""Deezer's genres by number: albums name theirs by number only, often before the list of genres was ever asked."""

from typing import Final

DEEZER_GENRES: Final = {
    2: "African Music",
    16: "Asian Music",
    65: "Traditional Mexicano",
    67: "Salsa",
    71: "Cumbia",
    75: "Brazilian Music",
    81: "Indian Music",
    84: "Country",
    85: "Alternative",
    95: "Kids",
    98: "Classical",
    106: "Electro",
    113: "Dance",
    116: "Rap/Hip Hop",
    129: "Jazz",
    132: "Pop",
    144: "Reggae",
    152: "Rock",
    153: "Blues",
    165: "R&B",
    169: "Soul & Funk",
    173: "Films/Games",
    186: "Christian",
    197: "Latin Music",
    464: "Metal",
    466: "Folk",
}
