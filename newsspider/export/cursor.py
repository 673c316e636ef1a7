"""Where an export ended: the next one with the same cursor goes on from there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from newsspider.errors import UsageError
from newsspider.export.files import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """What was exported, and until when."""

    export: str
    """The export: articles, links or revisions."""
    options: Mapping[str, str]
    """The options that chose the stories: with others the next export would lose some."""
    until: str
    """The end of the last window, by the store's server, in ISO 8601."""

    @property
    def moment(self) -> datetime:
        """``until`` as an instant."""
        return datetime.fromisoformat(self.until)


def read_cursor(path: Path, export: str, options: Mapping[str, str]) -> Cursor | None:
    """The cursor in a file; None where there is no file: the first export is of all.

    Raises:
        UsageError: the file can't be read, is no cursor, or is that of another export.
    """
    try:
        cursor = Cursor(**json.loads(path.read_text(encoding="utf-8")))
        cursor.moment  # noqa: B018 - raises if it is none
    except FileNotFoundError:
        return None
    except OSError as error:
        raise UsageError(f"--cursor {path}: {error.strerror}") from None
    except (ValueError, TypeError):
        raise UsageError(
            f"--cursor {path}: no cursor of an export; name a file that isn't there, for an export of all"
        ) from None
    if (cursor.export, cursor.options) != (export, options):
        was = " ".join([f"export {cursor.export}", *(f"--{name} {value}" for name, value in cursor.options.items())])
        raise UsageError(f"--cursor {path} goes on from: {was}; give the same options, or another file")
    return cursor


def write_cursor(cursor: Cursor, path: Path) -> None:
    """Write the cursor, once what it tells of is written.

    Raises:
        OSError: the file can't be written.
    """
    write_whole([json.dumps(asdict(cursor))], path)
