"""What a run knows of its newspapers, learns from their pages, and which stories were read before it was known."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsspider.items import Fetched
from newsspider.knowledge import Knowledge, Learner, Lesson, Trace

FIRST = 20
"""Stories after which a run uses what it learned of a newspaper for the first time; then after a quarter more each."""


@dataclass(slots=True)
class _Read:
    """A story that was read: its trace, packed, and with what knowledge."""

    lines: array[int]
    shown: array[int]
    places: array[int]
    knowledge: Knowledge

    @classmethod
    def of(cls, trace: Trace, knowledge: Knowledge) -> _Read:
        return cls(array("q", trace.lines), array("q", trace.shown), array("q", trace.places), knowledge)

    def trace(self) -> Trace:
        shown = dict.fromkeys(self.shown, 0)
        return Trace(0, frozenset(self.lines), frozenset(self.places), shown)


@dataclass(slots=True)
class _Lessons:
    """What is known of one newspaper."""

    recalled: Knowledge = field(default_factory=Knowledge)
    now: Knowledge = field(default_factory=Knowledge)
    versions: list[Knowledge] = field(default_factory=list)
    """What was known before ``now``, in order."""
    learner: Learner = field(default_factory=Learner)
    due: int = FIRST
    read: dict[str, _Read] = field(default_factory=dict)

    def version_of(self, knowledge: Knowledge) -> int:
        """How often what is known had changed when it was this; as often as now if it never was."""
        known = (number for number, earlier in enumerate(self.versions) if earlier is knowledge)
        return next(known, len(self.versions))


class Teaching:
    """The knowledge of a run, by newspaper."""

    def __init__(self, *, keeps_lessons: bool = False) -> None:
        """``keeps_lessons``: whether ``fresh`` tells what was learned."""
        self.fresh: list[Lesson] | None = [] if keeps_lessons else None
        """What each page taught that was read; who has kept it takes it away here."""
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
        article, trace = item.article, item.trace
        if self.fresh is not None:
            version = self._lessons.setdefault(article.site, _Lessons()).version_of(knowledge)
            self.fresh.append(Lesson(site=article.site, url=article.fetched_url, trace=trace, version=version))
        self._add(article.site, article.fetched_url, trace, knowledge)

    def learn_again(self, lesson: Lesson) -> None:
        """Learn from a page that an earlier run has read. The pages come in the order in which that one read them."""
        lessons = self._lessons.setdefault(lesson.site, _Lessons())
        versions = [*lessons.versions, lessons.now]
        self._add(lesson.site, lesson.url, lesson.trace, versions[min(lesson.version, len(versions) - 1)])

    def _add(self, site: str, url: str, trace: Trace, knowledge: Knowledge) -> None:
        lessons = self._lessons.setdefault(site, _Lessons())
        lessons.read[url] = _Read.of(trace, knowledge)
        lessons.learner.add(trace)
        if lessons.learner.stories >= lessons.due:
            lessons.due += lessons.due // 4
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
            lessons.versions.append(lessons.now)
            lessons.now = learned
