"""docs/configuration.md says of every variable what .env.example says, with the default that the settings have."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from config.configuration_page import EXAMPLE, PAGE, defaults, page, parts, written

SETTINGS = Path(settings.BASE_DIR) / "config" / "settings"
AGAIN = "Explain variables in .env.example, then run `python -m config.configuration_page`."


def test_the_page_is_what_the_settings_make_of_it() -> None:
    there = PAGE.read_text("utf-8")
    assert page(there, EXAMPLE.read_text("utf-8"), SETTINGS) == there, AGAIN


def test_every_part_of_the_example_has_a_table() -> None:
    there = PAGE.read_text("utf-8")
    rows = parts(EXAMPLE.read_text("utf-8"))
    assert [title for title in rows if f"<!-- variables: {title} -->" not in there] == [], AGAIN
    assert [list(row.shown) for each in rows.values() for row in each if not row.meaning] == []


def test_the_example_shows_the_defaults() -> None:
    known = defaults(SETTINGS)
    shown = {
        name: value
        for rows in parts(EXAMPLE.read_text("utf-8")).values()
        for row in rows
        for name, value in row.shown.items()
    }
    spelt = {"True": "on", "False": "off"}
    different = {
        name: (written(known[name]), value)
        for name, value in shown.items()
        if name in known and known[name] not in ("", []) and written(known[name]) != spelt.get(value, value)
    }
    assert different == {}


def test_a_table_is_made_of_comments_and_defaults(tmp_path: Path) -> None:
    (tmp_path / "some.py").write_text(
        'A = env.int("SIZE", default=8)\n'
        'B = env.bool("LOUD", default=False)\n'
        'C = env.str("PLACE", default="") or A\n'
        'D = env.list("NAMES", default=["a", "b"])\n'
    )
    example = (
        "# --- Some things: and more ---\n# How large,\n# and how loud (docs/files.md).\n# SIZE=8\n# LOUD=False\n"
        "# Where.\n#   a command\n# PLACE=there\n# Who.\n# NAMES=a,b\n"
    )
    text = "before\n<!-- variables: Some things -->\nold\n<!-- end -->\nafter\n"
    assert page(text, example, tmp_path) == (
        "before\n<!-- variables: Some things -->\n| variable | default | |\n|---|---|---|\n"
        "| `SIZE`, `LOUD` | `8`, `off` | How large, and how loud ([files.md](files.md)). |\n"
        "| `PLACE` |  | Where. `a command` |\n| `NAMES` | `a,b` | Who. |\n<!-- end -->\nafter\n"
    )
