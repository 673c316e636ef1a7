"""The commands that read the store."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from newsspider.archive import Writer
from newsspider.cli import app
from newsspider.errors import UsageError
from tests.archive.pages import AT, fetched, link
from tests.conftest import Store


@pytest.fixture
def filled(store: Store) -> Store:
    """Two stories, one of which leads to the other."""

    async def fill() -> None:
        writer = await Writer.open(store.uri, database=store.database)
        links = (link("http://www.a.org/rain/"), link("https://a.org/never-fetched", "next", 1))
        await writer.put(fetched("https://a.org/bridge", title="Bridge", published=AT, section="City", links=links))
        await writer.put(fetched("https://a.org/rain", title="Rain", paragraphs=("It rained.",)))
        await writer.close()

    asyncio.run(fill())
    return store


def run(store: Store, *arguments: str) -> Result:
    result = CliRunner().invoke(app, [*arguments, "--mongo", store.uri, "--database", store.database])
    if isinstance(result.exception, UsageError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_stories_in_a_pipe(filled: Store) -> None:
    assert [record["title"] for record in records(run(filled, "articles"))] == ["Bridge", "Rain"]
    assert [record["title"] for record in records(run(filled, "articles", "--limit", "1"))] == ["Bridge"]
    assert [record["title"] for record in records(run(filled, "articles", "--since", "2026-11-23"))] == ["Bridge"]
    assert records(run(filled, "articles", "--until", "2026-11-23")) == []


def test_the_environment_names_the_database(filled: Store) -> None:
    own = {"NEWSSPIDER_MONGO_URI": filled.uri, "NEWSSPIDER_DATABASE": filled.database}
    assert len(records(CliRunner(env=own).invoke(app, ["articles"]))) == 2


def test_an_empty_store_tells_what_to_do(store: Store) -> None:
    for command in (["articles"],):
        result = run(store, *command)
        assert result.stdout == ""
        assert "newsspider crawl SITE" in result.stderr


def test_a_wrong_name_is_told_the_right_ones(filled: Store) -> None:
    assert "the nearest known: a.org" in run(filled, "articles", "--site", "b.org").stderr
    assert "sections in the store: City" in run(filled, "articles", "--section", "Town").stderr
    assert "the newest is of 2026-11-23 12:00" in run(filled, "articles", "--since", "2027-01-01").stderr
    assert "leave one out" in run(filled, "articles", "--section", "City", "--text", "rain").stderr


def test_a_wrong_date(filled: Store) -> None:
    with pytest.raises(UsageError, match="expected a date as 2026-11-23"):
        run(filled, "articles", "--since", "yesterday-ish")


def test_a_file_that_cant_be_written(filled: Store, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file or directory"):
        run(filled, "export", "articles", "--output", str(tmp_path / "missing" / "x.jsonl"))
