"""Rows as a Parquet file: row groups of 2,500, zstd. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from newsspider.export.arrow import arrow_schema, record_batch
from newsspider.export.columns import Column, Row

ROW_GROUP = 2_500
"""Rows that are compressed together: what a reader unpacks at a time. Two groups are in memory, some 15 MB each."""
_BATCH = 500


def write_parquet(rows: Iterable[Row], columns: Sequence[Column], file: BinaryIO) -> int:
    """Write the rows as Parquet, a group in a thread while the next one is made. Returns how many they were."""
    number = 0
    schema = arrow_schema(columns)
    batches = (record_batch(schema, some) for some in _chunks(rows))
    written: Future[None] | None = None
    with (
        pq.ParquetWriter(file, schema, compression="zstd") as writer,
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
