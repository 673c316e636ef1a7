"""Questions to the link graph: threads, the most cited, orphans, sections, and what was pushed against what was linked.

>>> with open_archive() as archive:  # doctest: +SKIP
...     graph = read_graph(archive, Selection(site="asianlite"))
>>> for thread in threads(graph)[:10]:  # doctest: +SKIP
...     print(thread.begun, thread.ended, [story.title for story in thread.stories])

Each answer is a pure function of a ``Graph`` in memory and goes once over its links: a second for 300,000. Editorial
links tell what the desk relates, and are meant where nothing else is said; rotating ones tell of the day of the fetch.
A link to a page that isn't stored counts as a link, and joins nothing. Stories come by date, those without one last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from newsspider.archive.reader import Archive
from newsspider.archive.selection import Selection
from newsspider.archive.stories import Headline, StoredLink
from newsspider.archive.streams import EVERYTHING, Choice, Streams
from newsspider.items import LINK_GROUPS, LinkKind

EDITORIAL = LINK_GROUPS["editorial"]
ROTATING = LINK_GROUPS["rotating"]

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Graph:
    """Stories and the links that they show."""

    stories: Mapping[str, Headline]
    """The stories in brief, by id."""
    links: Mapping[str, tuple[StoredLink, ...]]
    """The links that each story shows or showed, by its id."""

    def edges(self, kinds: Collection[LinkKind] = EDITORIAL) -> Iterator[tuple[Headline, StoredLink]]:
        """The links of some kinds with the story that shows them; a story's link to itself is none."""
        for name, links in self.links.items():
            source = self.stories[name]
            yield from ((source, link) for link in links if link.kind in kinds and link.target != name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Stories that hang together."""

    stories: tuple[Headline, ...]
    """The timeline: by date, those without one last."""

    @property
    def begun(self) -> datetime | None:
        """The date of the first story; None if none has one."""
        return min((story.published for story in self.stories if story.published), default=None)

    @property
    def ended(self) -> datetime | None:
        """The date of the last story; None if none has one."""
        return max((story.published for story in self.stories if story.published), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A page and the stories that link to it."""

    id: str
    """Its id: of the stored story, or that it would have."""
    url: str
    """Its URL."""
    title: str | None
    """Its headline; of a page that isn't stored the words of a link to it."""
    story: Headline | None
    """The stored story; None if it isn't stored, or not in the graph."""
    by: tuple[Headline, ...]
    """The stories that link to it, each once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLinks:
    """How often one section cites another."""

    source: tuple[str, str | None]
    """Newspaper and section of the stories that link."""
    target: tuple[str, str | None]
    """Newspaper and section of the stories linked."""
    pairs: int
    """How many pairs of stories these links join, each counted once a direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a newspaper pushed on a day, and what its desk linked, the most shown first."""

    promoted: tuple[Cited, ...]
    """What stood in rotating boxes on the pages fetched that day."""
    linked: tuple[Cited, ...]
    """What the stories published that day link to."""
    both: frozenset[str]
    """The ids of pages that were pushed and linked."""


def read_graph(archive: Archive, selection: Selection = EVERYTHING) -> Graph:
    """The graph of a store, or of the stories of a selection: 10 kB of memory a story with 15 links.

    Raises:
        StoreError: the store can't be used.
    """
    stories: dict[str, Headline] = {}
    links: dict[str, tuple[StoredLink, ...]] = {}
    for story, found in Streams(archive).shown(Choice(selection=selection)):
        stories[story.id] = story
        links[story.id] = found
    return Graph(stories, links)


def threads(graph: Graph, kinds: Collection[LinkKind] = EDITORIAL) -> list[Thread]:
    """Which stories tell one thing as it went on? Those that links of some kinds, or a text that repeats another's,
    join over any number of steps; the largest thread first. A story that nothing joins is none.

    Boxes that an engine fills (``related``) may join what only shares a word: leave the kind out then.
    """
    head = {name: name for name in graph.stories}

    def top(name: str) -> str:
        while head[name] != name:
            head[name] = head[head[name]]
            name = head[name]
        return name

    pairs = [(source.id, link.target) for source, link in graph.edges(kinds)]
    pairs += [(story.id, story.duplicate_of) for story in graph.stories.values() if story.duplicate_of]
    for one, other in pairs:
        if other in head:
            head[top(one)] = top(other)
    groups: defaultdict[str, list[Headline]] = defaultdict(list)
    for name, story in graph.stories.items():
        groups[top(name)].append(story)
    found = [Thread(stories=_by_date(group)) for group in groups.values() if len(group) > 1]
    return sorted(found, key=lambda thread: (-len(thread.stories), _when(thread.stories[0])))


def most_cited(graph: Graph, since: datetime, until: datetime, kinds: Collection[LinkKind] = EDITORIAL) -> list[Cited]:
    """What did the stories of a week link to most? Pages by how many stories published in [since, until) link to them;
    a story that repeats another's text repeats its links, and isn't counted. The most cited first.
    """
    return _cited(
        graph,
        (
            (source, link)
            for source, link in graph.edges(kinds)
            if source.published and since <= source.published < until and not source.duplicate_of
        ),
    )


def orphans(graph: Graph) -> dict[str, tuple[Headline, ...]]:
    """Which stories stand alone? By group of links those that show no link of it, and that no story shows one to."""
    found = {}
    for group, kinds in LINK_GROUPS.items():
        joined = {name for source, link in graph.edges(kinds) for name in (source.id, link.target)}
        found[group] = _by_date(story for name, story in graph.stories.items() if name not in joined)
    return found


def section_links(graph: Graph, kinds: Collection[LinkKind] = EDITORIAL) -> list[SectionLinks]:
    """Which sections cite which? The most frequent first; links to pages that aren't stored have no section."""
    pairs = {(source.id, link.target) for source, link in graph.edges(kinds) if link.target in graph.stories}
    ends = ((graph.stories[source], graph.stories[target]) for source, target in pairs)
    counted = Counter(((one.site, one.section), (other.site, other.section)) for one, other in ends)
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return [SectionLinks(source=source, target=target, pairs=number) for (source, target), number in ordered]


def promoted_and_linked(graph: Graph, day: date, zone: tzinfo = UTC) -> Day:
    """What did the site push on a day, and what did its desk link? A rotating link counts if it was seen on that day or
    before and after it; a day runs from midnight to midnight in ``zone``.
    """

    def on(when: datetime) -> date:
        return when.astimezone(zone).date()

    pushed = (edge for edge in graph.edges(ROTATING) if on(edge[1].first_seen) <= day <= on(edge[1].last_seen))
    chosen = (edge for edge in graph.edges() if edge[0].published and on(edge[0].published) == day)
    promoted, linked = _cited(graph, pushed), _cited(graph, chosen)
    both = frozenset(page.id for page in promoted) & frozenset(page.id for page in linked)
    return Day(promoted=tuple(promoted), linked=tuple(linked), both=both)


def _cited(graph: Graph, edges: Iterable[tuple[Headline, StoredLink]]) -> list[Cited]:
    """The pages that links lead to, the most cited first."""
    first: dict[str, StoredLink] = {}
    by: defaultdict[str, dict[str, Headline]] = defaultdict(dict)
    for source, link in edges:
        first.setdefault(link.target, link)
        by[link.target][source.id] = source
    found = []
    for name, link in first.items():
        story = graph.stories.get(name)
        url, title = (story.url, story.title) if story else (link.url, link.title)
        found.append(Cited(id=name, url=url, title=title, story=story, by=_by_date(by[name].values())))
    return sorted(found, key=lambda page: (-len(page.by), page.url))


def _by_date(stories: Iterable[Headline]) -> tuple[Headline, ...]:
    return tuple(sorted(stories, key=_when))


def _when(story: Headline) -> tuple[datetime, str]:
    return story.published or _NEVER, story.id
