"""The way to a MongoDB: its address, the options of every client, and its errors in our words.

No password of an address is ever printed: an address that can be read is shown by its hosts alone, and one that
can't be read is not shown at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pymongo import MongoClient
from pymongo.errors import (
    BulkWriteError,
    ConfigurationError,
    ConnectionFailure,
    InvalidName,
    InvalidURI,
    OperationFailure,
    PyMongoError,
)
from pymongo.uri_parser import parse_uri

from newsspider.archive.embedded import EmbeddedMongod
from newsspider.errors import NewsspiderError, StoreDenied, StoreError, StoreUnavailable, UsageError

CLIENT_OPTIONS: Mapping[str, Any] = MappingProxyType(
    {
        "appname": "newsspider",
        "serverSelectionTimeoutMS": 3000,
        "connectTimeoutMS": 3000,
        "tz_aware": True,
    }
)
"""Options of all our clients; milliseconds."""

EXISTS = 48
"""MongoDB's code for: a collection of this name exists."""
_DUPLICATE_KEY = 11000
_DENIED = frozenset({13, 18, 33, 8000})
"""Codes of errors for: unauthorized, authentication failed, no such mechanism, Atlas's own denial."""

_NO_INDEX = 27


@contextmanager
def address(uri: str | None, data_dir: Path | None = None) -> Iterator[str]:
    """The address to connect to: ``uri``, or without one the embedded mongod, held while the context is.

    Raises:
        StoreUnavailable: the embedded mongod can't start.
    """
    if uri:
        yield uri
    else:
        with EmbeddedMongod(data_dir) as mongod:
            yield mongod.uri


def is_taken(error: Exception) -> bool:
    """Whether a bulk write failed because another process had inserted the same documents just before."""
    failures = (error.details or {}).get("writeErrors", ()) if isinstance(error, BulkWriteError) else ()
    return bool(failures) and all(failure["code"] == _DUPLICATE_KEY for failure in failures)


def connect(uri: str) -> MongoClient[dict[str, Any]]:
    """A synchronous client for the address; it connects at its first use.

    Raises:
        StoreUnavailable: the address can't be read, or its name can't be resolved.
    """
    try:
        if not uri.startswith(("mongodb://", "mongodb+srv://")):  # the driver takes any word for a host
            raise InvalidURI
        return MongoClient(uri, **CLIENT_OPTIONS)
    except (PyMongoError, ValueError, TypeError) as error:
        raise in_our_words(error, uri) from None


@contextmanager
def errors_in_our_words(uri: str) -> Iterator[None]:
    """Turn the driver's errors into a ``StoreError`` that names the server and the way out."""
    try:
        yield
    except PyMongoError as error:
        raise in_our_words(error, uri) from None


def in_our_words(error: Exception, uri: str) -> NewsspiderError:
    """The error of ours for one of the driver's."""
    place = shown(uri)
    if isinstance(error, InvalidName):
        return UsageError(f"--database: {error}")
    if isinstance(error, InvalidURI) or not isinstance(error, PyMongoError):
        return StoreUnavailable(
            "the address given with --mongo (or NEWSSPIDER_MONGO_URI) is no MongoDB address: expected "
            "mongodb://user:password@host:27017/, with the characters :/?#[]@% in the password %-escaped"
        )
    if isinstance(error, OperationFailure):
        if error.code in _DENIED:
            return StoreDenied(
                f"MongoDB at {place} refuses the user: {_reason(error)}; check user, password and authSource in the "
                "address, and that the user has the role readWrite"
            )
        if error.code == _NO_INDEX:
            return StoreError(
                f"the store at {place} has no index of words: it is empty (newsspider crawl SITE fills it), or an "
                "older newsspider filled it (newsspider doctor, with the right to write, makes the index)"
            )
        return StoreError(f"MongoDB at {place} fails: {_reason(error)}")
    if isinstance(error, ConnectionFailure | ConfigurationError):
        return StoreUnavailable(
            f"no MongoDB answers at {place}: {_reason(error)}; start it, or correct the address given with --mongo "
            "(or NEWSSPIDER_MONGO_URI), or leave it out for the embedded one"
        )
    return StoreError(f"MongoDB at {place} fails: {_reason(error)}")


def shown(uri: str) -> str:
    """The address without user, password and options; a bare "?" where it can't be read."""
    scheme, _, rest = uri.partition("://")
    if scheme == "mongodb+srv":
        return re.split(r"[/?]", rest.rpartition("@")[2])[0]
    try:
        nodes = parse_uri(uri, validate=False)["nodelist"]
    except (PyMongoError, ValueError):
        return "?"
    return ",".join(host if port is None else f"{host}:{port}" for host, port in nodes)


def _reason(error: PyMongoError) -> str:
    """The first thing that the driver says, without its account of time-outs and topology."""
    details = error.details if isinstance(error, OperationFailure) else None
    text = str((details or {}).get("errmsg") or error)
    return re.split(r" \(configured timeouts|, Timeout:|, full error:", text)[0][:300]
