"""Saved pages: ``scrapy crawl warc -a files=FILE,FILE``; nothing is fetched."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import aclosing
from hashlib import blake2b
from pathlib import Path
from typing import Any

from newsspider.archive import Writer
from newsspider.crawling.in_order import in_order
from newsspider.crawling.outcome import failed
from newsspider.crawling.places import Places
from newsspider.crawling.serial import Binder
from newsspider.crawling.teaching import Teaching
from newsspider.crawling.warc import Saved, read_warc
from newsspider.errors import UsageError
from newsspider.items import Fetched, Page, Refused
from newsspider.knowledge import Knowledge
from newsspider.runs import RunRecord
from newsspider.sites import Site
from newsspider.spiders.saved import SavedSpider


class WarcSpider(SavedSpider):
    """Sends the responses in WARC files down the same line as fetched pages.

    The parts of a story that are in the same file are joined. A run that goes on where another stopped knows what that
    one learned: what its pages taught is in the store until the end.

    Arguments:
        files: paths, with commas between them.

    Stats: ``newsspider/files/broken`` counts the files that could not be read to their end.
    """

    name = "warc"
    command = "ingest"
    unit = "bytes"

    def __init__(self, files: str | Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.files = files.split(",") if isinstance(files, str) else list(files)
        self.teaching = Teaching(keeps_lessons=True)
        self.books = 0
        self.stands = [_stands(Path(name)) for name in self.files]

    def asks(self) -> Mapping[str, str]:
        """See the arguments."""
        return {"files": ",".join(self.files)}

    def source(self) -> Sequence[Any]:
        """The files: path, bytes, and when each was changed."""
        return self.stands

    def go_on(self, stopped: RunRecord) -> bool:
        """See ``Resumable``."""
        goes_on = super().go_on(stopped)
        if goes_on:
            self.books = stopped.bookmark["books"]
        return goes_on

    async def bookmark(self) -> Mapping[str, Any]:
        """See ``Resumable``."""
        mark, writer, fresh = await super().bookmark(), await self.writer(), list(self.teaching.fresh or ())
        if writer and fresh and self.teaching.fresh:
            await writer.lessons(self.work).keep(self.books, fresh)
            del self.teaching.fresh[: len(fresh)]
            self.books += 1
        return {**mark, "books": self.books} if mark else {}

    async def finish(self) -> None:
        """See ``Resumable``."""
        if writer := await self.writer():
            await writer.lessons(self.work).drop()

    @property
    def work(self) -> str:
        """Names what the lessons are of."""
        return blake2b(",".join(self.files).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()

    async def start(self) -> AsyncIterator[Any]:
        """The pages as items, no faster than they are stored. A file that breaks costs what follows in it."""
        if (writer := await self.writer()) and self.books:
            await self.learn_again(writer)
        sizes = [size for _, size, _ in self.stands]
        self.tell_total(sum(sizes))
        for number in range(len(self.files)):
            if self.is_read(number):
                continue
            async for item in self.stories_of(number, sum(sizes[:number])):
                await self.room.acquire()
                yield self.counted(item)
            self.crawler.stats.max_value("newsspider/done", sum(sizes[: number + 1]))
        async for again in self.settle():
            yield again

    def is_read(self, number: int) -> bool:
        """Whether an earlier run has read all of a file."""
        last = self.places.last
        return last is not None and number < last[0] and all(file != number for file, _ in self.places.left)

    async def learn_again(self, writer: Writer) -> None:
        """Learn what earlier runs learned; where that is lost, begin anew."""
        lessons = writer.lessons(self.work)
        if await lessons.count(self.books) < self.books:
            self.logger.warning("what the stopped run learned is not in the store: it begins anew")
            self.places, self.books = Places(), 0
            return
        async for lesson in lessons.read(self.books):
            if not self.teaching.has_recalled(lesson.site):
                self.teaching.recall(lesson.site, await writer.recall(lesson.site))
            self.teaching.learn_again(lesson)

    async def stories_of(self, number: int, before: int) -> AsyncIterator[Fetched | Refused]:
        """What becomes of a file's pages, in their order; ``before`` are the bytes of the files before it."""
        binder = Binder()
        try:
            async with aclosing(in_order(self.pages_of(number), self.reading, _size)) as read:
                async for saved, (item, knowledge) in read:
                    self.take(number, saved, item, before)
                    if isinstance(item, Fetched):
                        self.teaching.learn(item, knowledge)
                    for whole in binder.add(item):
                        yield whole
                    for page in binder.replaced():
                        self.places.done(page)
        except UsageError as error:
            self.logger.error("%s", error)
            self.crawler.stats.inc_value("newsspider/files/broken")
        for whole in binder.rest():
            yield whole

    def take(self, number: int, saved: Saved, item: Fetched | Refused, before: int) -> None:
        """A page is read, and on its way to the store."""
        self.places.take((number, saved.number), saved.page if isinstance(item, Fetched) else item)
        self.crawler.stats.inc_value("newsspider/pages")
        self.crawler.stats.max_value("newsspider/done", before + saved.position)

    async def pages_of(self, number: int) -> AsyncIterator[Saved]:
        """A file's pages; what is known of a page's newspaper is recalled before it."""
        for saved in read_warc(Path(self.files[number]), lambda place: self.places.wants((number, place))):
            await self.recall(self.site_of(saved.page.url))
            yield saved

    def reading(self, saved: Saved) -> Coroutine[Any, Any, tuple[Fetched | Refused, Knowledge]]:
        """What becomes of a page, with what is known of its newspaper now; and what that is."""
        site = self.site_of(saved.page.url)
        return self._read(saved.page, site, self.teaching.knowledge(site.name))

    async def _read(self, page: Page, site: Site, knowledge: Knowledge) -> tuple[Fetched | Refused, Knowledge]:
        if page.status != 200:
            return failed(page, site), knowledge
        return await self.readers.read(page, site, self.terms, knowledge=knowledge), knowledge


def _stands(path: Path) -> list[Any]:
    """A file's path, its bytes, and when it was changed, in nanoseconds; zeros for one that isn't there."""
    try:
        stat = path.stat()
    except OSError:
        return [str(path.resolve()), 0, 0]
    return [str(path.resolve()), stat.st_size, stat.st_mtime_ns]


def _size(saved: Saved) -> int:
    return len(saved.page.body)
