"""Stories as data frames.

>>> from newsspider import open_archive
>>> from newsspider.frames import to_pandas
>>> with open_archive() as archive: frame = to_pandas(archive.articles(section="Top News"))  # doctest: +SKIP

A row a story, in the order given. The columns are those of the export to Parquet (``newsspider export articles``):
instants are timestamps in UTC, lists are lists, what nobody said is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from newsspider.archive.documents import story_to_document
from newsspider.archive.stories import StoredArticle
from newsspider.errors import UsageError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

_AT_ONCE = 1000


def to_arrow(stories: Iterable[StoredArticle]) -> pa.Table:
    """The stories as an Arrow table, all in memory.

    Raises:
        UsageError: pyarrow is not installed.
    """
    pyarrow = _needed("pyarrow")
    from newsspider.export.arrow import arrow_schema, record_batch
    from newsspider.export.columns import ARTICLES, row_of

    schema, row = arrow_schema(ARTICLES), row_of(ARTICLES)
    rows = (row(story_to_document(story)) for story in stories)
    batches = iter(lambda: list(islice(rows, _AT_ONCE)), [])
    return pyarrow.Table.from_batches((record_batch(schema, some) for some in batches), schema)


def to_pandas(stories: Iterable[StoredArticle]) -> pd.DataFrame:
    """The stories as a pandas frame, all in memory: timestamps are ``datetime64[ms, UTC]``, integers ``Int64``, lists
    Arrow's (``explode`` takes them apart).

    Raises:
        UsageError: pandas or pyarrow is not installed.
    """
    pandas, types = _needed("pandas"), _needed("pyarrow.types")

    def kept(type_: pa.DataType) -> Any:
        """What keeps lists as lists, and numbers and truths whole where some are missing."""
        if types.is_integer(type_):
            return pandas.Int64Dtype()
        if types.is_boolean(type_):
            return pandas.BooleanDtype()
        return pandas.ArrowDtype(type_) if types.is_list(type_) else None

    return to_arrow(stories).to_pandas(types_mapper=kept)


def to_polars(stories: Iterable[StoredArticle]) -> pl.DataFrame:
    """The stories as a polars frame, all in memory.

    Raises:
        UsageError: polars or pyarrow is not installed.
    """
    frame: pl.DataFrame = _needed("polars").from_arrow(to_arrow(stories))
    return frame


_EXTRAS: Mapping[str, str] = MappingProxyType({"pandas": "pandas", "polars": "polars", "pyarrow": "parquet"})
"""What brings a package."""


def _needed(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError:
        package = module.partition(".")[0]
        extra = _EXTRAS[package]
        raise UsageError(f"this takes {package}, which is not installed: pip install 'newsspider[{extra}]'") from None
