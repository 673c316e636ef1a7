"""Reading the store: the analysts' API.

>>> with open_archive() as archive:  # doctest: +SKIP
...     for story in archive.articles(section="Top News", since=datetime(2023, 4, 1, tzinfo=UTC)):
...         print(story.published, story.title, [link.title for link in story.links if link.kind == "related"])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack

from pymongo.cursor import Cursor
from pymongo.database import Database

from newsspider.archive.changes import see_noted
from newsspider.archive.clusters import Cluster, read_cluster, read_clusters
from newsspider.archive.connection import errors_in_our_words, shown
from newsspider.archive.counting import most_linked, tally, timeline
from newsspider.archive.counts import Linked, Period, Span, Tally
from newsspider.archive.documents import (
    HEADLINE,
    Document,
    headline_from_document,
    page_from_document,
    refused_from_frontier,
    revision_from_document,
    story_from_document,
)
from newsspider.archive.fulltext import search_whole
from newsspider.archive.graph import InLink, Related, into, related
from newsspider.archive.ledger import read_runs
from newsspider.archive.nearest import nearest_urls
from newsspider.archive.opening import opened
from newsspider.archive.searching import Hit, search
from newsspider.archive.selection import NAMED_FIELDS, NEWEST_FIRST, Filters, Named, Selection, query
from newsspider.archive.stories import Headline, Revision, StoredArticle
from newsspider.archive.summary import Summary, summarize
from newsspider.items import LinkGroup, LinkKind, Page, Refused
from newsspider.runs import RunRecord
from newsspider.urls import identity_key


def open_archive(
    uri: str | None = None,
    *,
    data_dir: Path | str | None = None,
    database: str | None = None,
    writable: bool = False,
) -> Archive:
    """Open a store; use it with ``with``.

    Args:
        uri: address of a MongoDB; None means NEWSSPIDER_MONGO_URI, else the embedded one.
        data_dir: folder of the embedded one's data; None means NEWSSPIDER_DATA_DIR, else the user's data folder.
        database: name of the database; None means NEWSSPIDER_DATABASE, else "newsspider".
        writable: whether to see also that the store can be written, and to make what it lacks.

    Raises:
        StoreUnavailable: nobody answers, or the embedded mongod can't start.
        StoreDenied: the store refuses the user.
        SchemaTooNew: a newer newsspider wrote the store.
    """
    with ExitStack() as held:
        found, store = held.enter_context(opened(uri, data_dir, database, writable=writable))
        return Archive(found, store, held.pop_all())


class Archive:
    """A store, open for reading. Any URL variant of a story finds it."""

    def __init__(self, uri: str, database: Database[Document], held: ExitStack) -> None:
        """Use ``open_archive``."""
        self._uri = uri
        self._database = database
        self._held = held

    def close(self) -> None:
        """Let go of the store; the embedded server stops if nobody else uses it."""
        self._held.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def place(self) -> str:
        """Where the store is, for a reader: host and port, or the embedded server's socket. No password."""
        return shown(self._uri)

    def articles(
        self,
        site: str | None = None,
        *,
        section: str | None = None,
        author: str | None = None,
        agency: str | None = None,
        tag: str | None = None,
        language: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        text: str | None = None,
        changed_since: datetime | None = None,
        unique: bool = True,
        limit: int = 0,
    ) -> Iterator[StoredArticle]:
        """The stories that fit all arguments, newest first, those without a date last; gone ones too.
        The first comes at once; with ``text`` or ``changed_since`` all are sorted first: 0.05 ms each.

        Args:
            site: name of a newspaper, as ``sites()`` tells; None for all. ``Selection`` tells of all more exactly.
            section: name of a section.
            author: one of the authors.
            agency: one of the agencies credited.
            tag: one of the newspaper's keywords.
            language: "en" means "en-GB" too. No index has it: one of few stories is looked for in all.
            since: published then or later. An instant without a zone is UTC.
            until: published before.
            text: words in headline and standfirst, all of them.
            changed_since: new, edited, gone, or with other links since then, by the store's clock.
            unique: without stories that repeat another's text.
            limit: how many at most; 0 for all.

        Raises:
            StoreError: the store can't be used, or is of an older schema, which knows no ``changed_since``.
        """
        chosen = Selection(
            site=site,
            section=section,
            author=author,
            agency=agency,
            tag=tag,
            language=language,
            since=since,
            until=until,
            text=text,
            changed_since=changed_since,
            unique=unique,
        )
        return self.select(chosen, limit=limit)

    def select(self, selection: Selection, *, limit: int = 0) -> Iterator[StoredArticle]:
        """As ``articles``, for a selection that is ready: its ``unique`` is False unless told."""
        with errors_in_our_words(self._uri):
            for document in self._find(selection, {"text": 0}, limit):
                yield story_from_document(document)

    def headlines(
        self, site: str | None = None, *, unique: bool = True, limit: int = 0, **filters: Unpack[Filters]
    ) -> Iterator[Headline]:
        """The stories in brief, in the same order: for lists, a tenth of the time. The arguments are ``articles``'."""
        chosen = Selection(site=site, unique=unique, **filters)
        with errors_in_our_words(self._uri):
            for document in self._find(chosen, HEADLINE, limit):
                yield headline_from_document(document)

    def _find(self, selection: Selection, fields: Mapping[str, Any], limit: int) -> Cursor[Document]:
        if selection.changed_since:
            see_noted(self._database)
        found = self._database["articles"].find(query(selection), fields, allow_disk_use=True)
        return found.sort(NEWEST_FIRST).limit(limit)

    def article(self, url: str) -> StoredArticle | None:
        """The story at a URL, any of the story's; None if it isn't in the store.

        Raises:
            ValueError: the URL is no http or https URL.
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            document = self._database["articles"].find_one({"aliases": identity_key(url)}, {"text": 0})
        return story_from_document(document) if document else None

    def related(self, url: str, depth: int = 1, kinds: Iterable[LinkKind] = (), *, limit: int = 1000) -> Related | None:
        """The links of the story at a URL, both ways; None if the story isn't in the store.

        The way goes on from the stories that it leads to, not from those that lead to it: what a desk chose goes on,
        and what chose a story may be thousands. A query a step: about 1 ms, and 0.05 ms a story met.

        Args:
            url: any URL of the story.
            depth: how many links the way is long, from 1; each story is met where it is nearest, and once.
            kinds: the kinds of links wanted, for example ``LINK_GROUPS["editorial"]``; empty means all.
            limit: how many stories are met at most, and how many links lead here at most; ``whole`` is False then.

        Raises:
            ValueError: the URL is no http or https URL, or ``depth`` is less than 1.
            StoreError: the store can't be used.
        """
        if depth < 1:
            raise ValueError(f"depth is {depth}: a way has one link at least")
        article = self.article(url)
        if article is None:
            return None
        with errors_in_our_words(self._uri):
            return related(self._database, article, depth, frozenset(kinds), limit)

    def linked_from(self, url: str, kinds: Iterable[LinkKind] = (), *, limit: int = 0) -> Iterator[InLink]:
        """The links that lead to the story at a URL, those of the newest story first; none if it isn't in the store.

        Args:
            url: any URL of the story.
            kinds: the kinds of links wanted; empty means all.
            limit: of how many stories at most; 0 for all.

        Raises:
            ValueError: the URL is no http or https URL.
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            if story := self._database["articles"].find_one({"aliases": identity_key(url)}, {"_id": 1}):
                yield from into(self._database, story["_id"], frozenset(kinds), limit)

    def search(
        self,
        words: str,
        site: str | None = None,
        *,
        full: bool = False,
        unique: bool = True,
        limit: int = 0,
        **filters: Unpack[Filters],
    ) -> Iterator[Hit]:
        """The stories that have all of some words, best first, the newest of equals first.

        All that have one of them are read and ranked first: 0.05 ms each.

        Args:
            words: as ``Selection.text``.
            site: name of a newspaper; None for all.
            full: whether the words may stand in the whole story, not in headline and standfirst alone. ``FullText``
                makes the index that this takes.
            unique: without stories that repeat another's text.
            limit: how many at most; 0 for all.
            filters: as ``articles`` has them.

        Raises:
            UsageError: ``full``, and there is no such index.
            StoreError: the store can't be used.
        """
        chosen = Selection(site=site, unique=unique, **filters)
        with errors_in_our_words(self._uri):
            yield from (search_whole if full else search)(self._database, words, chosen, limit)

    def top(
        self,
        group: LinkGroup = "editorial",
        site: str | None = None,
        *,
        unique: bool = True,
        limit: int = 10,
        **filters: Unpack[Filters],
    ) -> Iterator[Linked]:
        """The stories that most others link to, the most linked first; by an index, of all time or of some.

        Args:
            group: the links that count: what desks chose (editorial), what was next, what was pushed (rotating).
            site: name of a newspaper; None for all.
            unique: without stories that repeat another's text.
            limit: how many at most; 0 for all.
            filters: as ``articles`` has them; the times are those of the stories that are linked to.
        """
        chosen = Selection(site=site, unique=unique, **filters)
        with errors_in_our_words(self._uri):
            yield from most_linked(self._database, group, chosen, limit)

    def timeline(
        self, span: Span = "day", site: str | None = None, *, unique: bool = True, **filters: Unpack[Filters]
    ) -> list[Period]:
        """The days (weeks, months) on which stories were published, with how many by section; the first one first.

        Reads all that fit: about 20 s a million. The other arguments are ``articles``'.
        """
        chosen = Selection(site=site, unique=unique, **filters)
        with errors_in_our_words(self._uri):
            return timeline(self._database, chosen, span)

    def tally(
        self, name: Named, site: str | None = None, *, unique: bool = True, **filters: Unpack[Filters]
    ) -> Iterator[Tally]:
        """The sections ("section"), authors, agencies, tags … by newspaper, with their stories; the most first.

        Reads all that fit, as ``timeline`` does, for sections an index alone. The other arguments are ``articles``'.
        """
        chosen = Selection(site=site, unique=unique, **filters)
        with errors_in_our_words(self._uri):
            yield from tally(self._database, name, chosen)

    def names(self, name: Named) -> list[str]:
        """All newspapers ("site"), sections, authors, agencies, tags or languages that stories have, in order."""
        with errors_in_our_words(self._uri):
            found = self._database["articles"].distinct(NAMED_FIELDS[name])
        return sorted(one for one in found if one)

    def urls(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The canonical URLs of those of these articles that are stored, by id."""
        query = {"_id": {"$in": list(ids)}}
        with errors_in_our_words(self._uri):
            return {d["_id"]: d["url"] for d in self._database["articles"].find(query, {"url": 1})}

    def nearest(self, url: str, limit: int = 3) -> list[str]:
        """The canonical URLs of known stories that are most like this one; empty where none is."""
        with errors_in_our_words(self._uri):
            return nearest_urls(self._database, url, limit)

    def refused(self, site: str | None = None) -> Iterator[Refused]:
        """The URLs that did not become a story, the latest first, each with its reason."""
        query: Document = {"state": "refused", **({"site": site} if site else {})}
        with errors_in_our_words(self._uri):
            for document in self._database["frontier"].find(query).sort([("seen_at", -1), ("_id", 1)]):
                yield refused_from_frontier(document)

    def runs(self, site: str | None = None, *, limit: int = 0) -> Iterator[RunRecord]:
        """The runs that filled the store, the latest first; one whose process was killed has ``state`` died.

        Args:
            site: name of a newspaper; None for all.
            limit: how many at most; 0 for all.
        """
        with errors_in_our_words(self._uri):
            yield from read_runs(self._database, site, limit)

    def refusals(self, site: str) -> Mapping[str, int]:
        """How many URLs of a newspaper did not become a story, by reason, the most frequent first."""
        query: list[Document] = [{"$match": {"site": site, "state": "refused"}}, {"$sortByCount": "$reason"}]
        with errors_in_our_words(self._uri):
            return {d["_id"]: int(d["count"]) for d in self._database["frontier"].aggregate(query)}

    def sites(self) -> list[str]:
        """The names of the newspapers of which stories are stored."""
        with errors_in_our_words(self._uri):
            return sorted(self._database["articles"].distinct("site"))

    def newspapers(self) -> list[str]:
        """The names of the newspapers that the store knows: from stories, runs or refusals."""
        with errors_in_our_words(self._uri):
            names = {name for where in ("articles", "frontier") for name in self._database[where].distinct("site")}
            return sorted(names.union(self._database["runs"].distinct("sites")))

    def revisions(self, url: str) -> Iterator[Revision]:
        """What a story said before its edits, the newest first; nothing for one that was never edited or is unknown.

        Raises:
            StoreError: the store can't be used.
        """
        story = self.article(url)
        if story is None:
            return
        with errors_in_our_words(self._uri):
            for document in self._database["revisions"].find({"article": story.id}).sort("last_seen", -1):
                yield revision_from_document(document)

    def clusters(self, site: str | None = None) -> Iterator[Cluster]:
        """The groups of stories that say (nearly) the same, of whatever newspapers; the newest original first.

        Args:
            site: name of a newspaper that has a story in the group; None for all.
        """
        with errors_in_our_words(self._uri):
            for cluster in read_clusters(self._database):
                if site is None or any(story.site == site for story in (cluster.original, *cluster.copies)):
                    yield cluster

    def cluster(self, story: StoredArticle) -> Cluster | None:
        """The group that a story is in; None if it repeats no other and no other repeats it."""
        with errors_in_our_words(self._uri):
            return read_cluster(self._database, story.duplicate_of or story.id)

    def pages(self, url: str) -> list[Page]:
        """The kept raw pages of the story at a URL: the first, and that of each edit; the latest comes last."""
        article = self.article(url)
        if article is None:
            return []
        with errors_in_our_words(self._uri):
            found = self._database["pages"].find({"article": article.id}).sort("fetched_at")
            return [page_from_document(document) for document in found]

    def summary(self, site: str | None = None) -> Summary:
        """What the store holds, counted: stories by newspaper, section and day, links by kind, refusals by reason."""
        with errors_in_our_words(self._uri):
            return summarize(self._database, site)
