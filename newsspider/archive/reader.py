"""Reading the store: the analysts' API.

>>> with open_archive() as archive:  # doctest: +SKIP
...     for story in archive.articles(section="Top News", since=datetime(2023, 4, 1, tzinfo=UTC)):
...         print(story.published, story.title, [link.title for link in story.links if link.kind == "related"])
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, Unpack

from pymongo.cursor import Cursor
from pymongo.database import Database

from newsspider import settings
from newsspider.archive.connection import address, connect, errors_in_our_words, shown
from newsspider.archive.documents import (
    HEADLINE,
    Document,
    headline_from_document,
    link_from_document,
    page_from_document,
    refused_from_frontier,
    revision_from_document,
    story_from_document,
)
from newsspider.archive.ledger import read_runs
from newsspider.archive.schema import check_version, prepare_store
from newsspider.archive.selection import NEWEST_FIRST, Filters, Selection, query
from newsspider.archive.stories import Headline, Revision, StoredArticle, StoredLink
from newsspider.archive.summary import Summary, summarize
from newsspider.items import LinkKind, Page, Refused
from newsspider.runs import RunRecord
from newsspider.urls import identity_key


@dataclass(frozen=True, slots=True, kw_only=True)
class OutLink:
    """A link that a story shows, with the story it leads to."""

    link: StoredLink
    """The link as shown."""
    target: Headline | None
    """The story it leads to, in brief; None if that isn't in the store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InLink:
    """A link by which another story leads to this one."""

    source: Headline
    """The story that shows the link, in brief."""
    link: StoredLink
    """The link as shown there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A story's place in the link graph."""

    article: StoredArticle
    """The story."""
    out: tuple[OutLink, ...]
    """Where it leads, in the order of the page."""
    into: tuple[InLink, ...]
    """What leads to it, newest story first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Stories that say (nearly) the same: copies of an agency's text, a story under two headlines."""

    original: StoredArticle
    """The story that was published first."""
    copies: tuple[StoredArticle, ...]
    """Those that repeat it, in the order of publication."""


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
    folder = data_dir or settings.NEWSSPIDER_DATA_DIR
    name = database or settings.NEWSSPIDER_DATABASE
    with ExitStack() as held:
        found = held.enter_context(
            address(uri or (None if data_dir else settings.NEWSSPIDER_MONGO_URI), Path(folder) if folder else None)
        )
        if writable:
            prepare_store(found, name)
        with errors_in_our_words(found):
            client = held.enter_context(connect(found))
            check_version(client.get_database(name))
        return Archive(found, client.get_database(name), held.pop_all())


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

        The first comes at once, by an index; then about 10,000 a second. With ``text`` or ``changed_since`` all that
        fit are found and sorted first.

        Args:
            site: name of a newspaper, as ``sites()`` tells; None for all.
            section: name of a section. What this and the others mean exactly is told in ``Selection``.
            author: one of the authors.
            agency: one of the agencies credited.
            tag: one of the newspaper's keywords.
            language: "en" means "en-GB" too.
            since: published then or later. An instant without a zone is UTC.
            until: published before.
            text: words in headline and standfirst, all of them.
            changed_since: new, edited, gone, or with new links, then or later.
            unique: without stories that repeat another's text.
            limit: how many at most; 0 for all.

        Raises:
            StoreError: the store can't be used.
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
        found = self._database["articles"].find(query(selection), fields, allow_disk_use=True)
        return found.sort(NEWEST_FIRST).limit(limit)

    def article(self, url: str) -> StoredArticle | None:
        """The story at a URL; None if it isn't in the store.

        Raises:
            ValueError: the URL is no http or https URL.
        """
        with errors_in_our_words(self._uri):
            document = self._database["articles"].find_one({"aliases": identity_key(url)}, {"text": 0})
        return story_from_document(document) if document else None

    def related(self, url: str, kinds: Iterable[LinkKind] = ()) -> Related | None:
        """The links of the story at a URL, both ways; None if the story isn't in the store.

        Args:
            url: any URL of the story.
            kinds: the kinds of links wanted, for example ``LINK_GROUPS["editorial"]``; empty means all.

        Raises:
            ValueError: the URL is no http or https URL.
        """
        article = self.article(url)
        if article is None:
            return None
        wanted = set(kinds)
        links = [link for link in article.links if not wanted or link.kind in wanted]
        targets = self._headlines({link.target for link in links})
        return Related(
            article=article,
            out=tuple(OutLink(link=link, target=targets.get(link.target)) for link in links),
            into=tuple(self._into(article.id, wanted)),
        )

    def _into(self, name: str, kinds: Collection[LinkKind]) -> Iterator[InLink]:
        """The links to a story, of some kinds (of all without any), those of the newest story first."""
        is_here: Document = {"$eq": ["$$this.target", name]}
        query: Document = {"links.target": name}
        if kinds:
            is_here = {"$and": [is_here, {"$in": ["$$this.kind", list(kinds)]}]}
            query = {"links": {"$elemMatch": {"target": name, "kind": {"$in": list(kinds)}}}}
        shown = {**HEADLINE, "links": {"$filter": {"input": "$links", "cond": is_here}}}
        with errors_in_our_words(self._uri):
            for document in self._database["articles"].find(query, shown).sort("published", -1):
                source = headline_from_document(document)
                for link in document["links"]:
                    yield InLink(source=source, link=link_from_document(link))

    def urls(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The canonical URLs of those of these articles that are stored, by id."""
        query = {"_id": {"$in": list(ids)}}
        with errors_in_our_words(self._uri):
            return {d["_id"]: d["url"] for d in self._database["articles"].find(query, {"url": 1})}

    def nearest(self, url: str, limit: int = 3) -> list[str]:
        """The canonical URLs of known stories that are most like this one; empty where none is."""
        host, _, path = identity_key(url).partition("/")
        words = {word for word in path.replace("-", "/").replace("_", "/").split("/") if len(word) > 2}
        with errors_in_our_words(self._uri):
            query = {"aliases": {"$gte": f"{host}/", "$lt": f"{host}0"}}
            found = [d["url"] for d in self._database["articles"].find(query, {"url": 1}).limit(20_000)]
        scored = sorted((-sum(word in known for word in words), known) for known in found)
        return [known for score, known in scored[:limit] if score]

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
        steps: list[Document] = [
            {"$match": {"duplicate_of": {"$ne": None}}},
            {"$group": {"_id": "$duplicate_of"}},
            {"$lookup": {"from": "articles", "localField": "_id", "foreignField": "_id", "as": "original"}},
            {"$sort": {"original.published": -1, "_id": 1}},
            {"$project": {"_id": 1}},
        ]
        articles = self._database["articles"]
        with errors_in_our_words(self._uri):
            for group in articles.aggregate(steps, allowDiskUse=True):
                query = {"$or": [{"_id": group["_id"]}, {"duplicate_of": group["_id"]}]}
                found = [story_from_document(d) for d in articles.find(query, {"text": 0}).sort("published", 1)]
                originals = [story for story in found if story.id == group["_id"]]
                if originals and (site is None or any(story.site == site for story in found)):
                    copies = tuple(story for story in found if story.id != group["_id"])
                    yield Cluster(original=originals[0], copies=copies)

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

    def _headlines(self, ids: Iterable[str]) -> dict[str, Headline]:
        query = {"_id": {"$in": list(ids)}}
        with errors_in_our_words(self._uri):
            found = self._database["articles"].find(query, HEADLINE)
            return {document["_id"]: headline_from_document(document) for document in found}
