"""Prints what came of single pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TextIO

from rich.console import Console

from newsspider.archive import StoredArticle, StoredLink
from newsspider.crawling.ending import is_blocked
from newsspider.export import article_to_json, to_json_line
from newsspider.items import Article, Fetched, Link, Refused
from newsspider.urls import article_id

_STORE_KNOWS = frozenset({"duplicate_of", "revision", "gone_at", "first_seen", "last_seen", "last_changed", "inlinks"})


class Results:
    """Takes items at the line's end: tells each at once, or all of them later. A story that is
    read again was told before.
    """

    def __init__(self, out: TextIO, console: Console) -> None:
        """``out``: where stories go; ``console``: where refusals are told."""
        self._lines: list[str] = []
        self._stored = 0
        self._reasons: list[str] = []
        self._out = out
        self._console = console

    def print_story(self, item: object) -> None:
        """Print a story as a line of JSON, tell a refusal."""
        if isinstance(item, Fetched):
            print(to_json_line(scraped(item)), file=self._out, flush=True)
        elif isinstance(item, Refused):
            self._console.print(f"refused {item.url}: {_why(item)}", soft_wrap=True, markup=False)
        self.keep(item)

    def keep(self, item: object) -> None:
        """Remember for ``print_all`` what became of an item."""
        if isinstance(item, Fetched) and not item.again:
            self._stored += 1
            self._lines.append(f"stored   {item.article.url}  {item.article.title or ''}".rstrip())
        elif isinstance(item, Refused):
            self._reasons.append(item.reason)
            self._lines.append(f"refused  {item.url}  {_why(item)}")

    def print_all(self) -> None:
        """Print a line for each item, in the order of their arrival: what became of it and, of a refused one, why."""
        for line in self._lines:
            print(line, file=self._out)
        print(f"{self._stored} stored, {len(self._reasons)} refused", file=self._out)

    @property
    def is_blocked(self) -> bool:
        """Whether there were pages, and each of them was kept from us."""
        return is_blocked(self._stored, self._reasons)


def scraped(item: Fetched) -> Mapping[str, Any]:
    """The story under the names of the export contract, without what only the store knows."""
    article, seen = item.article, item.page.fetched_at
    known = {field.name: getattr(article, field.name) for field in fields(Article) if field.name != "links"}
    links = tuple(
        StoredLink(**_values(link), target=article_id(link.url), first_seen=seen, last_seen=seen)
        for link in article.links
    )
    story = StoredArticle(
        **known,
        links=links,
        id=item.article_id or article_id(article.url),
        first_seen=seen,
        last_seen=seen,
        last_changed=seen,
        content_hash="",
    )
    return {name: value for name, value in article_to_json(story, {}).items() if name not in _STORE_KNOWS}


def _values(link: Link) -> dict[str, Any]:
    return {field.name: getattr(link, field.name) for field in fields(Link)}


def _why(item: Refused) -> str:
    return f"{item.reason.replace('_', ' ')}: {item.detail}"
