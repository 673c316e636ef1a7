"""Rows as text files: CSV and JSON lines, UTF-8."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from newsspider.export.columns import Column, ColumnType, Row
from newsspider.export.records import date_text, to_json_line

Cell = Callable[[Any], Any]


def write_csv(rows: Iterable[Row], columns: Sequence[Column], file: BinaryIO) -> int:
    """Write the rows as CSV (RFC 4180) with a header. Returns how many they were.

    Dates are in ISO 8601 (UTC), lists and what is nested is JSON; what is missing is empty.
    """
    number = 0
    cells: list[Cell] = [_CELLS.get(column.type, _json) for column in columns]
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow([column.name for column in columns])
        for number, row in enumerate(rows, 1):  # noqa: B007 - the last one is how many
            writer.writerow(["" if value is None else cell(value) for value, cell in zip(row, cells, strict=True)])
    finally:
        text.detach()  # the file stays open
    return number


def write_jsonl(rows: Iterable[Row], columns: Sequence[Column], file: BinaryIO) -> int:
    """Write the rows as JSON, an object a line, dates in ISO 8601 (UTC). Returns how many they were."""
    names = [column.name for column in columns]
    return write_lines((_json(dict(zip(names, row, strict=True))) for row in rows), file)


def write_records(records: Iterable[Mapping[str, Any]], file: BinaryIO) -> int:
    """Write records as they are, an object a line. Returns how many they were."""
    return write_lines(map(to_json_line, records), file)


def write_lines(lines: Iterable[str], file: BinaryIO) -> int:
    """Write lines. Returns how many they were."""
    number = 0
    for number, line in enumerate(lines, 1):  # noqa: B007 - the last one is how many
        file.write(f"{line}\n".encode())
    return number


def _date(value: object) -> str | None:
    if isinstance(value, datetime):
        return date_text(value)
    raise TypeError(f"{type(value)} in an export")


_json: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, default=_date).encode

_CELLS: Mapping[ColumnType, Cell] = {
    "text": str,
    "integer": int,
    "number": float,
    "boolean": json.dumps,
    "instant": date_text,
}
