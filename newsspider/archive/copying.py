"""Copies a store to another server, document by document, and checks that nothing differs.

The copy goes along ``_id``. Where one was interrupted, or the store changed since, only what differs is written, so
copying again goes on. A mark in the target's ``meta`` tells a half copy from a store of somebody's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from bson.raw_bson import RawBSONDocument
from pymongo import WriteConcern
from pymongo.database import Database

from newsspider.archive import leases
from newsspider.archive.connection import address, connect, errors_in_our_words, shown
from newsspider.archive.schema import (
    COLLECTIONS,
    COPY_MARK,
    SCHEMA_VERSION,
    check_version,
    migrate,
    prepare_store,
)
from newsspider.errors import LeaseHeld, StoreError, UsageError

Document = dict[str, Any]
Raw = RawBSONDocument
Progress = Callable[[str, int], None]
"""Is told of a collection's name and how many more of its documents are done."""

AT_ONCE = 500
"""Documents that are compared, and written, together; of raw pages, which are larger, 50."""

_FEW = {"pages": 50}
_NAMES = [name for name in COLLECTIONS if name != "leases"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a copy came to, of one collection."""

    name: str
    """The collection's name."""
    documents: int
    """How many documents both stores hold."""
    written: int
    """How many of them this copy wrote."""
    digest: str
    """blake2b (16 bytes, hex) over all documents' BSON in the order of their ids, the same in both stores."""


def copy_store(
    to: str,
    to_database: str,
    *,
    uri: str | None = None,
    data_dir: Path | None = None,
    database: str = "newsspider",
    begin: Callable[[Mapping[str, int]], None],
    progress: Progress,
) -> Iterator[Copied]:
    """Copy a store; each collection is given when it was written and compared. An older store is migrated first.

    Args:
        to: address of the MongoDB that gets the copy.
        to_database: name of the database there.
        uri: address of the store's MongoDB; None for the embedded one.
        data_dir: folder of the embedded one's data; None for the user's data folder.
        database: name of the store's database.
        begin: is told how many documents each collection has.
        progress: is told how many more are written, and again how many more are compared.

    Raises:
        StoreError: one of the stores can't be used, or they differ because the store changed meanwhile.
        LeaseHeld: a run goes on in one of them.
        UsageError: the target is the store itself, or holds another.
    """
    with address(uri, data_dir) as place, connect(place) as here, connect(to) as there:
        source, target = here.get_database(database), there.get_database(to_database)
        with errors_in_our_words(place):
            check_version(source)
            migrate(source)
        prepare_store(to, to_database, for_copy=True)
        with errors_in_our_words(to):
            _check(source, target, to)
            begin({name: source[name].estimated_document_count() for name in _NAMES})
            target["meta"].update_one(COPY_MARK, {"$set": {"schema": SCHEMA_VERSION}}, upsert=True)
            for name in _NAMES:
                yield _copy(source, target, name, progress)
            durable = target.get_collection("meta", write_concern=WriteConcern(w="majority", j=True))
            durable.delete_one(COPY_MARK)


def _check(source: Database[Document], target: Database[Document], to: str) -> None:
    """See that no run goes on in either store, and that the target is empty or a copy that was not finished."""
    for store in (source, target):
        for lease in store["leases"].aggregate([leases.AGED]):
            if not leases.is_over(lease):
                raise LeaseHeld(
                    f"a run of {lease['_id']} goes on in the database {store.name!r} (process {lease['pid']} on "
                    f"{lease['host']}); copy when it has ended"
                )
    if source["meta"].find_one(COPY_MARK):
        raise UsageError(f"the database {source.name!r} is itself a copy that was not finished: finish that one first")
    unfinished = target["meta"].find_one(COPY_MARK)
    if not unfinished and any(target[name].find_one({}, {"_id": 1}) for name in _NAMES):
        raise UsageError(
            f"the database {target.name!r} at {shown(to)} holds a store already; name another with "
            "--to-database, or drop that one"
        )


def _copy(source: Database[Document], target: Database[Document], name: str, progress: Progress) -> Copied:
    _clear(source, target, name)
    written = 0
    for chunk in _chunks(source, name):
        there = {d["_id"] for d in target[name].find({"_id": {"$in": list(map(_id, chunk))}}, {"_id": 1})}
        missing = [document for document in chunk if _id(document) not in there]
        if missing:
            _raw(target, name).insert_many(missing)
        written += len(missing)
        progress(name, len(chunk))
    (documents, digest), (copied, same) = _digest(source, name, progress), _digest(target, name)
    if (documents, digest) != (copied, same):
        raise StoreError(
            f"{name} differs after the copy: {documents} documents here, {copied} there; something wrote to one of the "
            "stores meanwhile; the same command goes on where it differs"
        )
    return Copied(name=name, documents=documents, written=written, digest=digest)


def _clear(source: Database[Document], target: Database[Document], name: str) -> None:
    """Delete in the target what differs from the source: first of all, for two stories never share a key."""
    for chunk in _chunks(target, name):
        ids = list(map(_id, chunk))
        here = {_id(d): d.raw for d in _raw(source, name).find({"_id": {"$in": ids}})}
        if stale := [_id(d) for d in chunk if here.get(_id(d)) != d.raw]:
            target[name].delete_many({"_id": {"$in": stale}})


def _chunks(store: Database[Document], name: str) -> Iterator[list[Raw]]:
    chunk: list[Raw] = []
    size = _FEW.get(name, AT_ONCE)
    for document in _raw(store, name).find().sort("_id", 1).batch_size(size):
        chunk.append(document)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _digest(store: Database[Document], name: str, progress: Progress = lambda *_: None) -> tuple[int, str]:
    digest, count = blake2b(digest_size=16), 0
    for chunk in _chunks(store, name):
        for document in chunk:
            digest.update(document.raw)
        count += len(chunk)
        progress(name, len(chunk))
    return count, digest.hexdigest()


def _raw(store: Database[Document], name: str) -> Any:
    return store.get_collection(name, codec_options=store.codec_options.with_options(document_class=RawBSONDocument))


def _id(document: Raw) -> str:
    return str(document["_id"])
