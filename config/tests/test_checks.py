from __future__ import annotations

from pathlib import Path

from django.conf import settings

from config.checks import findings, module_findings


def test_the_project_keeps_its_own_rules() -> None:
    assert list(findings(Path(settings.BASE_DIR))) == []


def test_nothing_but_the_app_lies_in_the_queue_folder(tmp_path: Path) -> None:
    (tmp_path / "queue" / "playqueue").mkdir(parents=True)
    assert list(findings(tmp_path)) == []
    (tmp_path / "queue" / "__init__.py").touch()
    (tmp_path / "queue" / "other").mkdir()
    assert list(findings(tmp_path)) == [
        "queue/__init__.py:1: queue/ must stay a plain folder",
        "queue/other:1: only playqueue may lie in queue/",
    ]


def test_tests_are_packages(tmp_path: Path) -> None:
    (tmp_path / "queue").mkdir()
    tests = tmp_path / "accounts" / "tests"
    tests.mkdir(parents=True)
    (tests / "test_one.py").touch()
    assert list(findings(tmp_path)) == ["accounts/tests:1: a folder of tests needs an __init__.py"]


def test_long_modules_long_functions_and_empty_names_are_found() -> None:
    assert list(module_findings("a/one.py", "x = 1\n" * 400)) == []
    assert list(module_findings("a/one.py", "x = 1\n" * 401)) == [(1, "401 lines, at most 400")]
    assert [line for line, _ in module_findings("a/utils.py", "")] == [1]
    body = "    x = 1\n" * 39
    documented = f'def f():\n    """One\n\n    two."""\n{body}'
    assert list(module_findings("a/one.py", documented)) == []
    longer = list(module_findings("a/one.py", f"def f():\n{body}    x = 1\n"))
    assert longer == [(1, "f has 41 lines of code, at most 40")]
