"""The store stage and the session, in a real crawl."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from newsspider.archive import open_archive
from newsspider.archive.mongod import runs
from newsspider.errors import ItemUnstorable
from pipelines.store import respect_rights, unstorable
from tests.archive.pages import AT, fetched
from tests.conftest import Store

CRAWL = """
import json, os, signal, sys, time
from dataclasses import replace
from pathlib import Path
import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from newsspider.items import Refused
from tests.archive.pages import AT, fetched

class Items(scrapy.Spider):
    name = "items"
    kill = None

    async def start(self):
        print("started", flush=True)
        yield fetched("https://a.org/1", title="One")
        yield fetched("https://a.org/1?utm_source=x", title="One")
        yield fetched("https://a.org/2", title="Two", rights=("noarchive",), paragraphs=("Something else.",))
        yield fetched("https://a.org/3", title="lone \\ud800 surrogate")
        yield Refused(url="https://a.org/x", site="a.org", reason="status", detail="404", seen_at=AT)
        if self.kill:
            os.kill(json.loads((Path(self.kill) / "server.json").read_text())["pid"], signal.SIGKILL)
            for number in range(10, 60):
                yield fetched(f"https://a.org/{number}", title=f"Story {number}")
                import asyncio
                await asyncio.sleep(0.1)

settings = {
    "ITEM_PIPELINES": {"pipelines.deduplicate.DeduplicatePipeline": 200, "pipelines.store.StorePipeline": 300},
    "EXTENSIONS": {"newsspider.crawling.archive_session.ArchiveSession": 0},
    "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False, "LOG_LEVEL": "INFO",
    "NEWSSPIDER_RIGHTS": ["noarchive"], "NEWSSPIDER_DATABASE": "newsspider", **json.loads(sys.argv[1]),
}
begun = time.monotonic()
process = AsyncCrawlerProcess(settings)
crawler = process.create_crawler(Items)
process.crawl(crawler, kill=(sys.argv[2:] or [None])[0])
process.start()
print(json.dumps({"seconds": time.monotonic() - begun, **crawler.stats.get_stats()}, default=str))
sys.exit(process.bootstrap_failed)
"""


def crawl(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error::DeprecationWarning", "-c", CRAWL, json.dumps(settings), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def test_a_crawl_stores_what_it_finds(store: Store) -> None:
    done = crawl(NEWSSPIDER_MONGO_URI=store.uri, NEWSSPIDER_DATABASE=store.database)
    assert done.returncode == 0, done.stderr
    stats = json.loads(done.stdout.splitlines()[-1])
    assert stats["newsspider/stored/new"] + stats.get("newsspider/stored/unchanged", 0) == 3
    assert stats["newsspider/refused/store"] == 1
    assert "Deprecat" not in done.stderr
    with store.open() as archive:
        assert sorted(story.title or "" for story in archive.articles()) == ["One", "Two"]
        assert {refused.reason: refused.url for refused in archive.refused()} == {
            "status": "https://a.org/x",
            "store": "https://a.org/3",
        }
        assert len(archive.pages("https://a.org/1")) == 1
        assert archive.pages("https://a.org/2") == []


def test_a_store_that_cant_be_used_ends_the_crawl_before_it_starts() -> None:
    done = crawl(NEWSSPIDER_MONGO_URI="mongodb://me:s3cr3t@127.0.0.1:9/")
    assert json.loads(done.stdout)["seconds"] < 15, "what a busy machine takes to start Python counts not"
    assert done.returncode != 0
    assert "started" not in done.stdout
    assert "no MongoDB answers at 127.0.0.1:9" in done.stderr
    assert "s3cr3t" not in done.stderr


def test_a_store_that_dies_ends_the_crawl(tmp_path: Path) -> None:
    done = crawl(str(tmp_path), NEWSSPIDER_DATA_DIR=str(tmp_path))
    stats = json.loads(done.stdout.splitlines()[-1])
    assert stats["elapsed_time_seconds"] < 30  # of the crawl: what a busy machine takes to start Python counts not
    assert stats["finish_reason"] == "store"
    assert "no MongoDB answers" in done.stderr
    assert "Traceback" not in done.stderr
    with open_archive(data_dir=tmp_path) as archive:
        stories = list(archive.articles())
        pid, socket = (json.loads((tmp_path / "server.json").read_text())[name] for name in ("pid", "socket"))
    assert len(stories) <= 2
    assert not runs(pid, socket)


def test_noarchive_is_respected_unless_switched_off() -> None:
    page = fetched("https://a.org/1", rights=("noarchive",))
    assert not respect_rights(page, ["noarchive"]).keep_page
    assert respect_rights(page, ["tdm"]) is page
    assert respect_rights(fetched("https://a.org/1"), ["noarchive"]).keep_page


def test_what_the_store_doesnt_take_is_told() -> None:
    refused = unstorable(fetched("https://a.org/1"), ItemUnstorable("too large"))
    assert (refused.reason, refused.detail, refused.seen_at) == ("store", "too large", AT)
