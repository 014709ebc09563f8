from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[3] / "docs" / "recommendations.md"


def test_the_documented_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = re.search(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    monkeypatch.chdir(tmp_path)
    exec(compile(found[1], str(PAGE), "exec"), {})  # noqa: S102  # our own page
    *listed, alike = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in listed] == [["0", "12"], ["1", "14"]]
    assert alike == "[11, 12, 13]"
