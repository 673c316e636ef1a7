"""Files that are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes its place when the context ends; on an error an older one stays as it was.

    Raises:
        OSError: the file can't be written.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_whole(lines: Iterable[str], path: Path) -> int:
    """Write a text file whole or not at all; an older one stays until the new one is there.

    Returns:
        The number of lines written.

    Raises:
        OSError: the file can't be written.
    """
    number = 0
    with whole_file(path) as file:
        for line in lines:
            file.write(f"{line}\n".encode())
            number += 1
    return number


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
