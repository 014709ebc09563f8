"""`python -m config.checks`: the house rules that no other tool checks. Sizes, names, and where things lie.

Findings are printed one a line as `path:line: what`, and make the exit code 1.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

MODULE_LINES = 400
FUNCTION_LINES = 40
FORBIDDEN = {"utils", "helpers", "common", "misc", "base", "mixins", "managers", "selectors", "signals", "constants"}
# Django's name for the module of a database backend, and the settings' own first page.
ALLOWED = {"config/sqlite/base.py", "config/settings/base.py"}
SKIPPED = {"migrations", "__pycache__"}
# Every folder that holds code, and nothing else: what lies in `.venv` and `var` is not ours.
ROOMS = [
    "config",
    "accounts",
    "integrations",
    "catalogue",
    "analytics",
    "playlists",
    "recommendations",
    "queue",
    "social",
    "parties",
    "notifications",
    "deploy",
    "bench",
]


def findings(root: Path) -> Iterator[str]:
    yield from layout(root)
    for path in modules(root):
        name = path.relative_to(root).as_posix()
        yield from (f"{name}:{line}: {what}" for line, what in module_findings(name, path.read_text("utf-8")))


def modules(root: Path) -> Iterator[Path]:
    yield from sorted(root.glob("*.py"))
    for room in ROOMS:
        yield from (path for path in sorted((root / room).rglob("*.py")) if not SKIPPED & set(path.parts))


def layout(root: Path) -> Iterator[str]:
    """`queue/` is a folder and no package, or it would shadow the standard library's module."""
    if (root / "queue" / "__init__.py").exists():
        yield "queue/__init__.py:1: queue/ must stay a plain folder"
    for path in sorted((root / "queue").iterdir()):
        if path.name not in {"playqueue", "__init__.py", "__pycache__"}:
            yield f"queue/{path.name}:1: only playqueue may lie in queue/"
    for path in sorted(root.glob("*/**/tests")):
        ours = path.relative_to(root).parts[0] in ROOMS and any(path.glob("test_*.py"))
        if ours and not (path / "__init__.py").exists():
            yield f"{path.relative_to(root).as_posix()}:1: a folder of tests needs an __init__.py"


def module_findings(name: str, text: str) -> Iterator[tuple[int, str]]:
    if Path(name).stem in FORBIDDEN and name not in ALLOWED:
        yield 1, "a module of this name says nothing about what is in it"
    lines = len(text.splitlines())
    if lines > MODULE_LINES:
        yield 1, f"{lines} lines, at most {MODULE_LINES}"
    if "/tests/" in name:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and code_lines(node) > FUNCTION_LINES:
            yield node.lineno, f"{node.name} has {code_lines(node)} lines of code, at most {FUNCTION_LINES}"


def code_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From `def` to the end, without decorators and the docstring."""
    if node.end_lineno is None:
        return 0
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and first.end_lineno is not None
    spoken = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return node.end_lineno - node.lineno + 1 - spoken


def main() -> int:
    found = list(findings(Path(__file__).resolve().parent.parent))
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
