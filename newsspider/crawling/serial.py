"""Stories over several pages, as their parts come in. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsspider import extraction
from newsspider.items import Article, Fetched, Page, Refused
from newsspider.urls import identity_key, same_story

MOST_FOLLOWED = 20
"""How many parts of a story are fetched."""
MOST_WAITING = 50
"""How many pages of a file wait for the other parts of their stories."""


@dataclass(frozen=True, slots=True)
class Serial:
    """A story of several parts: what is there of it."""

    first: Fetched
    """The first part; of its page the story is said to be."""
    rest: tuple[Fetched, ...] = ()
    """The parts behind it, in order, none left out."""

    @property
    def next_url(self) -> str | None:
        """URL of the first part that is not there; None if all are, or as many as are fetched."""
        urls = max((part.article.parts for part in (self.first, *self.rest)), key=len)[:MOST_FOLLOWED]
        have = 1 + len(self.rest)
        return urls[have] if have < len(urls) else None

    def with_part(self, part: Fetched) -> Serial:
        """The story with the part that ``next_url`` names."""
        return replace(self, rest=(*self.rest, part))

    def story(self) -> Fetched:
        """The story of all that is there; its ``rules`` tell what is not."""
        article = extraction.join_parts(self.first.article, [part.article for part in self.rest])
        trace = self.first.trace
        if trace:
            known = (line for part in self.rest if part.trace for line in part.trace.known)
            trace = replace(trace, known=(*trace.known, *known))
        return replace(self.first, article=article, parts=tuple(part.page for part in self.rest), trace=trace)


def is_later_part(article: Article) -> bool:
    """Whether the page is a part of a story that begins on another page."""
    return bool(article.parts) and not same_story(article.fetched_url, article.parts[0])


class Binder:
    """Joins the parts of stories among saved pages, in whatever order they come."""

    def __init__(self) -> None:
        self._begun: dict[str, Serial] = {}
        """Stories by the identity key of the part that they wait for."""
        self._loose: dict[str, Fetched] = {}
        """Later parts by their own identity key."""
        self._replaced: list[Serial] = []

    def add(self, item: Fetched | Refused) -> Iterator[Fetched | Refused]:
        """Take an item; give back what needn't wait."""
        if isinstance(item, Refused) or not item.article.parts:
            yield item
            return
        key = identity_key(item.article.fetched_url)
        if not is_later_part(item.article):
            yield from self._bind(Serial(item))
        elif key in self._begun:
            yield from self._bind(self._begun.pop(key).with_part(item))
        else:
            if key in self._loose:
                self._replaced.append(Serial(self._loose[key]))
            self._loose[key] = item
        if len(self._begun) + len(self._loose) > MOST_WAITING:
            yield self._give_up()

    def replaced(self) -> Iterator[Page]:
        """The pages that gave way to later captures of the same, each once."""
        while self._replaced:
            serial = self._replaced.pop()
            yield from (part.page for part in (serial.first, *serial.rest))

    def rest(self) -> Iterator[Fetched]:
        """What still waits when there are no more pages: stories as far as they are there."""
        while self._begun or self._loose:
            yield self._give_up()

    def _bind(self, serial: Serial) -> Iterator[Fetched]:
        while url := serial.next_url:
            key = identity_key(url)
            if key not in self._loose:
                if key in self._begun:
                    self._replaced.append(self._begun[key])
                self._begun[key] = serial
                return
            serial = serial.with_part(self._loose.pop(key))
        yield serial.story()

    def _give_up(self) -> Fetched:
        """The story, or the lone part, that has waited longest."""
        if self._begun:
            return self._begun.pop(next(iter(self._begun))).story()
        return Serial(self._loose.pop(next(iter(self._loose)))).story()
