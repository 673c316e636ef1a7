"""Rows as a Parquet file: row groups of 2,500, zstd. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from types import MappingProxyType
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from newsspider.export.arrow import arrow_schema, record_batch
from newsspider.export.columns import Column, ColumnType, Row

ROW_GROUP = 2_500
"""Rows that are compressed together: what a reader unpacks at a time. Two groups are in memory, some 15 MB each."""
_BATCH = 500
_PATHS: Mapping[ColumnType, str] = MappingProxyType(
    {"text": "{}", "texts": "{}.list.element", "integer": "{}", "number": "{}"}
)
"""What Parquet calls the values of columns that may repeat."""
_UNIQUE = ("id", "url", "standfirst", "text")
"""Columns without a dictionary: no story has another's, and to look for them takes as long as to compress the rest."""
_ORDERED = ("instant", "integer", "number", "boolean")
"""Types of which a reader skips row groups by their least and greatest value; no group has few texts."""


def write_parquet(rows: Iterable[Row], columns: Sequence[Column], file: BinaryIO) -> int:
    """Write the rows as Parquet, a group in a thread while the next one is made. Returns how many they were."""
    number = 0
    schema = arrow_schema(columns)
    repeating = [_PATHS[c.type].format(c.name) for c in columns if c.type in _PATHS and c.name not in _UNIQUE]
    ordered = [column.name for column in columns if column.type in _ORDERED]
    batches = (record_batch(schema, some) for some in _chunks(rows))
    written: Future[None] | None = None
    with (
        pq.ParquetWriter(
            file, schema, compression="zstd", use_dictionary=repeating, write_statistics=ordered
        ) as writer,
        ThreadPoolExecutor(1) as thread,
    ):
        while group := list(islice(batches, ROW_GROUP // _BATCH)):
            if written:
                written.result()
            table = pa.Table.from_batches(group)
            number += table.num_rows
            written = thread.submit(writer.write_table, table, row_group_size=ROW_GROUP)
            del group, table  # before the next ones are made
        if written:
            written.result()
    return number


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while some := list(islice(rest, _BATCH)):
        yield some
