"""`python -m config.configuration_page`: writes the tables of docs/configuration.md.

A variable is explained in one place, the comment above it in .env.example; its default is the one in config/settings/.
A table stands between `<!-- variables: TITLE -->`, the title of a part of .env.example, and `<!-- end -->`. What is
around the tables is written by hand.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / ".env.example"
PAGE = ROOT / "docs" / "configuration.md"

TITLE = re.compile(r"# --- (.+?) -{3,}$")
VARIABLE = re.compile(r"# ([A-Z][A-Z0-9_]*)=(.*)$")
TABLE = re.compile(r"(?<=<!-- variables: )(.+?)( -->\n).*?(?=<!-- end -->)", re.DOTALL)
LINK, LINKED = re.compile(r"docs/([a-z]+\.md)"), r"[\1](\1)"


@dataclass
class Row:
    """Variables that share an explanation, with what .env.example shows for each."""

    meaning: str
    shown: dict[str, str] = field(default_factory=dict)


def parts(example: str) -> dict[str, list[Row]]:
    """The rows of each part of .env.example, by its title."""
    found: dict[str, list[Row]] = {}
    rows: list[Row] = []
    comment: list[str] = []
    for line in example.splitlines():
        if title := TITLE.match(line):
            rows, comment = found.setdefault(re.split(r":| \(", title[1])[0], []), []
        elif variable := VARIABLE.match(line):
            if comment or not rows:
                rows.append(Row(_sentence(comment)))
            rows[-1].shown[variable[1]] = variable[2]
            comment = []
        elif line.startswith("# "):
            comment.append(line[2:])
        else:
            comment = []
    return found


def _sentence(comment: list[str]) -> str:
    """Lines that are further in are commands."""
    return " ".join(f"`{line.strip()}`" if line.startswith("  ") else line.strip() for line in comment)


def defaults(settings: Path) -> dict[str, Any]:
    """What the settings take for a variable that is not set. One that is made of others has none here."""
    return dict(each for file in sorted(settings.glob("*.py")) for each in _read(ast.parse(file.read_text("utf-8"))))


def _read(module: ast.Module) -> Iterator[tuple[str, Any]]:
    made_up = {
        call
        for node in ast.walk(module)
        if isinstance(node, ast.BoolOp)
        for value in node.values[:-1]
        for call in ast.walk(value)
    }
    for node in ast.walk(module):
        if not isinstance(node, ast.Call) or not re.fullmatch(r"env\.\w+", ast.unparse(node.func)) or not node.args:
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
        if isinstance(node.args[0], ast.Constant) and given:
            is_plain = node not in made_up and isinstance(given[0], ast.Constant | ast.List)
            yield str(node.args[0].value), ast.literal_eval(given[0]) if is_plain else ""


def written(value: Any) -> str:
    """As one would write it into the file."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return ",".join(value) if isinstance(value, list) else str(value)


def table(rows: list[Row], known: dict[str, Any]) -> str:
    lines = ["| variable | default | |", "|---|---|---|"]
    for row in rows:
        values = [written(known.get(name, shown)) for name, shown in row.shown.items()]
        default = ", ".join(f"`{value}`" if value else "none" for value in values) if any(values) else ""
        names = ", ".join(f"`{name}`" for name in row.shown)
        lines.append(f"| {names} | {default} | {LINK.sub(LINKED, row.meaning)} |")
    return "\n".join(lines) + "\n"


def page(text: str, example: str, settings: Path) -> str:
    """The page with its tables as they should be. Raises KeyError for a table of a part that is not there."""
    of, known = parts(example), defaults(settings)
    return TABLE.sub(lambda match: f"{match[1]}{match[2]}{table(of[match[1]], known)}", text)


def main() -> int:
    text = PAGE.read_text("utf-8")
    PAGE.write_text(page(text, EXAMPLE.read_text("utf-8"), ROOT / "config" / "settings"), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
