"""Reads saved pages from WARC files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastwarc import warc

from newsspider.errors import UsageError
from newsspider.items import Page

MAX_BYTES = 10 * 1024 * 1024
"""Bytes that are read of a page; one with more is cut there, and the guards of extraction refuse it."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A page in a WARC file."""

    number: int
    """How many responses stand before it."""
    position: int
    """The byte of the file where it begins."""
    page: Page


def read_warc(path: Path, wanted: Callable[[int], bool] = lambda _: True) -> Iterator[Saved]:
    """The responses to http and https requests in a WARC file, gzipped or not, whatever their status.

    Args:
        path: the file.
        wanted: says of a response, by how many stand before it, whether it is given.

    Raises:
        UsageError: the file can't be read, is no WARC, or is broken; what stood before the break was given.
    """
    number = 0
    try:
        for record in warc.ArchiveIterator(str(path), record_types=warc.response, parse_http=False, fsspec_args=False):
            if record.is_http and wanted(number) and (page := _page(record)):
                yield Saved(number, record.stream_pos, page)
            number += 1
    except OSError as error:
        raise UsageError(f"{path}: broken after {number} responses: {error}") from None
    if not number:
        raise UsageError(f"{path}: holds no responses; is it a WARC file?")


def _page(record: warc.WarcRecord) -> Page | None:
    """The page in a response record; None for what isn't HTTP.

    Raises:
        OSError: the record ends early.
    """
    length = record.content_length
    if length <= MAX_BYTES:
        record.freeze()
        if record.content_length < length:
            raise OSError(f"{record.content_length} bytes where {length} are announced")
    record.parse_http(auto_decode="all")
    url = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    http = record.http_headers
    if http.status_code is None or not url.startswith(("http://", "https://")):
        return None
    headers: dict[str, str] = {}
    for name, value in http.to_tuples():
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return Page(
        url=url,
        status=http.status_code,
        headers={name: headers[name] for name in sorted(headers) if name != "content-encoding"},
        body=_body(record),
        fetched_at=record.record_date or datetime.now(UTC),
    )


def _body(record: warc.WarcRecord) -> bytes:
    """The decoded body; empty where its encoding is broken, which costs this page alone."""
    try:
        return record.reader.read(MAX_BYTES + 1)
    except OSError:
        return b""
