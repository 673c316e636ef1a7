"""What a run knows of its newspapers, learns from their pages, and which stories were read before it was known."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsspider.items import Fetched
from newsspider.knowledge import Knowledge, Learner, Trace

FIRST = 20
"""Stories after which a run uses what it learned of a newspaper for the first time; then at twice as many each time."""


@dataclass(slots=True)
class _Read:
    """A story that was read: its trace, packed, and with what knowledge."""

    lines: array[int]
    shown: array[int]
    places: array[int]
    knowledge: Knowledge

    def trace(self) -> Trace:
        shown = dict.fromkeys(self.shown, 0)
        return Trace(0, frozenset(self.lines), frozenset(self.places), shown)


@dataclass(slots=True)
class _Lessons:
    """What is known of one newspaper."""

    recalled: Knowledge = field(default_factory=Knowledge)
    now: Knowledge = field(default_factory=Knowledge)
    learner: Learner = field(default_factory=Learner)
    due: int = FIRST
    read: dict[str, _Read] = field(default_factory=dict)


class Teaching:
    """The knowledge of a run, by newspaper."""

    def __init__(self) -> None:
        self._lessons: dict[str, _Lessons] = {}
        self._recalled: set[str] = set()

    def has_recalled(self, site: str) -> bool:
        """Whether the store was asked what it knows of a newspaper."""
        return site in self._recalled

    def recall(self, site: str, knowledge: Knowledge) -> None:
        """Know what earlier runs learned."""
        self._recalled.add(site)
        lessons = self._lessons.setdefault(site, _Lessons())
        lessons.recalled = knowledge
        lessons.now = knowledge | lessons.now

    def sites(self) -> Sequence[str]:
        """The newspapers of which there is something to know."""
        return tuple(self._lessons)

    def knowledge(self, site: str) -> Knowledge:
        """What is known of a newspaper now."""
        return self._lessons.setdefault(site, _Lessons()).now

    def learn(self, item: Fetched, knowledge: Knowledge) -> None:
        """Learn from a page that was read with some knowledge of its newspaper."""
        if item.trace is None:
            return
        lessons = self._lessons.setdefault(item.article.site, _Lessons())
        trace = item.trace
        lessons.read[item.article.fetched_url] = _Read(
            array("q", trace.lines), array("q", trace.shown), array("q", trace.places), knowledge
        )
        lessons.learner.add(trace)
        if lessons.learner.stories >= lessons.due:
            lessons.due *= 2
            self._use(lessons)

    def settled(self, site: str) -> Knowledge:
        """What is known of a newspaper after all its pages of this run; from now on it is used."""
        lessons = self._lessons[site]
        if lessons.learner.stories >= FIRST:
            self._use(lessons)
        return lessons.now

    def outdated(self, site: str) -> Sequence[str]:
        """The fetched URLs of the stories that may be read in another way with what is known after all pages."""
        known = self.settled(site)
        read = self._lessons[site].read.items()
        return [
            url for url, story in read if known != story.knowledge and story.knowledge.differs(known, story.trace())
        ]

    def _use(self, lessons: _Lessons) -> None:
        learned = lessons.recalled | lessons.learner.knowledge()
        # one object for equal knowledge: stories are compared with it at the end
        if learned != lessons.now:
            lessons.now = learned
