"""The deduplicate stage: by what a story is recognised."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from newsspider.items import Refused
from newsspider.urls import identity_key
from pipelines.deduplicate import DeduplicatePipeline, identify, story_hash, text_hash
from tests.archive.pages import AT, fetched

LONG = ("One two three four five six seven eight nine ten.", "Again and again, " * 8)


def test_keys() -> None:
    page = fetched(
        "http://www.a.org/story/amp/",
        claims="https://a.org/real",
        aliases=("https://a.org/story", "mailto:x", "https://wp.me/1"),
        lead="https://a.org/old",
    )
    assert page.identity is not None
    assert page.identity.own == "a.org/story"
    assert page.identity.claimed == "a.org/real"
    assert page.identity.others == ("wp.me/1", "a.org/old")
    assert page.identity.left == "a.org/old"


def test_the_same_words_are_the_same_text() -> None:
    one = fetched("https://a.org/1", title="Bridge: “stands”", paragraphs=LONG).article
    other = fetched("https://b.org/2", title='bridge "Stands"', paragraphs=(" ".join(LONG).upper(),)).article
    assert text_hash(one) == text_hash(other)
    assert story_hash(one) != story_hash(other)
    assert story_hash(one) == story_hash(replace(other, site=one.site))


def test_a_very_short_text_needs_its_title() -> None:
    one = fetched("https://a.org/1", title="Rain", paragraphs=("It rained.",)).article
    assert text_hash(one) != text_hash(replace(one, title="Snow"))
    assert text_hash(one) == text_hash(replace(one, site="b.org"))


def test_nothing_is_equal_to_nothing() -> None:
    empty = fetched("https://a.org/1", title=None, paragraphs=()).article
    assert text_hash(empty) is None
    assert story_hash(empty) is None
    assert story_hash(replace(empty, title="Rain")) is None


def test_refusals_pass() -> None:
    refused = Refused(url="https://a.org/x", site="a.org", reason="status", detail="404", seen_at=AT)
    assert DeduplicatePipeline().process_item(refused) is refused


@given(st.text(), st.lists(st.text(), max_size=3))
def test_any_text_has_an_identity(title: str, paragraphs: list[str]) -> None:
    page = fetched("https://a.org/1", title=title, paragraphs=tuple(paragraphs))
    assert page.identity is not None
    assert page.identity.own == identity_key("https://a.org/1")
    assert identify(page) == page
