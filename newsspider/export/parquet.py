"""Rows as a Parquet file: row groups of 10,000, zstd. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from newsspider.export.arrow import arrow_schema, record_batch
from newsspider.export.columns import Column

ROW_GROUP = 10_000
"""Rows that are compressed together: what a reader unpacks at a time."""
_BATCH = 500


def write_parquet(rows: Iterable[Mapping[str, Any]], columns: Sequence[Column], file: BinaryIO) -> int:
    """Write the rows as Parquet. Returns how many they were."""
    number = 0
    batches = (record_batch(columns, some) for some in _chunks(rows))
    with pq.ParquetWriter(file, arrow_schema(columns), compression="zstd") as writer:
        while group := list(islice(batches, ROW_GROUP // _BATCH)):
            table = pa.Table.from_batches(group)
            writer.write_table(table, row_group_size=ROW_GROUP)
            number += table.num_rows
            del group, table  # before the next ones are made
    return number


def _chunks(rows: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    rest = iter(rows)
    while some := list(islice(rest, _BATCH)):
        yield some
