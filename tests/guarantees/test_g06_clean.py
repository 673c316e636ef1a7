"""G6: the store is clean: true letters, no control characters, documented fields, nothing that is no story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import bson
from hypothesis import given, settings
from hypothesis import strategies as st

from newsspider.archive import StoredArticle
from newsspider.items import STORED_KINDS, Article, Image, Link, Update
from pipelines.normalize import normalize
from tests.guarantees.conftest import Aftermath
from tests.guarantees.poison import TONGUES

DIRTY = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
MOJIBAKE = re.compile("Ã[\x80-\xbf©¨ª¼¶¤]|â€|Â[«»°]|ï»¿")
URL = "https://lantern.test/2026/a-story"
NASTY = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("\0\x1b\ud800\udfff\ufeff\u00ad\u200b\u202e\u0301\ufffe \n"),
    max_size=12,
)


def texts(value: Any) -> Iterator[str]:
    """All texts of a document, the names of its fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def test_pages_whose_charset_is_a_lie_are_read_as_they_were_written(aftermath: Aftermath) -> None:
    for name, (text, *_) in TONGUES.items():
        story = aftermath.story(f"/clean/a-page-of-{name}-letters")
        assert story, name
        assert story.title == text[0]
        for line in text[1:]:
            assert line in story.text, name


def test_what_is_no_story_is_not_stored(aftermath: Aftermath) -> None:
    assert aftermath.amiss("/clean/") == {}
    assert {document["page_kind"] for document in aftermath.store["articles"]} <= STORED_KINDS


def test_no_text_of_the_store_has_what_no_reader_can_read(aftermath: Aftermath) -> None:
    for name, documents in aftermath.store.items():
        if name == "pages":
            continue
        for document in documents:
            for text in texts(document):
                assert not DIRTY.search(text), (name, document["_id"], text[:200])
                assert name != "articles" or not MOJIBAKE.search(text), (document["_id"], text[:200])


def test_no_key_from_a_page_becomes_a_field(aftermath: Aftermath) -> None:
    known = {field.name for field in fields(StoredArticle)} - {"id", "rules"}
    known |= {"_id", "text", "outlinks", "extractor", "written"}
    found = {name for document in aftermath.store["articles"] for name in document}
    assert found <= known
    for document in aftermath.store["articles"]:
        assert all(re.fullmatch(r"\w+", name) for name in document["extractor"]["rules"])
        assert len(bson.encode(document)) < 16 * 1024**2


@settings(max_examples=60, deadline=None)
@given(st.lists(NASTY, min_size=3, max_size=3), st.sampled_from(["", "?q=\0", "/é", "//x", "?a=b&&c"]))
def test_normalizing_is_idempotent_and_leaves_nothing_dirty(said: list[str], ending: str) -> None:
    title, line, name = said
    article = Article(
        url=URL + ending,
        fetched_url=URL,
        site="lantern.test",
        page_kind="article",
        title=title,
        standfirst=name,
        paragraphs=(line, title),
        paragraph_kinds=("paragraph", "quote"),
        authors=(name, line),
        tags=(title, name),
        section=line,
        captions=(name,),
        image=Image(url=URL, caption=title, credit=name),
        updates=(Update(headline=title, paragraphs=(line, name)),),
        links=(Link(kind="inline", url=URL, title=name, teaser=title, label=line),),
        published_raw=title,
    )
    once = normalize(article)
    assert normalize(once) == once
    assert normalize(replace(article, title=once.title)).title == once.title
    for text in (once.title, once.section, once.published_raw, *once.paragraphs, *once.authors, *once.tags):
        assert not (text and re.search("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe]", text))
