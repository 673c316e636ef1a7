"""The commands that write the store for other programs, read as these programs read them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import igraph
import networkx
import pymongo
import pytest
from pyarrow import parquet
from rich.console import Console
from typer.testing import CliRunner, Result

from newsspider.archive.documents import story_to_document
from newsspider.cli import app, exporting
from newsspider.errors import StoreError, UsageError
from newsspider.items import Image
from newsspider.urls import article_id
from tests.archive.pages import AT
from tests.archive.stories import stored, story, url
from tests.conftest import Store

ODD = 'Rain & "wind" <b>\x0b\ud83c\udf27\ufffe'.encode("utf-16", "surrogatepass").decode("utf-16")
STORIES = (
    story("Bridge", "Rain", ("also_read", "Rain"), ("next", "Ferry"), ("latest", "Nowhere"), section="City"),
    story(
        "Rain",
        ("previous", "Bridge"),
        title=ODD,
        published=datetime(2026, 11, 22, 18, 30, tzinfo=UTC),
        published_precision="day",
        published_zone="Asia/Kolkata",
        tags=("wet", "cold, grey"),
        inlinks={"editorial": 1, "sequence": 0, "rotating": 0},
        image=Image(url="https://a.org/rain.jpg", caption="Drops", credit="AP"),
    ),
    story("Ferry", published=None, published_precision=None, gone_at=AT, duplicate_of=article_id(url("Rain"))),
)


@pytest.fixture(scope="module")
def filled(archive_address: str) -> Iterator[Store]:
    with stored(archive_address, "exported", STORIES) as store:
        yield store


def run(store: Store, *arguments: str) -> Result:
    command = ["export", *arguments, "--mongo", store.uri, "--database", store.database]
    result = CliRunner().invoke(app, command)
    if isinstance(result.exception, UsageError | StoreError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result


def sql(query: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(query).fetchall()


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_stories_as_json_lines_are_the_contract(filled: Store, tmp_path: Path) -> None:
    bridge, rain, ferry = found = records(run(filled, "articles"))
    assert [edge["url"] for edge in bridge["links"]] == [url("Rain"), url("Rain"), url("Ferry"), url("Nowhere")]
    assert (bridge["published"], rain["published"], ferry["published"]) == (AT.isoformat(), "2026-11-23", None)
    assert (ferry["gone_at"], ferry["duplicate_of"]) == (AT.isoformat(), rain["id"])
    assert rain["first_seen"] == "2026-11-23T12:00:00+00:00"
    file = tmp_path / "stories.jsonl"
    result = run(filled, "articles", "--output", str(file))
    assert (result.stdout, result.stderr) == ("", "3 stories\n")
    assert [json.loads(line) for line in file.read_text().splitlines()] == found
    assert records(run(filled, "articles", "--section", "City", "--output", "-")) == [bridge]


def test_stories_as_csv(filled: Store, tmp_path: Path) -> None:
    file = tmp_path / "stories.csv"
    run(filled, "articles", "--output", str(file))
    rows = sql(f"select * from '{file}'")
    types = dict(sql(f"select column_name, column_type from (describe from '{file}')"))
    assert len(rows) == 3
    assert types["published"] == types["first_seen"] == "TIMESTAMP WITH TIME ZONE"
    assert (types["revision"], types["links_editorial"], types["text"]) == ("BIGINT", "BIGINT", "VARCHAR")
    [rain] = sql(
        "select published at time zone 'UTC', published_precision, published_zone, tags, links_editorial, image_credit "
        f"from '{file}' where id = '{article_id(url('Rain'))}'"
    )
    assert rain == (datetime(2026, 11, 22, 18, 30), "day", "Asia/Kolkata", '["wet", "cold, grey"]', 0, "AP")
    text = run(filled, "articles", "--format", "csv").stdout
    assert text.encode() == file.read_bytes().replace(b"\r\n", b"\n")


def test_stories_as_parquet(filled: Store, tmp_path: Path) -> None:
    file = tmp_path / "stories.parquet"
    run(filled, "articles", "--output", str(file))
    rows = parquet.read_table(file).to_pylist()
    assert [row["published"] for row in rows] == [AT, datetime(2026, 11, 22, 18, 30, tzinfo=UTC), None]
    assert [row["links_editorial"] for row in rows] == [2, 0, 0]
    assert rows[1]["tags"] == ["wet", "cold, grey"]
    assert sql(f"select count(*) from '{file}' where 'wet' in tags") == [(1,)]
    assert run(filled, "articles", "--format", "parquet", "--output", "-").stdout_bytes == file.read_bytes()


def test_links_agree_with_the_stories_that_show_them(filled: Store, tmp_path: Path) -> None:
    links, stories = tmp_path / "links.parquet", tmp_path / "stories.csv"
    run(filled, "links", "--output", str(links))
    run(filled, "articles", "--output", str(stories))
    counted = sql(f"""select source_title, "group", count(*) from '{links}' group by all order by all""")
    assert [row for row in counted if row[0] == "Bridge"] == [
        ("Bridge", "editorial", 2),
        ("Bridge", "rotating", 1),
        ("Bridge", "sequence", 1),
    ]
    told = sql(f"select links_editorial, links_sequence, links_rotating from '{stories}'")
    assert sorted(told) == [(0, 0, 0), (0, 1, 0), (2, 1, 1)]
    editorial = f"""from '{links}' where "group" = 'editorial'"""
    into = sql(f"select target, count(distinct source) {editorial} group by target")
    assert into == [(article_id(url("Rain")), 1)]  # as ``inlinks`` of the story says


def test_the_rows_of_links(filled: Store) -> None:
    shown = records(run(filled, "links", "--kinds", "editorial,latest", "--section", "City"))
    assert [(row["kind"], row["target_url"], row["target_title"], row["stored"]) for row in shown] == [
        ("related", url("Rain"), ODD, True),
        ("also_read", url("Rain"), ODD, True),
        ("latest", url("Nowhere"), None, False),
    ]
    assert {row["source_published"] for row in shown} == {AT.isoformat()}
    header, *rows = csv.reader(io.StringIO(run(filled, "links", "--format", "csv").stdout))
    assert (len(rows), header[:3]) == (5, ["source", "source_url", "source_title"])


@pytest.mark.parametrize("file_format", ["graphml", "gexf"])
def test_the_graph_opens_in_networkx(filled: Store, tmp_path: Path, file_format: str) -> None:
    file = tmp_path / f"links.{file_format}"
    assert run(filled, "links", "--output", str(file)).stderr == "5 links\n"
    read = {"graphml": networkx.read_graphml, "gexf": networkx.read_gexf}
    graph = read[file_format](file)
    rain, nowhere = article_id(url("Rain")), article_id(url("Nowhere"))
    assert len(graph.nodes) == 4
    assert graph.nodes[rain]["published"] == "2026-11-23"
    assert graph.nodes[rain]["title"] == 'Rain & "wind" <b>\N{CLOUD WITH RAIN}'  # without what XML doesn't allow
    told = {name: value for name, value in graph.nodes[nowhere].items() if name != "label"}
    assert told == {"url": url("Nowhere"), "title": f"To {url('Nowhere')}", "stored": False}
    [edge] = graph[article_id(url("Bridge"))][nowhere].values()
    assert (edge["kind"], edge["group"], edge["position"]) == ("latest", "rotating", 3)
    assert edge["first_seen"] == AT.isoformat()


def test_the_graph_opens_in_igraph(filled: Store, tmp_path: Path) -> None:
    file = tmp_path / "links.graphml"
    run(filled, "links", "--kinds", "editorial", "--output", str(file))
    graph = igraph.Graph.Read_GraphML(str(file))
    assert (graph.vcount(), graph.ecount(), graph.is_directed()) == (3, 2, True)
    assert {*graph.vs["title"]} == {"Bridge", STORIES[1].title.replace("\x0b", "").replace("\ufffe", ""), "Ferry"}  # type: ignore[union-attr]
    assert graph.es["group"] == ["editorial", "editorial"]


def test_runs_and_revisions(filled: Store, mongo_client: pymongo.MongoClient[dict[str, Any]], tmp_path: Path) -> None:
    database, rain = mongo_client[filled.database], article_id(url("Rain"))
    version = {"article": rain, "url": url("Rain"), "site": "a.org", "title": "Drizzle", "text": "A.\n\nB."}
    database["revisions"].insert_one({"_id": f"{rain}:1", **version, "revision": 1, "first_seen": AT, "last_seen": AT})
    run_ = {"_id": "1", "command": "crawl", "sites": ["a.org"], "state": "ended", "started": AT, "refused": {"time": 2}}
    database["runs"].insert_one(run_)
    [revision] = records(run(filled, "revisions", "--tag", "wet"))
    assert (revision["text"], revision["matters"], revision["first_seen"]) == ("A.\n\nB.", True, AT.isoformat())
    assert records(run(filled, "revisions", "--section", "City")) == []
    [found] = records(run(filled, "runs"))
    assert (found["started"], found["sites"], found["refused"]) == (AT.isoformat(), ["a.org"], {"time": 2})
    assert records(run(filled, "runs", "--site", "b.org")) == []
    file = tmp_path / "runs.parquet"
    run(filled, "runs", "--output", str(file))
    assert sql(f"select refused['time'] from '{file}'") == [(2,)]


def test_an_export_goes_on_where_the_last_one_ended(
    archive_address: str, mongo_client: pymongo.MongoClient[dict[str, Any]], tmp_path: Path
) -> None:
    cursor = tmp_path / "nightly.cursor"

    def titles(*more: str) -> list[str]:
        found = records(run(store, "articles", "--cursor", str(cursor), *more))
        return [record["title"] for record in found]

    with stored(archive_address, "nightly", STORIES[:2]) as store:
        articles = mongo_client[store.database]["articles"]
        assert titles() == ["Bridge", ODD]
        old = story("Read from an old file", published=None, first_seen=datetime(2016, 1, 1, tzinfo=UTC))
        articles.insert_one(story_to_document(old))
        change = {"$set": {"gone_at": AT}, "$currentDate": {"written": {"$type": "timestamp"}}}
        articles.update_one({"title": "Bridge"}, change)
        assert titles() == ["Read from an old file", "Bridge"]
        nothing = run(store, "articles", "--cursor", str(cursor))
        assert (nothing.stdout, nothing.stderr[:32]) == ("", "0 stories that changed since 202")
        before = cursor.read_text()
        with pytest.raises(UsageError, match="No such file"):
            titles("--output", str(tmp_path / "missing" / "x.jsonl"))
        assert cursor.read_text() == before
        with pytest.raises(UsageError, match=r"goes on from: export articles; give the same options"):
            titles("--section", "City")
        mongo_client[store.database]["meta"].update_one({"_id": "schema"}, {"$set": {"version": 3}})
        with pytest.raises(StoreError, match="did not note when stories change"):
            titles()


def test_a_cursor_that_is_none(filled: Store, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("buy milk")
    with pytest.raises(UsageError, match="no cursor of an export"):
        run(filled, "articles", "--cursor", str(tmp_path / "notes"))
    with pytest.raises(UsageError, match="Is a directory"):
        run(filled, "articles", "--cursor", str(tmp_path))


def test_a_wrong_format_is_told_the_right_ones(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="the export of articles has the formats jsonl, csv, parquet; give --format"):
        run(filled, "articles", "--format", "graphml")
    with pytest.raises(UsageError, match=r"--output x\.gml: the export of links has the formats .*graphml, gexf"):
        run(filled, "links", "--output", "x.gml")
    with pytest.raises(UsageError, match="--output - for a pipe"):
        run(filled, "articles", "--format", "parquet")
    monkeypatch.setattr("newsspider.export.formats.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"pip install 'newsspider\[parquet\]'"):
        run(filled, "articles", "--output", "x.parquet")


def test_no_story_fits(filled: Store) -> None:
    result = run(filled, "articles", "--section", "Town")
    assert result.stdout == ""
    assert "the section 'Town'" in result.stderr


def test_progress_on_a_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(exporting, "_EVERY", 1)
    monkeypatch.setattr(Console, "is_terminal", property(lambda console: console.stderr))
    with exporting._progress(lambda: 2) as each:
        each()
        each()
    assert "2 of 2 stories" in capsys.readouterr().err
