"""The columns of the exports."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pyarrow as pa

from newsspider.archive.documents import story_to_document as document
from newsspider.archive.schema import prepare_store
from newsspider.archive.stories import StoredLink
from newsspider.archive.streams import Choice, Streams
from newsspider.export import article_to_json
from newsspider.export.arrow import arrow_schema, record_batch
from newsspider.export.columns import ARTICLES, LINKS, REVISIONS, RUNS, fields_of, row_of
from newsspider.items import Image, Update
from newsspider.runs import RunRecord
from tests.archive.pages import AT
from tests.conftest import Store
from tests.test_export import story


def test_a_storys_columns_are_those_of_its_json_object_with_what_is_nested_flattened() -> None:
    record = article_to_json(story(), {})
    assert {column.name.partition("_")[0] for column in ARTICLES} <= {name.partition("_")[0] for name in record}
    otherwise = {"image", "inlinks", "links", "paragraphs"}  # the text has the paragraphs
    assert record.keys() - {column.name for column in ARTICLES} == otherwise


def test_the_values_of_a_story() -> None:
    one = document(story(image=Image(url="https://a.org/x.jpg", credit="AP"), inlinks={"editorial": 3}))
    values = dict(zip((column.name for column in ARTICLES), row_of(ARTICLES)(one), strict=True))
    assert values["text"] == "One.\n\nTwo."
    assert (values["image_url"], values["image_caption"], values["image_credit"]) == ("https://a.org/x.jpg", None, "AP")
    assert [values[f"links_{group}"] for group in ("editorial", "sequence", "rotating")] == [1, 0, 0]
    assert [values[f"inlinks_{group}"] for group in ("editorial", "sequence")] == [3, None]


def test_the_fields_are_asked_for_once() -> None:
    asked = fields_of(ARTICLES)
    assert {"text", "outlinks.editorial", "inlinks.editorial", "_id"} <= asked.keys()
    assert not {"paragraphs", "links"} & asked.keys()  # the text has them, and they are counted: half the bytes
    assert len(asked) == len(ARTICLES)


def test_the_server_makes_the_rows_that_we_make_of_its_documents(store: Store, mongo: Any) -> None:
    prepare_store(store.uri, store.database)
    full = story(
        image=Image(url="https://a.org/x.jpg"), updates=(Update(at=AT),), tags=("a", "b"), inlinks={"rotating": 2}
    )
    mongo["articles"].insert_many([document(full), document(story(aliases=("x",))) | {"_id": "0" * 32}])
    mongo["articles"].update_one({"_id": "0" * 32}, {"$unset": {"captions": "", "inlinks": ""}})  # as of old
    with store.open() as archive:
        streams = Streams(archive)
        rows = list(streams.rows(Choice(), [column.reads for column in ARTICLES]))
        assert rows == list(map(row_of(ARTICLES), streams.stories(Choice(), fields_of(ARTICLES))))
    assert len(rows) == 2


def test_columns_name_fields_that_there_are() -> None:
    link = {field.name for field in fields(StoredLink)}
    assert {column.reads.removeprefix("link.") for column in LINKS if column.reads.startswith("link.")} <= link
    assert {column.reads for column in RUNS} <= {field.name for field in fields(RunRecord)}


def test_arrow_has_the_same_values_in_typed_columns() -> None:
    naive = AT.replace(tzinfo=None)  # as streams give dates
    full = story(published=naive, image=Image(url="https://a.org/x.jpg"), updates=(Update(at=naive),))
    documents = [document(full), document(story(links=())), {"_id": "x"}, document(story())]
    some = list(map(row_of(ARTICLES), documents))
    batch = record_batch(arrow_schema(ARTICLES), some)
    assert batch.schema.field("published").type == pa.timestamp("ms", tz="UTC")
    assert batch.schema.field("paragraph_kinds").type == pa.list_(pa.string())
    rows = batch.to_pylist()
    assert rows[0]["published"] == AT
    assert rows[0]["updates"] == [{"at": AT, "headline": None, "paragraphs": []}]
    assert [row["links_editorial"] for row in rows] == [1, 0, None, 1]
    dates = {column.name for column in ARTICLES if column.type == "instant"} | {"updates"}
    for place, column in enumerate(ARTICLES):
        if column.name not in dates:
            assert [row[column.name] for row in rows] == [one[place] for one in some]


def test_arrow_has_mappings_and_made_values() -> None:
    run = row_of(RUNS)({"id": "1", "refused": {"time": 2}, "versions": {"python": "3.13"}})
    assert record_batch(arrow_schema(RUNS), [run]).to_pylist()[0]["refused"] == [("time", 2)]
    assert arrow_schema(REVISIONS).field("matters").type == pa.bool_()
    edges = [{"source": {"_id": "s"}, "link": {"kind": "next"}, "target": end} for end in ({"_id": "t"}, {"url": "u"})]
    rows = record_batch(arrow_schema(LINKS), map(row_of(LINKS), edges)).to_pylist()
    assert [(row["group"], row["stored"]) for row in rows] == [("sequence", True), ("sequence", False)]
