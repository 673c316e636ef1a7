from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime

from newsspider.crawling.json_logs import WHOSE, JsonFormatter, Whose
from newsspider.crawling.logs import brief
from newsspider.items import Article, Fetched, Page, Refused

NOW = datetime(2026, 4, 25, tzinfo=UTC)
URL = "https://lantern.test/x"


def test_no_page_in_the_log() -> None:
    article = Article(url=URL, fetched_url=URL, site="lantern", page_kind="article")
    page = Page(url=URL, status=200, headers={}, body=b"secret", fetched_at=NOW)
    assert brief(Fetched(article=article, page=page)) == f"story {URL}"
    refused = Refused(url=URL, site="lantern", reason="status", detail="404", seen_at=NOW)
    assert brief(refused) == f"refused {URL}: status: 404"
    assert brief({"any": "other"}) == {"any": "other"}


def test_a_json_line_holds_it_all() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        record = logging.LogRecord("a.b", logging.ERROR, "", 1, "über %s\nzwei", ("x",), sys.exc_info())
    record.created = 0.5
    held = WHOSE.set(Whose("0123", "a.org"))
    line = JsonFormatter().format(record)
    WHOSE.reset(held)
    said = json.loads(line)
    assert "\n" not in line
    assert said.pop("traceback").endswith("ValueError: first\nsecond")
    assert said == {
        "time": "1970-01-01T00:00:00.500+00:00",
        "level": "ERROR",
        "logger": "a.b",
        "message": "über x\nzwei",
        "run": "0123",
        "newspaper": "a.org",
    }
