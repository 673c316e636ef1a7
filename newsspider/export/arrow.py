"""The columns of the exports as Arrow has them: for Parquet, and for data frames. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa

from newsspider.export.columns import Column, ColumnType, Row

_INSTANT = pa.timestamp("ms", tz="UTC")
_TYPES: Mapping[ColumnType, pa.DataType] = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "instant": _INSTANT,
    "counts": pa.map_(pa.string(), pa.int64()),
    "words": pa.map_(pa.string(), pa.string()),
    "updates": pa.list_(
        pa.struct([("at", _INSTANT), ("headline", pa.string()), ("paragraphs", pa.list_(pa.string()))])
    ),
}


def arrow_schema(columns: Sequence[Column]) -> pa.Schema:
    """The schema of a table with these columns: instants as timestamps in UTC, lists as lists."""
    return pa.schema([(column.name, _TYPES[column.type]) for column in columns])


def record_batch(schema: pa.Schema, rows: Iterable[Row]) -> pa.RecordBatch:
    """Some rows, one at least, of the columns of a schema."""
    values = zip(schema.types, zip(*rows, strict=True), strict=True)
    return pa.RecordBatch.from_arrays([_array(type_, some) for type_, some in values], schema=schema)


def _array(type_: pa.DataType, values: Iterable[Any]) -> pa.Array:
    if pa.types.is_map(type_):
        values = [value if value is None else list(value.items()) for value in values]
    return pa.array(values, type=type_)
