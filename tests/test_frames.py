"""Stories as data frames."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from newsspider.archive import StoredArticle
from newsspider.errors import UsageError
from newsspider.export.columns import ARTICLES
from newsspider.frames import to_arrow, to_pandas, to_polars
from tests.archive.pages import AT
from tests.archive.stories import story

STORIES = (
    story("One", "Two", ("next", "Three"), authors=("Mira", "Lind"), reading_minutes=3, free=True),
    story("Two", published=None),
)
NAMES = [column.name for column in ARTICLES]


def test_an_arrow_table() -> None:
    table = to_arrow(iter(STORIES))
    assert table.column_names == NAMES
    assert table["published"].to_pylist() == [AT, None]
    assert table.schema.field("published").type == pa.timestamp("ms", tz="UTC")
    assert table["authors"].to_pylist() == [["Mira", "Lind"], []]
    assert table["links_editorial"].to_pylist() == [1, 0]


def test_a_pandas_frame() -> None:
    frame = to_pandas(STORIES)
    assert list(frame.columns) == NAMES
    assert frame.published.dt.year.to_list()[0] == 2026
    assert str(frame.published.dtype) == "datetime64[ms, UTC]"
    assert frame.published.isna().to_list() == [False, True]
    assert frame.authors[0] == ["Mira", "Lind"]
    assert frame.explode("authors").authors.dropna().to_list() == ["Mira", "Lind"]
    assert (str(frame.reading_minutes.dtype), frame.reading_minutes.sum()) == ("Int64", 3)
    assert str(frame.free.dtype) == "boolean"


def test_a_polars_frame() -> None:
    frame = to_polars(STORIES)
    assert frame.columns == NAMES
    assert frame["published"].to_list() == [AT, None]
    assert frame["authors"].explode().drop_nulls().to_list() == ["Mira", "Lind"]


@pytest.mark.parametrize("make", [to_arrow, to_pandas, to_polars])
def test_no_story_makes_a_frame_with_all_columns(make: Callable[[Any], Any]) -> None:
    none: list[StoredArticle] = []
    assert len(make(none)) == 0
    assert make(none).shape[1] == len(NAMES)


@pytest.mark.parametrize(
    ("make", "package", "extra"),
    [(to_arrow, "pyarrow", "parquet"), (to_pandas, "pandas", "pandas"), (to_polars, "polars", "polars")],
)
def test_a_package_that_is_missing(
    make: Callable[[Any], Any], package: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match=rf"takes {package}, .*newsspider\[{extra}\]"):
        make(STORIES)
