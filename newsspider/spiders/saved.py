"""What the spiders share that fetch nothing: how far they are, and how they go on where a run stopped."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from newsspider.crawling.archive_session import ArchiveSession
from newsspider.crawling.places import Places
from newsspider.items import Fetched, Refused
from newsspider.runs import RunRecord
from newsspider.spiders.story import StorySpider


class SavedSpider(StorySpider):
    """Reads pages that are there, in an order that stays the same.

    Arguments:
        from_start: anything but 0 begins anew where the last run with the same other arguments stopped.

    Stats: ``newsspider/pages`` counts the pages that were read; ``newsspider/done`` of ``newsspider/total`` tells how
    far it is, in ``newsspider/unit`` (bytes, stories), ``newsspider/done/before`` of it by earlier runs;
    ``newsspider/goes_on`` says which; ``newsspider/preparing`` are the seconds that passed before pages were read.
    """

    unit = ""
    """What is counted."""

    def __init__(self, from_start: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.begins_anew = from_start.lower() not in ("", "0", "no", "false")
        self.places: Places[Any] = Places()
        self.made = time.monotonic()

    def source(self) -> Sequence[Any]:
        """What is read, as far as it may change between two runs with the same arguments."""
        return []

    def go_on(self, stopped: RunRecord) -> bool:
        """See ``Resumable``."""
        mark = stopped.bookmark
        if self.begins_anew or mark.get("source") != self.source():
            return False
        self.places = Places(tuple(mark["last"]), map(tuple, mark["left"]))
        stats = self.crawler.stats
        stats.set_value("newsspider/done", stopped.done)
        stats.set_value("newsspider/done/before", stopped.done)
        share = f"{stopped.done:,} of {stopped.total:,} {self.unit}"
        if self.unit == "bytes":
            share = f"{stopped.done / 1e6:,.1f} of {stopped.total / 1e6:,.1f} MB"
        stats.set_value("newsspider/goes_on", f"the run of {stopped.started:%Y-%m-%d %H:%M} UTC stopped: {share}")
        return True

    async def bookmark(self) -> Mapping[str, Any]:
        """See ``Resumable``."""
        places = self.places.to_document()
        return {**places, "source": self.source()} if places else {}

    async def finish(self) -> None:
        """See ``Resumable``."""

    def tell_total(self, total: int) -> None:
        """Say how much there is to read."""
        self.crawler.stats.set_value("newsspider/unit", self.unit)
        self.crawler.stats.set_value("newsspider/total", total)
        self.prepared(self.made)

    def prepared(self, since: float) -> None:
        """Say that what passed since an instant of the monotonic clock was no reading."""
        stats = self.crawler.stats
        stats.set_value("newsspider/preparing", stats.get_value("newsspider/preparing", 0.0) + time.monotonic() - since)

    def make_room(self, item: object) -> None:
        """An item is at the line's end: its pages are done, unless the store can't be used any more."""
        self.room.release()
        session = self.crawler.get_extension(ArchiveSession)
        if session and session.is_ending:
            return
        if isinstance(item, Fetched):
            for page in (item.page, *item.parts):
                self.places.done(page)
        elif isinstance(item, Refused):
            self.places.done(item)
