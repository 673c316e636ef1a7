"""The columns of the exports."""

from __future__ import annotations

from dataclasses import fields

import pyarrow as pa

from newsspider.archive.documents import story_to_document
from newsspider.archive.stories import StoredLink
from newsspider.export import article_to_json
from newsspider.export.arrow import arrow_schema, record_batch
from newsspider.export.columns import ARTICLES, LINKS, REVISIONS, RUNS, fields_of
from newsspider.items import Image
from newsspider.runs import RunRecord
from tests.test_export import story


def test_a_storys_columns_are_those_of_its_json_object_with_what_is_nested_flattened() -> None:
    record = article_to_json(story(), {})
    assert {column.name.partition("_")[0] for column in ARTICLES} == {name.partition("_")[0] for name in record}
    nested = {"image", "inlinks", "links"}
    assert record.keys() - {column.name for column in ARTICLES} == nested


def test_the_values_of_a_story() -> None:
    document = story_to_document(story(image=Image(url="https://a.org/x.jpg", credit="AP"), inlinks={"editorial": 3}))
    values = {column.name: column.value(document) for column in ARTICLES}
    assert values["text"] == "One.\n\nTwo."
    assert (values["image_url"], values["image_caption"], values["image_credit"]) == ("https://a.org/x.jpg", None, "AP")
    assert [values[f"links_{group}"] for group in ("editorial", "sequence", "rotating")] == [1, 0, 0]
    assert [values[f"inlinks_{group}"] for group in ("editorial", "sequence")] == [3, None]
    assert [[column.value(document)] for column in ARTICLES] == [column.values([document]) for column in ARTICLES]


def test_a_story_without_later_fields_has_empty_ones() -> None:
    values = {column.name: column.value({"_id": "x", "links": []}) for column in ARTICLES}
    assert {name: value for name, value in values.items() if value is not None} == {
        "id": "x",
        "text": "",
        "links_editorial": 0,
        "links_sequence": 0,
        "links_rotating": 0,
    }


def test_the_fields_are_asked_for_once() -> None:
    asked = fields_of(ARTICLES)
    assert len(asked) == len(set(asked))
    assert {"paragraphs", "links.kind", "inlinks.editorial", "_id"} <= set(asked)
    assert "text" not in asked  # the paragraphs, joined: half the bytes


def test_columns_name_fields_that_there_are() -> None:
    link = {field.name for field in fields(StoredLink)}
    assert {column.reads.removeprefix("link.") for column in LINKS if column.reads.startswith("link.")} <= link
    assert {column.reads for column in RUNS} <= {field.name for field in fields(RunRecord)}


def test_arrow_has_typed_columns() -> None:
    batch = record_batch(ARTICLES, [story_to_document(story())])
    assert batch.schema.field("first_seen").type == pa.timestamp("ms", tz="UTC")
    assert batch.schema.field("paragraphs").type == pa.list_(pa.string())
    assert batch.to_pylist()[0]["paragraphs"] == ["One.", "Two."]
    runs = record_batch(RUNS, [{"id": "1", "refused": {"time": 2}, "versions": {"python": "3.13"}}])
    assert runs.to_pylist()[0]["refused"] == [("time", 2)]
    assert arrow_schema(REVISIONS).field("matters").type == pa.bool_()
