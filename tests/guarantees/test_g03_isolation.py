"""G3: no page costs another story. What the guards let pass is read where it can be ended.

That a reader which hangs, grows or dies costs its page alone is tested in tests/crawling/test_readers.py.
"""

from __future__ import annotations

import time
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsspider import extract_article
from newsspider.errors import PageRefused
from newsspider.items import Article
from tests.guarantees.conftest import Aftermath
from tests.guarantees.hostile import PLAIN
from tests.guarantees.prose import paragraphs_of

URL = "https://lantern.test/2026/world/the-story-of-the-bridge"
PIECES = st.sampled_from(
    [
        *(
            "<html>",
            "<head>",
            "<body>",
            "<article>",
            "<div>",
            "<p>",
            "<h1>",
            "<table><tr><td>",
            "<svg>",
            "<math>",
            "<!--",
        ),
        *("</html>", "</head>", "</body>", "</article>", "</div>", "</p>", "</h1>", "</table>", "-->", "<![CDATA["),
        *("<script type='application/ld+json'>", "</script>", '{"@type":"NewsArticle","datePublished":', "[[{", "}}]"),
        *(
            "<meta property='og:title' content='",
            "<time datetime='",
            "<a href='//[",
            "'>",
            "&#xD800;",
            "&#0;",
            "\0",
            "\ud800",
        ),
        *(
            "<title>A title of words</title>",
            "By Ann Lee",
            "3 May 2024",
            "The ferry sails again from today at noon. " * 9,
        ),
    ]
)
PAGES = st.lists(PIECES | st.text(max_size=9) | st.binary(max_size=9), max_size=40).map(
    lambda parts: b"".join(x if isinstance(x, bytes) else x.encode("utf-8", "surrogatepass") for x in parts)
)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def is_read(body: bytes) -> None:
    """It ends in an article or a refusal, and soon."""
    begun = time.process_time()
    with suppress(PageRefused):
        assert isinstance(extract_article(body, URL), Article)
    assert time.process_time() - begun < 10


@FEW
@given(st.binary(max_size=400))
def test_any_bytes_give_an_article_or_a_refusal(body: bytes) -> None:
    is_read(body)


@FEW
@given(PAGES)
def test_any_pieces_of_a_page_give_an_article_or_a_refusal(body: bytes) -> None:
    is_read(body)


def test_heavy_pages_cost_no_other_story(aftermath: Aftermath) -> None:
    stories = {path: aftermath.story(path) for path in PLAIN}
    assert [path for path, story in stories.items() if story is None] == []
    for path, story in stories.items():
        assert story
        assert list(story.paragraphs) == paragraphs_of(path)


def test_heavy_pages_come_to_an_end_of_their_own(aftermath: Aftermath) -> None:
    assert aftermath.amiss("/parse/") == {}
    assert aftermath.becomes("/parse/the-page-of-brackets") in ("parse", "size"), "it takes lxml minutes"


def test_a_heavy_page_is_no_fault_of_the_run(aftermath: Aftermath) -> None:
    assert "Traceback" not in aftermath.done.stderr
