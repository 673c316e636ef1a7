"""The formats of each export, and how one is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from newsspider.errors import UsageError

Export = Literal["articles", "links", "revisions", "runs"]
Format = Literal["jsonl", "csv", "parquet", "graphml", "gexf"]

_ROWS: tuple[Format, ...] = ("jsonl", "csv", "parquet")
FORMATS: Mapping[Export, tuple[Format, ...]] = MappingProxyType(
    {"articles": _ROWS, "links": get_args(Format), "revisions": _ROWS, "runs": _ROWS}
)
"""The formats that each export has."""

_SUFFIXES: Mapping[str, Format] = MappingProxyType(
    {f".{name}": name for name in get_args(Format)} | {".ndjson": "jsonl", ".pq": "parquet"}
)


def chosen_format(export: Export, asked: str | None, output: Path | None) -> Format:
    """The format that is asked for, else that of the output's suffix, else JSON lines.

    Raises:
        UsageError: the export has no such format, or what it takes is not installed.
    """
    suffix = output.suffix.lower() if output else ""
    found = asked or _SUFFIXES.get(suffix) or (None if suffix else "jsonl")
    for name in FORMATS[export]:
        if name == found:
            if name == "parquet" and not find_spec("pyarrow"):
                raise UsageError("Parquet takes pyarrow, which is not installed: pip install 'newsspider[parquet]'")
            return name
    what = f"--format {asked}" if asked else f"--output {output}"
    raise UsageError(f"{what}: the export of {export} has the formats {', '.join(FORMATS[export])}; give --format")
