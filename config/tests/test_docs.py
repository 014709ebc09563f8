"""What the documents name is there: files, headings, make targets, commands, variables, paths of the API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from config.tests.routes import PARAMETER, Route, api_routes

ROOT = Path(settings.BASE_DIR)
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "clients" / "README.md",
    ROOT / "deploy" / "kubernetes" / "README.md",
]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
MAKE = re.compile(r"(?:^|[\s(;&`])make ((?:[A-Z]+=\S+ )*)([a-z][a-z0-9-]*)", re.MULTILINE)
COMMAND = re.compile(r"manage\.py ([a-z_]+)")
MODULE = re.compile(r"python -m ((?:config|bench)[\w.]*)")
VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
REQUEST = re.compile(
    r"(?:\b(GET|POST|PUT|PATCH|DELETE) )?(?:https?://)?(?:localhost:8000|127\.0\.0\.1:8000|(?<![\w.}/:]))(/api/[^\s`'\"|,;)?#\\]*)"
)
PLACE = re.compile(
    r"(?<![\w/.-])((?:\.ci|\.github|clients|config|deploy|docs|postman)/[\w./-]*\w|[\w-]+\.(?:txt|toml|in))(?![\w*/-])"
)
NOT_VARIABLES = {"DISABLE_SERVER_SIDE_CURSORS", "READ_COMMITTED", "SKIP_LOCKED"}
SETTING_FILES = [
    "config/settings/*.py",
    "deploy/*.*",
    "bench/*.py",
    ".ci/*",
    "docker-compose.yml",
    "Makefile",
    ".env.example",
]


@cache
def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def code_of(path: Path) -> str:
    """Blocks and spans of code, a line each."""
    text = text_of(path)
    blocks = BLOCK.findall(text)
    return "\n".join([*blocks, *CODE.findall(BLOCK.sub("", text))])


def slugs(path: Path) -> set[str]:
    """The anchors that GitHub gives the headings."""
    headings = HEADING.findall(BLOCK.sub("", text_of(path)))
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


def dead_links(path: Path) -> Iterator[str]:
    for target in LINK.findall(BLOCK.sub("", text_of(path))):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        found = (path.parent / name).resolve() if name else path
        if not found.exists() or (anchor and anchor not in slugs(found)):
            yield target


@cache
def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z0-9-]*):", text_of(ROOT / "Makefile"), re.MULTILINE))


@cache
def known_names() -> str:
    return "\n".join(
        text_of(path) for pattern in SETTING_FILES for path in sorted(ROOT.glob(pattern)) if path.is_file()
    )


def unknown_variables(path: Path) -> Iterator[str]:
    for name in sorted(set(VARIABLE.findall(code_of(path))) - NOT_VARIABLES):
        if not re.search(rf"\b({name}|{name.removesuffix('_FILE')})\b", known_names()):
            yield name


def serves(route: Route, path: str, method: str) -> bool:
    """Whether a path of the documents, `{id}` and all, is one of this route. `*` and `…` stand for what follows."""
    if method and method.lower() not in route.methods and route.methods:
        return False
    template = ("/" + route.template).split("/")
    asked = path.split("/")
    if asked[-1] in {"*", "…", "..."}:
        asked = asked[:-1]
        template = template[: len(asked)]
    return len(asked) == len(template) and all(
        bool(PARAMETER.search(ours)) or ours == theirs for ours, theirs in zip(template, asked, strict=True)
    )


def unserved(path: Path) -> Iterator[str]:
    for method, asked in REQUEST.findall(text_of(path)):
        trimmed = asked.rstrip(".:*")
        if not any(serves(route, each, method) for route in api_routes() for each in (asked, trimmed)):
            yield f"{method} {asked}".strip()


def missing_places(code: str) -> list[str]:
    """Files and folders of the repository, by their names from its root."""
    return sorted({name for name in PLACE.findall(code) if not (ROOT / name).exists()})


def faults(path: Path) -> dict[str, list[str]]:
    """By kind, what the document names and nobody has."""
    code = code_of(path)
    found = {
        "links": list(dead_links(path)),
        "make": sorted({name for _, name in MAKE.findall(code)} - make_targets()),
        "manage.py": sorted(set(COMMAND.findall(code)) - set(get_commands())),
        "modules": [name for name in MODULE.findall(code) if not is_module(name.rstrip("."))],
        "variables": list(unknown_variables(path)),
        "paths": list(unserved(path)),
        "places": missing_places(code),
    }
    return {kind: names for kind, names in found.items() if names}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_a_document_names_is_there(path: Path) -> None:
    assert faults(path) == {}


def test_what_is_not_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text("# A heading: `here`\n")
    (tmp_path / "faulty.md").write_text(
        "[right](other.md#a-heading-here) [wrong](other.md#nowhere) [gone](gone.md) [away](https://example.org/)\n"
        "`make check`, `make nothing`, `manage.py migrate`, `manage.py vanish`, `python -m config.nothing`,\n"
        "`SECRET_KEY_FILE`, `NO_SUCH_KEY`, GET /api/accounts/profile/, `DELETE /api/songs/{id}/`,\n"
        "`DELETE /api/accounts/register/`, /api/nothing/, curl 'localhost:8000/api/none/?q=1', /api/playlists/*\n"
        "`deploy/secrets.sh`, `deploy/gone.sh`, `requirements.txt`, `none.txt`\n"
    )
    assert faults(tmp_path / "faulty.md") == {
        "links": ["other.md#nowhere", "gone.md"],
        "make": ["nothing"],
        "manage.py": ["vanish"],
        "modules": ["config.nothing"],
        "variables": ["NO_SUCH_KEY"],
        "paths": ["DELETE /api/accounts/register/", "/api/nothing/", "/api/none/"],
        "places": ["deploy/gone.sh", "none.txt"],
    }


def is_module(name: str) -> bool:
    at = ROOT / name.replace(".", "/")
    return at.with_suffix(".py").exists() or (at / "__main__.py").exists()


def test_every_variable_of_the_example_is_read_and_documented() -> None:
    names = set(re.findall(r"^#* *([A-Z][A-Z0-9_]*)=", text_of(ROOT / ".env.example"), re.MULTILINE))
    sources = "\n".join(text_of(path) for path in [*ROOT.glob("config/**/*.py"), *ROOT.glob("deploy/*.py")])
    documented = text_of(ROOT / "docs" / "configuration.md")
    assert sorted(name for name in names if not re.search(rf"\b{name}\b", sources)) == []
    assert sorted(name for name in names if not re.search(rf"\b{name}\b", documented)) == []


def test_every_document_can_be_found() -> None:
    linked = "\n".join(text_of(path) for path in DOCUMENTS)
    ways = {path: (f"{path.name})", f"/{path.parent.name}/)") for path in DOCUMENTS if path.name != "README.md"}
    assert [path.name for path, (file, folder) in ways.items() if file not in linked and folder not in linked] == []
