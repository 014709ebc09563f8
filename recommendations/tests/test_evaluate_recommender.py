from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from recommendations.engine.tests.datafolder import write_data


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_figures_are_printed_and_the_work_is_shown(tmp_path: Path) -> None:
    out, bar = io.StringIO(), Terminal()
    write_data(tmp_path)
    options = {"data": tmp_path, "protocol": "discover", "part": "30music"}
    call_command("evaluate_recommender", **options, stdout=out, stderr=bar)
    lines = out.getvalue().splitlines()
    assert lines[0].split() == ["NDCG@20", "+-", "half", "a", "half", "b", "recall@20", "coverage", "novelty", "lists"]
    rankings = [line[21:43].strip() for line in lines[1:]]
    assert rankings[:3] == ["engine", "engine, 2 per artist", "popularity"]
    assert len(rankings) == 4
    assert rankings[3].endswith(" alone")
    figures = {ranking: float(line[43:].split()[0]) for ranking, line in zip(rankings, lines[1:], strict=True)}
    assert figures["engine"] > figures["popularity"]
    assert "discover, popularity" in bar.getvalue()
    assert "%" in bar.getvalue()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"protocol": "radio", "part": "hetrec"}, "hetrec has nothing to run radio on"),
        ({"protocol": "discover", "part": "hetrec"}, "cannot be read as hetrec"),
    ],
)
def test_what_cannot_be_run_is_said(tmp_path: Path, options: dict[str, str], said: str) -> None:
    with pytest.raises(CommandError, match=said):
        call_command("evaluate_recommender", data=tmp_path, **options)


def test_damaged_data_is_said(tmp_path: Path) -> None:
    write_data(tmp_path)
    (tmp_path / "30music_plays.tsv.gz").write_bytes(b"not gzip at all")
    with pytest.raises(CommandError, match="cannot be read as 30music"):
        call_command("evaluate_recommender", data=tmp_path, protocol="discover", part="30music")
