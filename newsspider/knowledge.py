"""What the pages of one newspaper teach about each other: the lines and boxes that many of them share.

A page leaves a ``Trace``; a ``Learner`` counts traces; what it learned is frozen as ``Knowledge``, with which any page
of the newspaper is read. Lines and links are known by keys of 64 bits, so that neither holds text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from types import MappingProxyType
from typing import Literal

LineClass = Literal["long in story", "long elsewhere", "short in story", "short elsewhere"]
"""A line by its length, and by whether it stands as the story's paragraphs do."""

_CLASSES: tuple[LineClass, ...] = ("long in story", "long elsewhere", "short in story", "short elsewhere")
_NEEDED: Mapping[LineClass, tuple[int, float]] = MappingProxyType(
    {
        # newspapers repeat sentences of background in a story's sequels, and short answers in interviews
        "long in story": (5, 0.025),
        "short in story": (8, 0.05),
        "long elsewhere": (4, 0.01),
        "short elsewhere": (5, 0.02),
    }
)
"""How many stories, and which share of all, must show a line until it is the newspaper's and not the story's."""
_TOLD = 10
"""Pages with a box at one place, from which on it can be told whether it is the same on all."""
_SAME = (5, 0.25)
"""On how many of them, and on which share, a link must stand to be no choice of the story's desk."""
_CROWD = 200_000
"""Keys that are counted at a time; beyond, those seen once are forgotten. Keeps a learner's memory flat."""


def line_key(line_class: LineClass, place: str, text: str) -> int:
    """The key of a line: its class, the place in the markup where it stands, and its words."""
    return _key(place, text) & ~3 | _CLASSES.index(line_class)


def place_key(place: str) -> int:
    """The key of a place in the markup."""
    return _key(place)


def shown_key(place: str, target: str) -> int:
    """The key of a link to a target (an identity key) in a box at a place."""
    return _key(place, target)


@dataclass(frozen=True, slots=True)
class Trace:
    """What a page shows that other pages of its newspaper may show too."""

    story: int
    """Key of the longest line: variants of one story, and copies of its text, are counted once."""
    lines: frozenset[int]
    """Keys of the lines outside boxes and frame."""
    places: frozenset[int]
    """Keys of the places of boxes that are known by their shape alone."""
    shown: Mapping[int, int]
    """Keys of the links in such boxes, each with the key of its place."""
    known: tuple[str, ...] = ()
    """The lines that left the page because they are known to be the newspaper's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What one page taught a run, for a run that goes on in its place."""

    site: str
    """The newspaper's name."""
    url: str
    """The page's fetched URL."""
    trace: Trace
    """What it shows; without the lines that left it."""
    version: int
    """How often the run's knowledge of the newspaper had changed when the page was read."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a newspaper's pages taught. The empty one changes nothing."""

    lines: frozenset[int] = frozenset()
    """Keys of lines that are the newspaper's own: they leave the story."""
    places: frozenset[int] = frozenset()
    """Keys of places whose boxes were seen on enough pages to tell a rotating box from a chosen one."""
    rotating: frozenset[int] = frozenset()
    """Keys of links that stand in the same place on many pages."""

    def __or__(self, other: Knowledge) -> Knowledge:
        """What both know."""
        return Knowledge(self.lines | other.lines, self.places | other.places, self.rotating | other.rotating)

    def differs(self, other: Knowledge, trace: Trace) -> bool:
        """Whether a page with this trace may be read in another way with the other knowledge."""
        if trace.lines & (self.lines ^ other.lines) or trace.places & (self.places ^ other.places):
            return True
        return bool(trace.shown.keys() & (self.rotating ^ other.rotating))


class Learner:
    """Counts what the pages of one newspaper share."""

    def __init__(self) -> None:
        self._stories: set[int] = set()
        self._lines: Counter[int] = Counter()
        self._places: Counter[int] = Counter()
        self._shown: Counter[int] = Counter()
        self._place_of: dict[int, int] = {}

    @property
    def stories(self) -> int:
        """How many stories it has seen."""
        return len(self._stories)

    def add(self, trace: Trace) -> None:
        """Count a page, unless another page of the same story was counted."""
        if trace.story in self._stories:
            return
        self._stories.add(trace.story)
        self._lines.update(trace.lines)
        self._places.update(trace.places)
        self._shown.update(trace.shown.keys())
        self._place_of.update(trace.shown)
        self._lines = _thinned(self._lines)
        self._shown = _thinned(self._shown)
        if len(self._place_of) > 2 * _CROWD:
            self._place_of = {key: self._place_of[key] for key in self._shown}

    def knowledge(self) -> Knowledge:
        """What the pages so far teach."""
        places = frozenset(place for place, pages in self._places.items() if pages >= _TOLD)
        return Knowledge(
            lines=frozenset(key for key, count in self._lines.items() if count >= self._needed(key)),
            places=places,
            rotating=frozenset(self._same(places)),
        )

    def _needed(self, key: int) -> float:
        least, share = _NEEDED[_CLASSES[key & 3]]
        return max(least, share * self.stories)

    def _same(self, places: frozenset[int]) -> Iterable[int]:
        least, share = _SAME
        for key, count in self._shown.items():
            place = self._place_of[key]
            if place in places and count >= max(least, share * self._places[place]):
                yield key


def _thinned(counted: Counter[int]) -> Counter[int]:
    return counted if len(counted) <= _CROWD else Counter({key: n for key, n in counted.items() if n > 1})


def _key(*parts: str) -> int:
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
