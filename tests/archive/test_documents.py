"""Stories survive the way into MongoDB and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args
from zoneinfo import ZoneInfo

import bson
import pytest
from bson.codec_options import CodecOptions
from hypothesis import given
from hypothesis import strategies as st

from newsspider.archive.answers import refused_write
from newsspider.archive.documents import (
    page_from_document,
    page_to_document,
    refused_from_frontier,
    story_from_document,
    story_to_document,
    zone_named,
)
from newsspider.archive.merging import first_story
from newsspider.archive.stories import StoredArticle, StoredLink, Witness
from newsspider.items import Image, Page, ParagraphKind, Refused, Update
from tests.archive.pages import fetched

AWARE: CodecOptions[dict[str, Any]] = CodecOptions(tz_aware=True)
texts = st.text(st.characters(codec="utf-8"), max_size=20)
optional = st.none() | texts
names = st.lists(texts, max_size=3).map(tuple)
ids = st.text("0123456789abcdef", min_size=32, max_size=32)


def instants(zones: st.SearchStrategy[Any]) -> st.SearchStrategy[datetime]:
    """Instants to the millisecond, which is what MongoDB keeps."""
    plain = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=zones, allow_imaginary=False)
    return plain.map(lambda when: when.replace(microsecond=when.microsecond // 1000 * 1000))


utc = instants(st.just(UTC))
zoned = instants(st.sampled_from([UTC, ZoneInfo("Europe/London"), timezone(timedelta(hours=5, minutes=30))]))
links = st.builds(
    StoredLink,
    kind=st.sampled_from(["inline", "latest", "related"]),
    url=texts,
    title=texts,
    teaser=optional,
    label=optional,
    position=st.integers(0, 99),
    target=ids,
    first_seen=utc,
    last_seen=utc,
)
updates = st.builds(Update, at=st.none() | zoned, headline=optional, paragraphs=names)
witnesses = st.builds(
    Witness, fetched_url=texts, url=texts, source=st.sampled_from([None, "sitemap", "feed"]), left=optional
)
images = st.builds(Image, url=texts, caption=optional, credit=optional)
stories = st.builds(
    StoredArticle,
    image=st.none() | images,
    paragraph_kinds=st.lists(st.sampled_from(get_args(ParagraphKind)), max_size=3).map(tuple),
    captions=names,
    embeds=names,
    free=st.none() | st.booleans(),
    id=ids,
    url=texts,
    fetched_url=texts,
    aliases=names,
    witnesses=st.lists(witnesses, max_size=2).map(tuple),
    site=texts,
    page_kind=st.sampled_from(["article", "live_blog"]),
    title=optional,
    standfirst=optional,
    credit=optional,
    paragraphs=names,
    parts=names,
    updates=st.lists(updates, max_size=2).map(tuple),
    published=st.none() | zoned,
    published_precision=st.sampled_from([None, "second", "minute", "day"]),
    published_raw=optional,
    published_zone=st.sampled_from([None, "UTC", "Europe/London", "+05:30", "Nowhere/Land"]),
    modified=st.none() | zoned,
    authors=names,
    section=optional,
    tags=names,
    language=optional,
    agencies=names,
    reading_minutes=st.none() | st.integers(0, 99),
    links=st.lists(links, max_size=3).map(tuple),
    rights=names,
    rules=st.dictionaries(st.sampled_from(["title", "published", "url"]), texts),
    revision=st.integers(1, 9),
    first_seen=utc,
    last_seen=utc,
    last_changed=utc,
    gone_at=st.none() | utc,
    duplicate_of=st.none() | ids,
    content_hash=ids,
    story_hash=st.none() | ids,
    text_hash=st.none() | ids,
    inlinks=st.dictionaries(st.sampled_from(["editorial", "rotating"]), st.integers(0, 9)),
)


def through_bson(document: dict[str, Any]) -> dict[str, Any]:
    return bson.decode(bson.encode(document), AWARE)


def in_utc(story: StoredArticle) -> StoredArticle:
    """An hour that a zone has twice is equal to nothing in another zone."""
    return replace(
        story,
        published=story.published and story.published.astimezone(UTC),
        modified=story.modified and story.modified.astimezone(UTC),
        updates=tuple(replace(update, at=update.at and update.at.astimezone(UTC)) for update in story.updates),
    )


@given(stories)
def test_a_story_survives(story: StoredArticle) -> None:
    document = story_to_document(story)
    assert document["text"] == story.text
    assert in_utc(story_from_document(through_bson(document))) == in_utc(story)


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Europe/London", "2023-04-25T09:00:00+01:00"),
        ("+05:30", "2023-04-25T13:30:00+05:30"),
        ("-03:00", "2023-04-25T05:00:00-03:00"),
        ("UTC", "2023-04-25T08:00:00+00:00"),
        (None, "2023-04-25T08:00:00+00:00"),
        ("../../etc/passwd", "2023-04-25T08:00:00+00:00"),
    ],
)
def test_dates_come_back_in_their_zone(zone: str | None, shown: str) -> None:
    assert datetime(2023, 4, 25, 8, tzinfo=UTC).astimezone(zone_named(zone)).isoformat() == shown


@given(st.binary(max_size=200), st.dictionaries(st.sampled_from(["x.y", "$z", "etag"]), texts), utc)
def test_a_page_survives(body: bytes, headers: dict[str, str], at: datetime) -> None:
    page = Page(url="https://a.org/1", status=200, headers=headers, body=body, fetched_at=at)
    item = replace(fetched("https://a.org/1"), page=page, parts=(page,))
    assert item.identity is not None
    document = through_bson(page_to_document(item, first_story(item.article, item.identity, [item.identity.own], page)))
    assert page_from_document(document) == page
    assert [page_from_document(part) for part in document["parts"]] == [page]


def test_a_refusal_survives() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    refused = Refused(url="https://a.org/1", site="a.org", reason="robots", detail="Disallow: /", seen_at=at)
    change: Any = refused_write(refused, {})._doc
    assert refused_from_frontier(through_bson(change["$set"])) == refused


def test_a_document_of_an_earlier_version_reads_with_defaults() -> None:
    when = datetime(2026, 11, 23, tzinfo=UTC)
    story = StoredArticle(
        id="0" * 32,
        url="https://a.org/1",
        fetched_url="https://a.org/1",
        site="a.org",
        page_kind="article",
        paragraphs=("One.",),
        first_seen=when,
        last_seen=when,
        last_changed=when,
        content_hash="x",
    )
    document = story_to_document(story)
    for later in ("image", "paragraph_kinds", "captions", "embeds", "free"):
        del document[later]
    assert story_from_document(document) == story
