"""Prints what came of single pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TextIO

from rich.console import Console

from newsspider.archive import StoredArticle, StoredLink
from newsspider.crawling.ending import is_blocked
from newsspider.export import article_to_json, to_json_line
from newsspider.items import Article, Fetched, Link, Refused
from newsspider.urls import article_id

_STORE_KNOWS = frozenset({"duplicate_of", "revision", "gone_at", "first_seen", "last_seen", "last_changed", "inlinks"})


class Results:
    """Takes items at the line's end: tells each at once, and all of them later."""

    def __init__(self, out: TextIO, console: Console) -> None:
        """``out``: where stories go; ``console``: where refusals are told."""
        self.items: list[Fetched | Refused] = []
        """All items, in the order of their arrival; of the stories without the pages' bytes."""
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
        """Remember an item for ``print_all``."""
        if isinstance(item, Fetched):
            self.items.append(replace(item, page=replace(item.page, body=b""), parts=()))
        elif isinstance(item, Refused):
            self.items.append(item)

    def print_all(self) -> None:
        """Print a line for each item: what became of it and, of a refused one, why."""
        for item in self.items:
            if isinstance(item, Fetched):
                print(f"stored   {item.article.url}  {item.article.title or ''}".rstrip(), file=self._out)
            else:
                print(f"refused  {item.url}  {_why(item)}", file=self._out)
        told = Counter(type(item) for item in self.items)
        print(f"{told[Fetched]} stored, {told[Refused]} refused", file=self._out)

    @property
    def is_blocked(self) -> bool:
        """Whether there were pages, and each of them was kept from us."""
        reasons = [item.reason for item in self.items if isinstance(item, Refused)]
        return is_blocked(len(self.items) - len(reasons), reasons)


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
