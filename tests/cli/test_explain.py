"""What explain shows and saves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from newsspider.cli import app
from newsspider.cli.golden import read_page
from newsspider.errors import UsageError
from newsspider.sample import Newspaper

PAPER = Newspaper("http://paper.test")
PATH = "/straits/2025/08/21/pilots-of-the-kessel/"


def explain(tmp_path: Path, *options: str, path: str = PATH) -> Result:
    file = tmp_path / "saved.html"
    file.write_bytes(PAPER.answer(path).body)
    result = CliRunner().invoke(app, ["explain", str(file), "--url", f"http://paper.test{path}", *options])
    if isinstance(result.exception, UsageError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def test_every_field_is_shown_with_its_rule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    shown = explain(tmp_path).stdout
    assert (
        "pilots-of-the-kessel.gif | Marget Ruan at the wheel of a coaster bound for Quillon. | © Jun Arkwright" in shown
    )
    assert "https://twitter.com/KesselHarbour/status/1958801234567890123  in the story" in shown
    assert "also og: http://paper.test/media/pilots-of-the-kessel-1200x630.gif" in shown
    for heading in ("Fields", "Story, read by", "Boxes of links", "Links", "Stages"):
        assert heading in shown


def test_a_refused_offer_is_shown_with_the_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    story = next(s for s in PAPER.truth() if s.style == "blocks" and s.image is None and s.page_kind == "article")
    assert "lantern-logo-1200x630.gif  refused: a file called logo" in explain(tmp_path, path=story.path).stdout


def test_a_page_is_saved_as_a_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tests" / "golden").mkdir(parents=True)
    explain(tmp_path, "--save", "pilots")
    place = tmp_path / "tests" / "golden" / "pilots"
    assert sorted(file.name for file in place.iterdir()) == ["expected.json", "page.html.gz", "page.json"]
    page = read_page(place)
    assert (page.body, page.url) == (PAPER.answer(PATH).body, f"http://paper.test{PATH}")
    expected = json.loads((place / "expected.json").read_text())
    assert expected["published"] == "2025-08-21T05:15:00+02:00"
    assert list(expected) == sorted(expected)
    first = (place / "page.html.gz").read_bytes()
    explain(tmp_path, "--save", "pilots")
    assert (place / "page.html.gz").read_bytes() == first


def test_saving_elsewhere_says_where_to_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"tests/golden/ is not in .*root folder"):
        explain(tmp_path, "--save", "pilots")
    with pytest.raises(UsageError, match="small letters"):
        explain(tmp_path, "--save", "../pilots")
