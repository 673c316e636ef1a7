"""Pages whose shape would cost the parsers minutes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest

from newsspider.errors import PageRefused
from newsspider.extraction import extract_article
from newsspider.extraction.guards import MAX_ELEMENTS, MAX_LINKS, thinned

LINE = "<p>The harbour council said on Monday that ferry number {n} of the winter will sail again from noon.</p>"
STORY = "".join(LINE.format(n=n) for n in range(8))


def page(more: str) -> str:
    head = "<html lang=en><title>Ferry</title><body><article><h1>The ferry sails again</h1><p>3 May 2024</p>"
    return f"{head}{STORY}{more}</article></body></html>"


HEAVY: dict[str, Callable[[], str]] = {
    "a million attributes": lambda: page("<div " + " ".join(f"a{n}=1" for n in range(1_000_000)) + ">x</div>"),
    "an endless tag": lambda: page("<div " + " ".join(f'a{n}="1"' for n in range(300_000))),
    "empty paragraphs": lambda: page("<p></p>" * 500_000),
    "open paragraphs": lambda: page("<p class=x>\n" * 500_000),
    "links": lambda: page("".join(f'<li><a href="/{n}">story {n}</a></li>' for n in range(100_000))),
    "comments": lambda: page("<!-- -->" * 1_000_000),
    "deep": lambda: page("<div>" * 100_000),
    "one line": lambda: page("<p>" + "word " * 1_000_000),
    "tags in a script": lambda: page(f'<script>var page = "{"<b> " * 300_000}"</script>'),
    "angles": lambda: page("< " * 2_000_000),
    "quotes": lambda: page('<div title="' + "'" * 3_000_000),
}


@pytest.mark.parametrize("name", HEAVY)
def test_the_story_of_a_heavy_page_is_read_in_time(name: str) -> None:
    heavy = HEAVY[name]().encode()
    begun = time.process_time()
    article = extract_article(heavy, "https://lantern.test/2024/ferry")
    assert time.process_time() - begun < 10
    assert list(article.paragraphs[:8]) == [LINE.format(n=n)[3:-4] for n in range(8)]


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ("<p>x</p>" * (MAX_ELEMENTS + 1), "elements"),
        ("".join(f"<p>no row<a href=/{n}>x</a></p>" for n in range(MAX_LINKS + 1)), "links"),
    ],
)
def test_a_page_that_stays_heavy_is_refused(more: str, what: str) -> None:
    with pytest.raises(PageRefused, match=f"size: \\d+ {what}"):
        extract_article(page(more).encode(), "https://lantern.test/2024/ferry")


@pytest.mark.parametrize("field", ["author", "headline", "keywords", "articleSection", "description", "datePublished"])
def test_endless_metadata_cost_no_story(field: str) -> None:
    data = {"@type": "NewsArticle", field: "x" * 300_000}
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    begun = time.process_time()
    article = extract_article(page(script).encode(), "https://lantern.test/2024/ferry")
    assert time.process_time() - begun < 5
    assert len(article.paragraphs) == 8
    assert article.title == "The ferry sails again"


def test_an_ordinary_page_stays_as_it_is() -> None:
    whole = page('<div class="wide" data-picture="' + "x" * 50_000 + '">x</div><p></p><p></p>')
    assert thinned(whole) is whole or thinned(whole) == whole
