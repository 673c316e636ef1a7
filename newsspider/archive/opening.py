"""Opening a store: by its address, or the embedded one, held as long as it is open."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pymongo.database import Database

from newsspider import settings
from newsspider.archive.connection import address, connect, errors_in_our_words
from newsspider.archive.documents import Document
from newsspider.archive.schema import check_version, prepare_store


@contextmanager
def opened(
    uri: str | None, data_dir: Path | str | None, database: str | None, *, writable: bool = False
) -> Iterator[tuple[str, Database[Document]]]:
    """A store's address and its database, as long as the context is. Arguments and errors are ``open_archive``'s."""
    folder = data_dir or settings.NEWSSPIDER_DATA_DIR
    name = database or settings.NEWSSPIDER_DATABASE
    given = uri or (None if data_dir else settings.NEWSSPIDER_MONGO_URI)
    with address(given, Path(folder) if folder else None) as found:
        if writable:
            prepare_store(found, name)
        with errors_in_our_words(found):
            client = connect(found)
        with client:
            with errors_in_our_words(found):
                check_version(client.get_database(name))
            yield found, client.get_database(name)
