"""Writes an export in a format: which rows, records or graph, by which writer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from newsspider.archive.streams import Choice, Streams
from newsspider.export.columns import ARTICLES, LINKS, REVISIONS, RUNS, Column, Row, fields_of, row_of
from newsspider.export.formats import Export, Format
from newsspider.export.gexf import GEXF
from newsspider.export.graphml import GRAPHML
from newsspider.export.graphs import write_graph
from newsspider.export.records import UNTOLD, document_to_json
from newsspider.export.text import write_csv, write_jsonl, write_records


def write_export(export: Export, file_format: Format, streams: Streams, choice: Choice, file: BinaryIO) -> int:
    """Write an export. Returns how many stories, links, revisions or runs it has.

    Raises:
        StoreError: the store can't be used.
        OSError: the file can't be written.
    """
    if file_format == "graphml" or file_format == "gexf":
        return write_graph(streams.edges(choice), GRAPHML if file_format == "graphml" else GEXF, file)
    if export == "articles" and file_format == "jsonl":
        stories = streams.with_urls(choice, dict.fromkeys(UNTOLD, 0))
        return write_records((document_to_json(story, urls) for story, urls in stories), file)
    columns, rows = _table(export, streams, choice)
    if file_format == "parquet":
        from newsspider.export.parquet import write_parquet  # pyarrow is an extra

        return write_parquet(rows, columns, file)
    return (write_csv if file_format == "csv" else write_jsonl)(rows, columns, file)


def _table(export: Export, streams: Streams, choice: Choice) -> tuple[Sequence[Column], Iterator[Row]]:
    match export:
        case "articles":
            return ARTICLES, streams.rows(choice, [column.reads for column in ARTICLES])
        case "links":
            return LINKS, map(row_of(LINKS), (edge for _, edges in streams.edges(choice) for edge in edges))
        case "revisions":
            return REVISIONS, map(row_of(REVISIONS), streams.revisions(choice, fields_of(REVISIONS)))
        case "runs":
            return RUNS, map(row_of(RUNS), streams.runs(choice))
