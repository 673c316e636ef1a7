"""The link graph as a file for programs that draw and measure graphs: GraphML and GEXF.

A node is a story, or a page that was never crawled and to which a link leads; an edge is a link. The file is written as
the stories come: of what was written only the nodes' ids stay in memory, some 100 bytes each; the edges, which stand
behind the nodes, wait in a temporary file.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from shutil import copyfileobj
from typing import Any, BinaryIO

from newsspider.archive.documents import zone_named
from newsspider.export.columns import GROUP_OF
from newsspider.export.records import date_text

NODE_FIELDS = ("url", "title", "site", "section", "published", "duplicate_of", "stored")
"""What a node tells; ``stored`` is "true" or "false". A page that was never crawled has ``url``, ``title`` (the words
of the first link to it) and ``stored``. ``published`` is in the newspaper's zone, a bare date where it is a day."""
EDGE_FIELDS = ("kind", "group", "title", "label", "position", "first_seen", "last_seen")
"""What an edge tells: the fields of a stored link, and the group of its kind."""
BOOLEANS = frozenset({"stored"})
INTEGERS = frozenset({"position"})

Story = Mapping[str, Any]
Texts = Mapping[str, str]
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Markup:
    """How a format writes a graph."""

    head: str
    """What comes before the nodes."""
    node: Callable[[str, Texts], str]
    """A node, of its id and fields."""
    between: str
    """What comes between nodes and edges."""
    edge: Callable[[int, str, str, Texts], str]
    """An edge, of its number, the ids of its source and target, and its fields."""
    tail: str
    """What comes after the edges."""


def write_graph(stories: Iterable[tuple[Story, Sequence[Mapping[str, Any]]]], markup: Markup, file: BinaryIO) -> int:
    """Write the graph of stories and their links (``Streams.edges``). Returns how many links they are."""
    known: set[bytes] = set()
    number = 0
    file.write(markup.head.encode())
    with tempfile.TemporaryFile() as edges:
        for story, links in stories:
            for name, node in _new_nodes(story, links, known):
                file.write(markup.node(name, node).encode())
            for link in links:
                said = link["link"]
                edges.write(markup.edge(number, story["_id"], said["target"], _edge(said)).encode())
                number += 1
        file.write(markup.between.encode())
        edges.seek(0)
        copyfileobj(edges, file, 1 << 20)
    file.write(markup.tail.encode())
    return number


def clean(text: str) -> str:
    """The text without the characters that XML 1.0 doesn't allow."""
    return _ILLEGAL.sub("", text)


def _new_nodes(story: Story, links: Iterable[Mapping[str, Any]], known: set[bytes]) -> Iterator[tuple[str, Texts]]:
    """The nodes of a story and of the targets of its links that were not met before, which are then."""
    ends = [(story["_id"], story)]
    for one in links:
        named = {} if "_id" in one["target"] else {"title": one["link"]["title"]}
        ends.append((one["link"]["target"], {**one["target"], **named}))
    for name, end in ends:
        short = bytes.fromhex(name)
        if short not in known:
            known.add(short)
            yield name, _node(end)


def _node(story: Story) -> Texts:
    date = date_text(story.get("published"), zone_named(story.get("published_zone")), story.get("published_precision"))
    fields = {name: story.get(name) for name in NODE_FIELDS}
    return _told({**fields, "published": date, "stored": "true" if "_id" in story else "false"})


def _edge(link: Mapping[str, Any]) -> Texts:
    dates = {name: date_text(link[name]) for name in ("first_seen", "last_seen")}
    said = {name: link.get(name) for name in EDGE_FIELDS}
    return _told({**said, "group": GROUP_OF[link["kind"]], "position": str(link["position"]), **dates})


def _told(fields: Mapping[str, str | None]) -> Texts:
    return {name: clean(value) for name, value in fields.items() if value is not None}
