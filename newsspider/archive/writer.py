"""The writer of a crawl: takes items, writes them in batches, and answers when they are in the journal."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Self

from pymongo import AsyncMongoClient, WriteConcern
from pymongo.errors import ConnectionFailure, PyMongoError

from newsspider.archive.batch import Item, Outcome, write_batch
from newsspider.archive.connection import CLIENT_OPTIONS, address, errors_in_our_words, in_our_words, is_taken
from newsspider.archive.documents import Document
from newsspider.archive.duplicates import resign
from newsspider.archive.forgetting import Erased, erase
from newsspider.archive.frontier import FrontierStore
from newsspider.archive.kept import Kept, kept_pages, recall, remember
from newsspider.archive.ledger import Ledger
from newsspider.archive.lessons import Lessons
from newsspider.archive.patience import ANSWER, patient
from newsspider.archive.schema import prepare_store
from newsspider.archive.sources import SourceStore
from newsspider.archive.targets import count_inlinks
from newsspider.errors import ItemUnstorable, NewsspiderError, StoreError
from newsspider.items import Fetched
from newsspider.knowledge import Knowledge

BATCH = 50
"""Items that are written together."""
WAIT = 0.25
"""Seconds that an item waits for others at most."""

_Ticket = tuple[Item, asyncio.Future[Outcome]]


class Writer:
    """Writes to one store. Made by ``Writer.open``, ended by ``close``.

    When the server is away the writer waits for it, and takes nothing more meanwhile. When it has waited for long
    enough every ``put`` fails at once: a crawl isn't to wait again for each story that it can't store.
    """

    def __init__(self, uri: str, database: str, *, replicated: bool, held: ExitStack) -> None:
        """Use ``open``: it also checks the store."""
        self._uri = uri
        self._held = held
        self._client: AsyncMongoClient[Document] = AsyncMongoClient(
            uri, **{**CLIENT_OPTIONS, "socketTimeoutMS": 1000 * ANSWER}
        )
        self._database = self._client.get_database(database, write_concern=WriteConcern(w=1))
        self._journaled = WriteConcern(w="majority", j=True) if replicated else WriteConcern(w=1, j=True)
        self._queue: asyncio.Queue[_Ticket | None] = asyncio.Queue()
        self._touched: set[str] = set()
        self._failure: NewsspiderError | None = None
        self._work = asyncio.create_task(self._write_on())

    @classmethod
    async def open(cls, uri: str | None = None, *, data_dir: Path | None = None, database: str = "newsspider") -> Self:
        """A writer to a store that was checked: it can be reached and written, and has all its indexes.

        Args:
            uri: address of a MongoDB; None for the embedded one.
            data_dir: folder of the embedded one's data; None for the user's data folder.
            database: name of the database.

        Raises:
            StoreError: the store can't be used; within 10 seconds.
        """
        with ExitStack() as held:
            found = await asyncio.to_thread(held.enter_context, address(uri, data_dir))
            replicated = await asyncio.to_thread(prepare_store, found, database)
            return cls(found, database, replicated=replicated, held=held.pop_all())

    async def put(self, item: Item) -> Outcome:
        """Write an item, and return when it is in the journal.

        Raises:
            ItemUnstorable: the store doesn't take this item; another may do.
            StoreError: the store can't be used any more.
        """
        if self._failure is not None:
            raise self._failure
        done: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.put_nowait((item, done))
        return await done

    async def sites(self) -> list[str]:
        """The names of the newspapers of which stories are stored.

        Raises:
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            return sorted(await self._database["articles"].distinct("site"))

    async def recall(self, site: str) -> Knowledge:
        """What a newspaper's pages taught in earlier runs.

        Raises:
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            return await recall(self._database, site)

    async def remember(self, site: str, knowledge: Knowledge) -> None:
        """Keep what a newspaper's pages taught.

        Raises:
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            await remember(self._database, site, knowledge)

    async def kept(
        self,
        *,
        site: str | None = None,
        urls: Sequence[str] | None = None,
        ids: Sequence[str] | None = None,
        since: datetime | None = None,
        after: str = "",
        most: int = 0,
    ) -> AsyncIterator[Kept]:
        """See ``kept_pages``.

        Raises:
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            found = kept_pages(self._database, site=site, urls=urls, ids=ids, since=since, after=after, most=most)
            async for kept in found:
                yield kept

    async def recount(self, site: str) -> None:
        """Have the in-links of all the newspaper's stories counted at the end: a run that died counted none.

        Raises:
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            self._touched |= {d["_id"] async for d in self._database["articles"].find({"site": site}, {"_id": 1})}

    async def count(self, site: str | None = None) -> int:
        """How many stories of a newspaper are stored; about how many of all.

        Raises:
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            articles = self._database["articles"]
            return await (articles.count_documents({"site": site}) if site else articles.estimated_document_count())

    async def resign(self) -> AsyncIterator[int]:
        """See ``duplicates.resign``.

        Raises:
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            async for done in resign(self._database):
                yield done

    async def forget(self, url: str) -> Erased:
        """See ``forgetting.erase``.

        Raises:
            ValueError: the URL is no http or https URL.
            LeaseHeld: a crawl of the newspaper goes on.
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            return await erase(self._database, url, self._journaled)

    async def drop_pages(self, before: datetime) -> int:
        """Delete the raw pages that were fetched before an instant; how many they were.

        Raises:
            StoreError: the store can't be used.
        """
        with errors_in_our_words(self._uri):
            return (await self._database["pages"].delete_many({"fetched_at": {"$lt": before}})).deleted_count

    def ledger(self) -> Ledger:
        """The book in which the run is written down."""
        return Ledger(self._database, self._uri, self._journaled)

    def lessons(self, of: str) -> Lessons:
        """What the pages of a work taught that isn't finished."""
        return Lessons(self._database, self._uri, of)

    def frontier(self) -> FrontierStore:
        """What is known of the newspapers' URLs."""
        return FrontierStore(self._database, self._uri, self._journaled)

    def sources(self) -> SourceStore:
        """What is known of the newspapers' sitemaps, feeds and sections."""
        return SourceStore(self._database, self._uri, self._journaled)

    def give_up(self, error: StoreError) -> None:
        """Write nothing more: every ``put`` fails with this error from now on."""
        self._failure = self._failure or error

    async def close(self) -> None:
        """Write what waits, count the in-links that the run changed, and let go of the store.

        Raises:
            StoreError: the store can't be used any more.
        """
        self._queue.put_nowait(None)
        try:
            await self._work
            if self._failure is None:
                await count_inlinks(self._database, self._touched)
        except PyMongoError as error:
            raise in_our_words(error, self._uri) from None
        finally:
            await self._client.close()
            await asyncio.to_thread(self._held.close)

    async def _write_on(self) -> None:
        while batch := await self._next_batch():
            await self._write(batch)

    async def _next_batch(self) -> list[_Ticket]:
        """The next items; empty at the end."""
        batch: list[_Ticket] = []
        end: float | None = None
        while len(batch) < BATCH:
            try:
                async with asyncio.timeout_at(end):
                    ticket = await self._queue.get()
            except TimeoutError:
                break
            if ticket is None:
                if batch:
                    self._queue.put_nowait(None)
                break
            batch.append(ticket)
            end = end or asyncio.get_running_loop().time() + WAIT
        return batch

    async def _write(self, batch: Sequence[_Ticket], *, alone: bool = False) -> None:
        """Write a batch. If it fails for another reason than the server, each item is tried alone; one that another
        process stored meanwhile is found then.
        """
        try:
            if self._failure is not None:
                raise self._failure
            written = await patient(write_batch)(self._database, [item for item, _ in batch], self._journaled)
        except (ConnectionFailure, StoreError) as error:
            self._failure = error if isinstance(error, StoreError) else in_our_words(error, self._uri)
            for _, done in batch:
                _fail(done, self._failure)
        except Exception as error:
            if len(batch) > 1 or (is_taken(error) and not alone):
                for ticket in batch:
                    await self._write([ticket], alone=len(batch) == 1)
            else:
                item, done = batch[0]
                _fail(done, ItemUnstorable(f"{_url(item)}: {type(error).__name__}: {str(error)[:500]}"))
        else:
            self._touched |= written.touched
            for (_, done), outcome in zip(batch, written.outcomes, strict=True):
                if not done.done():
                    done.set_result(outcome)


def _fail(done: asyncio.Future[Outcome], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)


def _url(item: Item) -> str:
    return item.article.fetched_url if isinstance(item, Fetched) else item.url
