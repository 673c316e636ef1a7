"""The export contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsspider.archive.merging import first_story
from newsspider.archive.stories import StoredArticle
from newsspider.export import article_to_json, to_json_line, write_whole
from newsspider.items import Update
from newsspider.urls import article_id
from tests.archive.pages import fetched, link

CONTRACT = """id url aliases site page_kind title standfirst text paragraphs published published_precision modified
authors section tags language credit agencies reading_minutes duplicate_of revision gone_at first_seen last_seen
links""".split()


def story(**changes: object) -> StoredArticle:
    page = fetched("https://a.org/1", title="पुल", paragraphs=("One.", "Two."), links=(link("http://a.org/2/"),))
    assert page.identity
    return replace(first_story(page.article, page.identity, ["a.org/1"], page.page), **changes)  # type: ignore[arg-type]


def test_the_names_are_those_of_the_contract() -> None:
    record = article_to_json(story(), {})
    assert [name for name in CONTRACT if name not in record] == []
    assert {"kind", "url", "title", "teaser", "label", "position"} <= record["links"][0].keys()
    assert record["text"] == "One.\n\nTwo."
    assert (record["id"], record["aliases"]) == (article_id("https://a.org/1"), ["a.org/1"])


def test_the_entries_of_a_live_blog() -> None:
    when = datetime(2023, 4, 25, 8, 30, tzinfo=UTC)
    record = article_to_json(story(updates=(Update(at=when, paragraphs=("One.", "Two.")), Update(headline="X"))), {})
    assert record["updates"] == [
        {"at": "2023-04-25T08:30:00+00:00", "headline": None, "text": "One.\n\nTwo.", "paragraphs": ["One.", "Two."]},
        {"at": None, "headline": "X", "text": "", "paragraphs": []},
    ]


def test_dates() -> None:
    when = datetime(2023, 4, 25, 8, 30, tzinfo=UTC)
    exact = article_to_json(story(published=when, published_precision="minute"), {})
    assert exact["published"] == "2023-04-25T08:30:00+00:00"
    assert exact["first_seen"] == "2026-11-23T12:00:00+00:00"
    day = article_to_json(story(published=when, published_precision="day"), {})
    assert day["published"] == "2023-04-25"


def test_a_link_has_the_url_of_the_story_that_it_leads_to() -> None:
    target = article_id("https://a.org/2")
    assert article_to_json(story(), {})["links"][0]["url"] == "http://a.org/2/"
    assert article_to_json(story(), {target: "https://a.org/two"})["links"][0]["url"] == "https://a.org/two"


def test_a_line_is_one_line_in_its_own_script() -> None:
    line = to_json_line(article_to_json(story(), {}))
    assert "\n" not in line
    assert "पुल" in line
    assert json.loads(line)["title"] == "पुल"


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    def breaks() -> Iterator[str]:
        yield "new"
        raise RuntimeError

    path = tmp_path / "out.jsonl"
    path.write_text("old\n")
    with pytest.raises(RuntimeError):
        write_whole(breaks(), path)
    assert path.read_text() == "old\n"
    assert write_whole(["a", "b"], path) == 2
    assert path.read_text() == "a\nb\n"
    assert list(tmp_path.iterdir()) == [path]
