"""Reading the link graph: where a story leads, over how many links, and what leads to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pymongo.database import Database

from newsspider.archive.documents import HEADLINE, Document, headline_from_document, link_from_document
from newsspider.archive.stories import Headline, StoredArticle, StoredLink
from newsspider.items import LinkKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OutLink:
    """A link that a story shows, with the story it leads to."""

    link: StoredLink
    """The link as shown."""
    target: Headline | None
    """The story it leads to, in brief; None if that isn't in the store."""
    onward: tuple[OutLink, ...] = ()
    """Where that story leads in turn, to stories that are not nearer; empty at the end of the walk."""


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
    """Where it leads, in the order of the page; links further on are in their ``onward``."""
    into: tuple[InLink, ...]
    """What leads to it, newest story first."""
    whole: bool = True
    """Whether these are all; False if there are more than were asked for."""


def related(
    database: Database[Document], story: StoredArticle, depth: int, kinds: Collection[LinkKind], limit: int
) -> Related:
    """A story's links both ways, and those of the stories that it leads to, breadth first; one query a step."""
    out, whole = _walk(database, story, depth, kinds, limit)
    found = list(into(database, story.id, kinds, limit + 1))
    return Related(article=story, out=out, into=tuple(found[:limit]), whole=whole and len(found) <= limit)


def into(database: Database[Document], name: str, kinds: Collection[LinkKind], limit: int = 0) -> Iterator[InLink]:
    """The links to a story, of some kinds (of all without any), those of the newest story first."""
    is_here: Document = {"$eq": ["$$this.target", name]}
    query: Document = {"links.target": name}
    if kinds:
        is_here = {"$and": [is_here, {"$in": ["$$this.kind", list(kinds)]}]}
        query = {"links": {"$elemMatch": {"target": name, "kind": {"$in": list(kinds)}}}}
    shown = {**HEADLINE, "links": {"$filter": {"input": "$links", "cond": is_here}}}
    for document in database["articles"].find(query, shown).sort([("published", -1), ("_id", 1)]).limit(limit):
        source = headline_from_document(document)
        for link in document["links"]:
            yield InLink(source=source, link=link_from_document(link))


def _walk(
    database: Database[Document], story: StoredArticle, depth: int, kinds: Collection[LinkKind], limit: int
) -> tuple[tuple[OutLink, ...], bool]:
    """The links on the way, and whether they are all. Each story stands where it is nearest, and once there."""
    met = {story.id}
    near = tuple(_of_kinds(story.links, kinds))
    front = [link.target for link in _fresh(near, met, limit)]
    shown = {story.id: tuple(link for link in near if link.target in met)}
    targets: dict[str, Headline] = {}
    for step in range(1, depth + 1):
        found = _read(database, front, with_links=step < depth)
        targets |= {name: headline_from_document(document) for name, document in found.items()}
        links = {name: map(link_from_document, found[name].get("links", ())) for name in front if name in found}
        fresh = {name: _fresh(_of_kinds(edges, kinds), met, limit) for name, edges in links.items()}
        shown |= fresh
        front = [link.target for edges in fresh.values() for link in edges]
    return _tree(shown, story.id, targets), len(met) <= limit


def _of_kinds(links: Iterable[StoredLink], kinds: Collection[LinkKind]) -> Iterator[StoredLink]:
    return (link for link in links if not kinds or link.kind in kinds)


def _fresh(links: Iterable[StoredLink], met: set[str], limit: int) -> tuple[StoredLink, ...]:
    """The first link to each story that was not met before, which is then; as long as the limit lets."""
    found: dict[str, StoredLink] = {}
    for link in links:
        if link.target not in met and len(met) <= limit:
            met.add(link.target)
            found[link.target] = link
    return tuple(found.values())


def _read(database: Database[Document], names: list[str], *, with_links: bool) -> dict[str, Document]:
    """Those of the stories that are stored, in brief, with their links if they are wanted."""
    fields = {**HEADLINE, "links": 1} if with_links else HEADLINE
    found = database["articles"].find({"_id": {"$in": names}}, fields, batch_size=len(names) + 1)
    return {document["_id"]: document for document in found}


def _tree(shown: dict[str, tuple[StoredLink, ...]], name: str, targets: Mapping[str, Headline]) -> tuple[OutLink, ...]:
    """A story's links, with those further on under the first link to each story."""
    return tuple(
        OutLink(link=link, target=targets.get(link.target), onward=_tree(shown, link.target, targets))
        for link in shown.pop(name, ())
    )
