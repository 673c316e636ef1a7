"""Saved pages with what extraction is expected to make of them: today's bad page is tomorrow's test."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from newsspider.errors import UsageError
from newsspider.items import Article, Page

FOLDER = Path("tests/golden")
"""Where saved pages lie, below the current directory: a folder each, with page.html.gz, page.json, expected.json."""

_HEADERS = ("content-language", "content-type", "tdm-reservation", "x-robots-tag")
"""The response headers that extraction reads."""
_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def save_golden(slug: str, page: Page, article: Article, folder: Path = FOLDER) -> Path:
    """Save a page with its Article as the expected one; gives the page's folder. One of that name is replaced.

    Raises:
        UsageError: ``folder`` is not there, or the slug is no name of a folder.
    """
    if not _SLUG.fullmatch(slug):
        raise UsageError(f"--save {slug}: expected a short name in small letters, digits and dashes, as ferry-strike")
    if not folder.is_dir():
        raise UsageError(f"{folder}/ is not in {Path.cwd()}: --save is for a clone of newsspider, in its root folder")
    place = folder / slug
    place.mkdir(exist_ok=True)
    (place / "page.html.gz").write_bytes(gzip.compress(page.body, mtime=0))
    told = {
        "url": page.url,
        "headers": {name: page.headers[name] for name in _HEADERS if name in page.headers},
        "fetched_at": page.fetched_at.isoformat(),
    }
    (place / "page.json").write_text(_json(told), encoding="utf-8")
    write_expected(place, record_of(article))
    return place


def read_page(place: Path) -> Page:
    """The saved page in a folder."""
    told = json.loads((place / "page.json").read_text(encoding="utf-8"))
    return Page(
        url=told["url"],
        status=200,
        headers=told["headers"],
        body=gzip.decompress((place / "page.html.gz").read_bytes()),
        fetched_at=datetime.fromisoformat(told["fetched_at"]),
    )


def read_expected(place: Path) -> dict[str, Any]:
    """The expected Article in a folder, under the names of its fields."""
    expected: dict[str, Any] = json.loads((place / "expected.json").read_text(encoding="utf-8"))
    return expected


def write_expected(place: Path, record: Mapping[str, Any]) -> None:
    """Save the expected Article in a folder."""
    (place / "expected.json").write_text(_json(record), encoding="utf-8")


def record_of(article: Article) -> dict[str, Any]:
    """The Article as JSON knows it: dates in ISO 8601, tuples as lists."""
    record: dict[str, Any] = json.loads(_json(asdict(article)))
    return record


def _json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
