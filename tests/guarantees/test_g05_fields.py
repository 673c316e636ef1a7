"""G5: one bad field never loses a story: what is impossible becomes empty, the rest is kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsspider import extract_article
from tests.guarantees.conftest import Aftermath
from tests.guarantees.hostile import page
from tests.guarantees.prose import paragraphs_of, title_of

PATH = "/fields/a-story-with-whatever-field"
URL = f"https://lantern.test{PATH}"
FEW = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(
    "datePublished dateModified headline author image articleSection keywords description url @id @graph publisher "
    "mainEntityOfPage isAccessibleForFree inLanguage articleBody liveBlogUpdate isPartOf hasPart".split()
)


def test_no_field_costs_a_story(aftermath: Aftermath) -> None:
    assert aftermath.amiss("/fields/") == {}


def test_the_text_of_these_stories_is_whole(aftermath: Aftermath) -> None:
    for path in aftermath.hazards:
        story = aftermath.story(path)
        if path.startswith("/fields/"):
            assert story
            assert list(story.paragraphs[:5]) == paragraphs_of(path), path


def test_an_impossible_date_is_empty_and_noted(aftermath: Aftermath) -> None:
    soon = datetime.now(UTC) + timedelta(days=3)
    for path in aftermath.hazards:
        story = aftermath.story(path)
        if story and path.startswith("/fields/"):
            for instant in (story.published, story.modified):
                assert instant is None or datetime(1900, 1, 1, tzinfo=UTC) < instant < soon, path
    for name in ("an-impossible-zone", "an-impossible-day", "a-day-before-all-days", "the-last-of-all-days"):
        story = aftermath.story(f"/fields/a-story-with-{name}")
        assert story
        assert story.published is None, name
        assert story.published_raw or "published" in story.rules, f"{name} is not noted"


def test_a_foreign_address_or_picture_is_left_out(aftermath: Aftermath) -> None:
    path = "/fields/a-story-with-an-address-out-of-range"
    story = aftermath.story(path)
    assert story
    assert story.url == aftermath.base + path
    pictured = aftermath.story("/fields/a-story-with-a-picture-without-end")
    assert pictured
    assert pictured.image is None or len(pictured.image.url) < 5_000


@FEW
@given(when=st.text(max_size=30) | st.from_regex(r"\d{1,5}-\d\d-\d\dT\d\d:\d\d(:\d\d)?[+-]\d\d:\d\d", fullmatch=True))
def test_any_date_leaves_the_story_as_it_is(when: str) -> None:
    told = when.replace('"', "").replace("<", "")
    body = page(PATH, head=f'<meta property="article:published_time" content="{told}">')
    article = extract_article(body.encode("utf-8", "surrogatepass"), URL)
    assert (article.title, list(article.paragraphs)) == (title_of(PATH), paragraphs_of(PATH))


@FEW
@given(told=st.dictionaries(NAMES, JSON, max_size=5))
def test_any_metadata_leave_the_text_as_it_is(told: dict[str, object]) -> None:
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", **told}).replace("</", "<\\/")
    body = page(PATH, head=f'<script type="application/ld+json">{data}</script>')
    assert set(paragraphs_of(PATH)) <= set(extract_article(body.encode(), URL).paragraphs)
