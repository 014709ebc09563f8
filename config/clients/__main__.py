"""`python -m config.clients`: writes the clients of clients/ from the OpenAPI document. With `--run`, tries them.

The run is against a server of its own with the demo catalogue. Both need `npm ci` in clients/typescript/ before.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from filecmp import dircmp
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

FOLDER = Path(__file__).resolve().parent.parent.parent / "clients"
PYTHON = FOLDER / "python"
TYPESCRIPT = FOLDER / "typescript"
DOCUMENT = FOLDER / "openapi.json"
GENERATED = PYTHON / "src" / "playpod_client" / "generated"
SCHEMA = TYPESCRIPT / "src" / "schema.ts"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.clients", description=__doc__)
    parser.add_argument("--run", action="store_true", help="write them again, compare, and play a listener with each")
    run_too = parser.parse_args().run
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    try:
        write(DOCUMENT, GENERATED, SCHEMA)
        if run_too:
            run()
    except subprocess.CalledProcessError as failed:
        sys.stderr.write(f"{' '.join(map(str, failed.cmd))} ended with {failed.returncode}.\n")
        return 1
    return 0


def write(document: Path, generated: Path, schema: Path) -> None:
    """The document, the Python package and the TypeScript module, to these places."""
    from drf_spectacular.generators import SchemaGenerator

    made: Any = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    document.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")
    settings: tuple[str | Path, ...] = (
        "--config",
        PYTHON / "generator.yml",
        "--meta",
        "none",
        "--overwrite",
        "--fail-on-warning",
    )
    _call("openapi-python-client", "generate", "--path", document, *settings, "--output-path", generated)
    # What has a default in a request may be left out; otherwise it counts as required.
    optional = "--default-non-nullable=false"
    _call("npx", "--no-install", "openapi-typescript", document, optional, "--output", schema, at=TYPESCRIPT)


def run() -> None:
    """Raises CalledProcessError when one of them doesn't do its work, AssertionError when it came out otherwise."""
    from config.demo.server import demo_server
    from config.demo.telling import Teller

    with TemporaryDirectory(prefix="playpod-clients-") as folder:
        again = Path(folder)
        write(again / DOCUMENT.name, again / GENERATED.name, again / SCHEMA.name)
        different = list(differences(again))
        assert not different, f"Written twice, these differ: {', '.join(different)}"  # noqa: S101  (its purpose)
        installed = _install(again)
        settings = ("--config-file", PYTHON / "mypy.ini", "--cache-dir", FOLDER.parent / ".mypy_cache" / "clients")
        _call("mypy", *settings, PYTHON / "tests", path=installed)
        _call("npm", "run", "--silent", "build", at=TYPESCRIPT)
        with demo_server(Teller(), "local") as server:
            _call(sys.executable, PYTHON / "tests" / "journey.py", server.address, path=installed)
            _call("npm", "test", "--silent", at=TYPESCRIPT, address=server.address)


def differences(again: Path) -> Iterator[str]:
    """Files of a second writing that are not those of the first."""
    for first in (DOCUMENT, SCHEMA):
        if first.read_bytes() != (again / first.name).read_bytes():
            yield first.name
    yield from _different(dircmp(GENERATED, again / GENERATED.name, ignore=["__pycache__"]))


def _different(folders: dircmp[str]) -> Iterator[str]:
    yield from [*folders.left_only, *folders.right_only, *folders.diff_files]
    for inner in folders.subdirs.values():
        yield from _different(inner)


def _install(folder: Path) -> Path:
    """The Python client as others install it: out of its wheel, which must have everything."""
    target = folder / "installed"
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install", "--no-deps")
    _call(*pip, "--no-build-isolation", "--target", target, PYTHON)
    return target


def _call(*command: str | Path, at: Path = FOLDER, path: Path | None = None, address: str = "") -> None:
    """Raises CalledProcessError when it fails; what it says on the way is not ours to hide."""
    tools = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "PLAYPOD_ADDRESS": address}
    if path is not None:
        environment |= {"PYTHONPATH": str(path), "MYPYPATH": str(path)}
    _checked([str(part) for part in command], at, environment)


def _checked(command: Sequence[str], at: Path, environment: dict[str, str]) -> None:
    subprocess.run(command, cwd=at, env=environment, check=True)  # noqa: S603  (our own commands)


if __name__ == "__main__":
    sys.exit(main())
