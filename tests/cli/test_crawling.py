"""The commands that fill the store, as a user runs them."""

from __future__ import annotations

import gzip
import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pymongo.database import Database

from newsspider.sample import FRONT_STORY, SampleServer, serve
from newsspider.spiders.warc import WarcSpider
from tests.conftest import Store
from tests.warm.process import Process, run

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
Mongo = Database[dict[str, Any]]


def newsspider(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run("newsspider", *arguments)


@pytest.fixture
def place(store: Store) -> tuple[str, ...]:
    return ("--mongo", store.uri, "--database", store.database)


@pytest.fixture
def paper() -> Iterator[SampleServer]:
    with serve() as server:
        yield server


@contextmanager
def host(robots: str, status: int) -> Iterator[str]:
    """A host that answers everything but robots.txt with one status."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, body = (200, robots.encode()) if self.path == "/robots.txt" else (status, b"<p>no</p>")
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def test_crawl(paper: SampleServer, store: Store, place: tuple[str, ...]) -> None:
    done = newsspider("crawl", paper.url, "--limit", "4", *place, *FAST)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "stories 4 new" in done.stderr
    assert "leads not fetched" in done.stderr
    with store.open() as archive:
        stories = list(archive.articles())
        assert len(stories) == 4
        assert all(archive.pages(story.url) for story in stories)
    newsspider("crawl", paper.url, "--limit", "1", "-s", "NEWSSPIDER_KEEP_PAGES_DAYS=1e-9", *place, *FAST)
    with store.open() as archive:
        assert not any(archive.pages(story.url) for story in stories)


@pytest.mark.parametrize(
    ("robots", "status", "told"),
    [("User-agent: newsspider\nDisallow: /\n", 200, "robots.txt forbids it"), ("", 403, "403")],
)
def test_a_newspaper_that_keeps_us_out(place: tuple[str, ...], robots: str, status: int, told: str) -> None:
    with host(robots, status) as url:
        done = newsspider("crawl", url, *place, *FAST)
    assert done.returncode == 4
    assert told in done.stderr
    assert "can't be reached, or blocks us" in done.stderr


def test_a_newspaper_that_is_not_there(place: tuple[str, ...]) -> None:
    done = newsspider("crawl", "http://127.0.0.1:9/", *place, *FAST)
    assert done.returncode == 4
    assert "connection refused" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["crawl", "scrape", "ingest"])
def test_a_store_that_is_not_there(paper: SampleServer, tmp_path: Path, command: str) -> None:
    what = [f"{paper.url}/", "--store"] if command == "scrape" else [paper.url]
    if command == "ingest":
        (tmp_path / "x.warc").touch()
        what = [str(tmp_path / "x.warc")]
    begun = time.monotonic()
    done = newsspider(command, *what, "--mongo", "mongodb://me:s3cr3t@127.0.0.1:9/")
    assert done.returncode == 3
    assert time.monotonic() - begun < 10
    assert "newsspider: no MongoDB answers at 127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
    assert "s3cr3t" not in done.stderr
    assert not paper.requests


@pytest.mark.parametrize("command", ["scrape", "articles"])
def test_too_few_open_files(paper: SampleServer, tmp_path: Path, command: str) -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from newsspider.cli import main; main()",
            command,
            *([f"{paper.url}/"] if command == "scrape" else ["--data-dir", str(tmp_path)]),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64)),
    )
    assert done.returncode == 2
    assert "64 files may be open here at a time, 128 are needed: see ulimit -n" in done.stderr
    assert not paper.requests


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("crawl", "asianlit"), "did you mean 'asianlite'?"),
        (("crawl", "asianlite", "--since", "yesterday"), "--since=yesterday: expected a date as 2026-11-23"),
        (("crawl", "asianlite", "-s", "DOWNLOAD_DELAY"), "expected NAME=VALUE, as in -s DOWNLOAD_DELAY=2"),
        (("crawl", "asianlite", "--limit", "0"), "greater than or equal to 1"),
        (("scrape", "ftp://lantern.test/"), "starts with https:// or http://"),
        (("ingest", "not-there.warc.gz"), "not-there.warc.gz"),
    ],
)
def test_wrong_use(arguments: tuple[str, ...], told: str) -> None:
    done = newsspider(*arguments)
    assert done.returncode == 2
    assert told in done.stderr


def test_an_interrupt_keeps_what_was_fetched(paper: SampleServer, store: Store, place: tuple[str, ...]) -> None:
    with Process("newsspider", "crawl", paper.url, *place, "-s", "DOWNLOAD_DELAY=0.1") as process:
        while FRONT_STORY not in paper.requests and process.poll() is None and sum(paper.requests.values()) < 40:
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "interrupted; what was fetched is kept" in told
    with store.open() as archive:
        assert list(archive.articles())


def test_scrape(paper: SampleServer) -> None:
    done = newsspider("scrape", paper.url + FRONT_STORY, f"{paper.url}/about/", f"{paper.url}/nothing", *FAST)
    assert done.returncode == 0
    [story] = map(json.loads, done.stdout.splitlines())
    assert story["title"] == "Norvane pledges closer ties with Veldria"
    assert (story["published"], story["published_precision"]) == ("2023-04-25", "day")
    assert {"previous", "next", "also_read", "latest", "promoted"} <= {link["kind"] for link in story["links"]}
    assert "revision" not in story
    assert f"refused {paper.url}/about/: not an article: page" in done.stderr
    assert f"refused {paper.url}/nothing: status: 404" in done.stderr


def test_scrape_and_keep(paper: SampleServer, store: Store, place: tuple[str, ...]) -> None:
    done = newsspider("scrape", "--store", paper.url + FRONT_STORY, *place, *FAST)
    with store.open() as archive:
        [article] = archive.articles()
    assert json.loads(done.stdout)["id"] == article.id


def test_ingest(paper: SampleServer, place: tuple[str, ...], mongo: Mongo, tmp_path: Path) -> None:
    file = tmp_path / "saved.warc.gz"
    paths = (FRONT_STORY, "/about/", "/nothing")
    file.write_bytes(b"".join(_record(paper, path) for path in paths))
    done = newsspider("ingest", str(file), *place)
    assert done.returncode == 0, done.stderr
    assert sorted(done.stdout.splitlines()) == [
        "1 stored, 2 refused",
        f"refused  {paper.url}/about/  not an article: page: path '/about/'",
        f"refused  {paper.url}/nothing  status: 404",
        f"stored   {paper.url}{FRONT_STORY}  Norvane pledges closer ties with Veldria",
    ]
    assert not paper.requests
    killed = {"state": "died", "reason": None, "done": 5, "bookmark": _bookmark(file)}
    mongo["runs"].update_one({}, {"$set": killed})
    mongo["articles"].update_one({}, {"$set": {"inlinks.editorial": 9}})
    gone_on = newsspider("ingest", str(file), *place)
    assert gone_on.stdout.splitlines() == [f"refused  {paper.url}/nothing  status: 404", "0 stored, 1 refused"]
    assert "went on where the run of" in gone_on.stderr
    assert mongo["articles"].find_one({}, {"inlinks": 1})["inlinks"]["editorial"] == 0, "a killed run counted none"  # type: ignore[index]
    file.write_bytes(file.read_bytes()[:-300])
    broken = newsspider("ingest", str(file), *place)
    assert broken.returncode == 2
    assert "broken after" in broken.stderr


def test_reextract(paper: SampleServer, store: Store, place: tuple[str, ...]) -> None:
    assert newsspider("scrape", "--store", paper.url + FRONT_STORY, *place, *FAST).returncode == 0
    with store.open() as archive:
        [before] = archive.articles()
    asked = sum(paper.requests.values())
    done = newsspider("reextract", *place)
    assert done.returncode == 0, done.stderr
    assert "1 story read again" in done.stderr
    with store.open() as archive:
        [after] = archive.articles()
    assert after == before
    assert sum(paper.requests.values()) == asked
    wrong = newsspider("reextract", "nosuch", *place)
    assert wrong.returncode == 2
    assert f"stored are: {before.site}" in wrong.stderr


def test_a_story_over_several_pages_is_one(
    paper: SampleServer, store: Store, place: tuple[str, ...], tmp_path: Path
) -> None:
    story = next(story for story in paper.truth() if story.parts)
    done = newsspider("scrape", story.parts[1], *FAST)
    found = json.loads(done.stdout)
    assert (found["url"], found["paragraphs"]) == (story.url, list(story.paragraphs))
    assert found["parts"] == list(story.parts)
    file = tmp_path / "saved.warc.gz"
    file.write_bytes(b"".join(_record(paper, url.removeprefix(paper.url)) for url in story.parts[::-1]))
    assert newsspider("ingest", str(file), *place).stdout.splitlines()[-1] == "1 stored, 0 refused"
    assert newsspider("reextract", *place).returncode == 0
    with store.open() as archive:
        [stored] = archive.articles()
        assert (stored.paragraphs, stored.revision) == (story.paragraphs, 1)
        assert [page.url for page in archive.pages(story.url)] == [story.url]


def _bookmark(file: Path) -> dict[str, Any]:
    """Where a run stopped that had read all of a file but its last page."""
    return {"last": [0, 1], "left": [], "source": WarcSpider(files=[str(file)]).source(), "books": 0}


def _record(paper: SampleServer, path: str) -> bytes:
    answer = paper.newspaper.answer(path)
    headers = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
    http = f"HTTP/1.1 {answer.status} X\r\n{headers}\r\n".encode() + answer.body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2026-11-23T08:30:00Z\r\n"
        f"WARC-Target-URI: {paper.url}{path}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")
