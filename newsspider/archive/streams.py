"""The store as streams of documents, for exports: what is read is let go at once, so memory stays flat.

Documents, not records: a story takes a tenth of the time. Their dates are UTC, without saying so. Stories come newest
first, those of a window in the order of their changes. What a crawl writes meanwhile may be among them or not.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

from bson.codec_options import CodecOptions
from pymongo import CursorType

from newsspider.archive import changes
from newsspider.archive.changes import Window
from newsspider.archive.connection import errors_in_our_words
from newsspider.archive.documents import HEADLINE, headline_from_document, link_from_document
from newsspider.archive.outlinks import COUNTED, COUNTING
from newsspider.archive.selection import NEWEST_FIRST, Selection
from newsspider.archive.selection import query as chosen
from newsspider.items import LinkKind

if TYPE_CHECKING:
    from pymongo.database import Database

    from newsspider.archive.reader import Archive
    from newsspider.archive.stories import Headline, StoredLink

Document = dict[str, Any]

EVERYTHING = Selection()
"""The selection of all stories, duplicates and gone ones too."""
ALWAYS = Window(since=None)
"""The window of all stories, whenever they changed."""

_TOGETHER = 500
"""Stories whose links, or revisions, are looked up together."""
_ENDS = 30_000
"""Stories at the ends of links that are remembered: some 1 kB each."""
_URLS = 150_000
"""URLs of stories that are remembered: some 0.4 kB each."""
_TOLD = ("url", "title", "site", "section", "published", "published_precision", "published_zone", "duplicate_of")
_END: Mapping[str, int] = MappingProxyType(dict.fromkeys(_TOLD, 1))
"""What an edge tells of the stories at its ends, beside the id."""

_T = TypeVar("_T")


class Edge(TypedDict):
    """A link with the stories at its ends."""

    source: Document
    """The story that shows it: ``_id`` and the fields of a headline."""
    link: Document
    """The entry of its ``links``."""
    target: Document
    """The story that it leads to, as ``source``; of one that isn't stored ``url`` alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is exported: of the stories of a selection, those that changed in a window; of their links, some kinds."""

    selection: Selection = EVERYTHING
    """The stories."""
    window: Window = ALWAYS
    """When they changed."""
    kinds: tuple[LinkKind, ...] = ()
    """The kinds of links; empty for all."""

    @property
    def query(self) -> Document:
        """The filter for the stories in ``articles``."""
        return {"$and": [one for one in (chosen(self.selection), changes.query(self.window)) if one] or [{}]}


class Streams:
    """An open store, to be read from one end to the other."""

    def __init__(self, archive: Archive, each: Callable[[], None] = lambda: None) -> None:
        """Read an open archive; ``each`` is called for each story that was read."""
        plain: CodecOptions[Document] = CodecOptions()  # a zone on each date would take a third of the time
        self._database: Database[Document] = archive._database.with_options(codec_options=plain)
        self._archive = archive
        self._uri = archive._uri
        self._each = each

    @cached_property
    def _ahead(self) -> int:
        """The kind of cursor whose server makes the next answer while the last one is worked on; mongos has none."""
        return CursorType.NON_TAILABLE if self._database.client.is_mongos else CursorType.EXHAUST

    @cached_property
    def _counts_links(self) -> bool:
        """Whether the store keeps how many links a story has: one of an older schema does not."""
        version = (self._database["meta"].find_one({"_id": "schema"}) or {}).get("version", 0)
        return bool(version >= COUNTING)

    def next_window(self, since: datetime | None) -> Window:
        """The window from the end of the last one (None for the first) to now. Waits a second or two: see
        ``changes.whole_second``.

        Raises:
            StoreError: the store is of an older schema, or can't be used.
        """
        with errors_in_our_words(self._uri):
            changes.see_noted(self._database)
            return Window(since=since, until=changes.whole_second(self._database.client))

    def count(self, choice: Choice) -> int:
        """How many stories these are; of all at once, of a part in a second for a million stories."""
        with errors_in_our_words(self._uri):
            if choice == Choice(kinds=choice.kinds):
                return self._database["articles"].estimated_document_count()
            return self._database["articles"].count_documents(choice.query)

    def stories(self, choice: Choice, fields: Mapping[str, Any]) -> Iterator[Document]:
        """The stories, with some of their fields (a projection)."""
        order = [("written", 1)] if choice.window.since else NEWEST_FIRST
        with errors_in_our_words(self._uri):
            found = self._database["articles"].find(
                choice.query, fields, cursor_type=self._ahead, allow_disk_use=True, batch_size=_TOGETHER
            )
            for story in found.sort(order):
                self._each()
                yield story

    def rows(self, choice: Choice, paths: Sequence[str]) -> Iterator[list[Any]]:
        """The stories, of each the values at some paths ("inlinks.editorial"); None where nothing is.

        The server makes the list: a name for each value would take half as long again to read as the values alone.
        """
        counted = {} if self._counts_links else {f"outlinks.{group}": count for group, count in COUNTED.items()}
        row = [counted.get(path, f"${path}") for path in paths]
        return (story["row"] for story in self.stories(choice, {"_id": 0, "row": row}))

    def edges(self, choice: Choice) -> Iterator[tuple[Document, list[Edge]]]:
        """The stories, in brief, each with its links in the order of the page, those no longer shown last."""
        shown: Any = 1
        if choice.kinds:
            shown = {"$filter": {"input": "$links", "cond": {"$in": ["$$this.kind", list(choice.kinds)]}}}
        look_up = self._remembering(_END, _ENDS)
        for some in _in_chunks(self.stories(choice, {**_END, "links": shown})):
            ends = look_up({link["target"] for story in some for link in story["links"]})
            for story in some:
                links = story.pop("links")
                yield (
                    story,
                    [
                        Edge(source=story, link=link, target=ends.get(link["target"]) or {"url": link["url"]})
                        for link in links
                    ],
                )

    def shown(self, choice: Choice) -> Iterator[tuple[Headline, tuple[StoredLink, ...]]]:
        """The stories in brief, each with its links: as records, their dates in the zones that these have."""
        with errors_in_our_words(self._uri):
            articles = self._archive._database["articles"]
            for story in articles.find(choice.query, {**HEADLINE, "links": 1}).batch_size(_TOGETHER):
                yield headline_from_document(story), tuple(map(link_from_document, story["links"]))

    def with_urls(self, choice: Choice, fields: Mapping[str, Any]) -> Iterator[tuple[Document, dict[str, str]]]:
        """The stories, each with canonical URLs by id: of the stored stories that its links lead to, and others."""
        look_up = self._remembering({"url": 1}, _URLS)
        for some in _in_chunks(self.stories(choice, fields)):
            ends = look_up({link["target"] for story in some for link in story["links"]})
            urls = {name: end["url"] for name, end in ends.items()}
            yield from ((story, urls) for story in some)

    def revisions(self, choice: Choice, fields: Mapping[str, Any]) -> Iterator[Document]:
        """What the stories said before their edits, the latest version of each story first."""
        for some in _in_chunks(self.stories(choice, {"_id": 1})):
            order = {story["_id"]: place for place, story in enumerate(some)}
            with errors_in_our_words(self._uri):
                found = self._database["revisions"].find({"article": {"$in": list(order)}}, fields)
                versions = list(found.sort([("article", 1), ("last_seen", -1)]))
            yield from sorted(versions, key=lambda version: order[version["article"]])

    def runs(self, choice: Choice) -> Iterator[Document]:
        """The runs, the latest first; of the choice the newspaper counts."""
        return map(asdict, self._archive.runs(choice.selection.site))

    def _remembering(self, fields: Mapping[str, Any], most: int) -> Callable[[Collection[str]], dict[str, Document]]:
        """Looks stories up by id and remembers so many of them: stories of one time link to the same ones."""
        known: dict[str, Document | None] = {}

        def look_up(ids: Collection[str]) -> dict[str, Document]:
            if len(known) > most:
                known.clear()
            unknown = [name for name in ids if name not in known]
            if unknown:
                found = self._found(unknown, fields)
                known.update((name, found.get(name)) for name in unknown)
            return {name: story for name in ids if (story := known[name])}

        return look_up

    def _found(self, ids: Collection[str], fields: Mapping[str, Any]) -> dict[str, Document]:
        with errors_in_our_words(self._uri):
            found = self._database["articles"].find({"_id": {"$in": list(ids)}}, fields, batch_size=len(ids) + 1)
            return {document["_id"]: document for document in found}


def _in_chunks(documents: Iterable[_T]) -> Iterator[list[_T]]:
    rest = iter(documents)
    while some := list(islice(rest, _TOGETHER)):
        yield some
