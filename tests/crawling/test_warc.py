from __future__ import annotations

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsspider.crawling.warc import read_warc
from newsspider.errors import UsageError


def record(url: str, body: bytes, *, kind: str = "response", status: int = 200, more: str = "") -> bytes:
    http = f"HTTP/1.1 {status} OK\r\nContent-Type: text/html\r\n{more}\r\n".encode() + body
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Date: 2026-04-25T08:30:00Z\r\nWARC-Target-URI: {url}\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n")


def test_responses_alone(tmp_path: Path) -> None:
    path = tmp_path / "saved.warc.gz"
    encoded = gzip.compress(b"<p>two")
    path.write_bytes(
        record("https://lantern.test/one", b"<p>one")
        + record("https://lantern.test/one", b"", kind="request")
        + record("dns:lantern.test", b"")
        + record("<https://lantern.test/two>", encoded, status=404, more="Content-Encoding: gzip\r\n")
    )
    one, two = (saved.page for saved in read_warc(path))
    assert (one.url, one.status, one.body) == ("https://lantern.test/one", 200, b"<p>one")
    assert one.headers == {"content-type": "text/html"}
    assert one.fetched_at == datetime(2026, 4, 25, 8, 30, tzinfo=UTC)
    assert (two.url, two.status, two.body) == ("https://lantern.test/two", 404, b"<p>two")
    assert "content-encoding" not in two.headers


@pytest.mark.parametrize("content", [b"", b"hello", gzip.compress(b"hello", mtime=0), b"\x00" * 500])
def test_no_warc(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "no.warc.gz"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"no\.warc\.gz"):
        list(read_warc(path))


def test_a_broken_file_gives_what_stood_before(tmp_path: Path) -> None:
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(record("https://lantern.test/one", b"<p>one") + record("https://lantern.test/two", b"x" * 9)[:-30])
    found: list[str] = []
    with pytest.raises(UsageError, match="broken after 1 responses"):
        found.extend(saved.page.url for saved in read_warc(path))
    assert found == ["https://lantern.test/one"]


def test_pages_tell_their_place_and_those_not_wanted_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "saved.warc.gz"
    first = record("https://lantern.test/one", b"<p>one")
    path.write_bytes(first + record("https://lantern.test/two", b"<p>two"))
    assert [(saved.number, saved.position) for saved in read_warc(path)] == [(0, 0), (1, len(first))]
    assert [saved.number for saved in read_warc(path, lambda number: number == 1)] == [1]
