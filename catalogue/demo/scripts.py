# ruff: noqa: RUF001  words in other scripts are what this module is for
"""Two artists whose names and titles are not in Latin letters, so that search meets some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from catalogue.demo.phrases import listed

NAMES: Final = {"Rock": "Тихий Причал", "Pop": "灯台と雨"}
"""By genre: the artist's name."""

TITLES: Final[Mapping[str, tuple[Sequence[str], Mapping[str, Sequence[str]]]]] = {
    "Тихий Причал": (
        ["{adjective} {noun}", "{noun}", "{adjective} {noun}", "{noun} и {other}"],
        {
            "adjective": listed(
                "Северный, Старый, Дальний, Медленный, Зимний, Бумажный, Пустой, Ночной, Последний, Медный"
            ),
            "noun": listed("ветер, город, поезд, берег, вечер, голос, мост, маяк, снег, дом, сад, остров"),
            "other": listed("дождь, свет, туман, огонь, лес, океан"),
        },
    ),
    "灯台と雨": (
        ["{place}の{noun}", "{place}の{noun}", "{noun}と{other}", "{noun}"],
        {
            "place": listed("雨, 夜, 海辺, 八月, 屋上, 硝子, 真昼, 駅前, 北風, 水色"),
            "noun": listed("手紙, 窓, 灯り, 約束, 電車, 足音, 猫, 地図, 花束, 余白, 時計, 歌"),
            "other": listed("砂時計, 珈琲, 青空, 流れ星, 自転車, 夕立"),
        },
    ),
}
"""By artist: patterns of titles and their words."""
