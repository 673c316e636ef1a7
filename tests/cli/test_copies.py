"""Stories that say the same can be asked for, and be found anew."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pymongo
import pytest
from typer.testing import CliRunner

from newsspider.archive import Writer
from newsspider.cli import app
from tests.archive.pages import AT, fetched
from tests.conftest import Store

Database = pymongo.database.Database[dict[str, Any]]

TEXT = tuple(
    f"In paragraph {number} the harbour council of port {number * 7} tells what it decided on dock {number * 13}."
    for number in range(12)
)


@pytest.fixture
def filled(store: Store) -> Store:
    """An agency's text in two newspapers, in one of them twice, and a story of its own."""

    async def fill() -> None:
        writer = await Writer.open(store.uri, database=store.database)
        earlier = AT - timedelta(days=1)
        await writer.put(fetched("https://b.org/dock", title="Dock is closed", paragraphs=TEXT, published=AT))
        await writer.put(fetched("https://a.org/dock", title="Harbour", paragraphs=TEXT[1:], published=earlier))
        await writer.put(fetched("https://a.org/late", title="No dock", paragraphs=TEXT[:-1]))
        await writer.put(fetched("https://c.org/rain", title="Rain", paragraphs=("It rained.",), published=AT))
        await writer.close()

    asyncio.run(fill())
    return store


def run(store: Store, *arguments: str) -> str:
    result = CliRunner().invoke(
        app, ["duplicates", *arguments, "--mongo", store.uri, "--database", store.database], catch_exceptions=False
    )
    assert result.exit_code == 0, result.output
    return result.stdout


def groups(text: str) -> list[list[str]]:
    found = [json.loads(line) for line in text.splitlines()]
    return [[story["url"] for story in (one["original"], *one["copies"])] for one in found]


def test_group_is_listed_under_the_first_published(filled: Store) -> None:
    everything = ["https://a.org/dock", "https://b.org/dock", "https://a.org/late"]
    found = groups(run(filled, "--json"))
    assert [(group[0], sorted(group)) for group in found] == [(everything[0], sorted(everything))]
    assert groups(run(filled, "b.org", "--json")) == found
    assert run(filled, "c.org") == ""
    assert run(filled).splitlines()[0].split() == ["2026-11-22", "a.org", "Harbour", "https://a.org/dock"]


def test_signatures_of_another_scheme_are_made_anew(filled: Store, mongo: Database) -> None:
    before = run(filled, "--json")
    signed = list(mongo["signatures"].find().sort("_id", 1))
    mongo["signatures"].update_many({}, {"$set": {"scheme": "of old", "bands": [1]}})
    mongo["articles"].update_many({}, {"$set": {"duplicate_of": None}})
    assert run(filled, "--json") == ""
    assert run(filled, "--recompute", "--json") == before
    assert list(mongo["signatures"].find().sort("_id", 1)) == signed
