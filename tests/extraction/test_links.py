"""The typed related-link graph of small pages."""

import pytest

from newsspider.extraction import examine_page
from newsspider.extraction.labels import read_label, section_in, split_callout
from newsspider.items import Article, LinkKind
from newsspider.sites import Site

SITE = Site(name="example.org", home="https://example.org/")
URL = "https://example.org/2024/world/the-ferry-is-back"
SENTENCE = "The ferry between the two harbours is back after a winter of repairs, and the town came to see it off."


def story(*inside: str, after: str = "", around: str = "") -> Article:
    """The Article of a page with some markup between its paragraphs, behind its story and around all."""
    body = f"<p>{SENTENCE}</p>".join(["", *inside, ""]) if inside else f"<p>{SENTENCE}</p>"
    page = f"""<html lang="en"><head><title>The ferry is back</title></head><body>
        <nav><a href="/world/">World</a><a href="/2024/world/menu-story-of-the-day">Menu story of the day</a></nav>
        {around}<main><h1>The ferry is back</h1><p class="date">3 May 2024</p>
        <div class="entry-content">{body}<p>{SENTENCE} It will sail again on Monday.</p></div>{after}</main>
        <footer><a href="/2024/world/footer-story-of-the-day">Footer story of the day</a></footer></body></html>"""
    return examine_page(page.encode(), URL, site=SITE).article


def edges(article: Article) -> list[tuple[str, str, str | None]]:
    return [(link.kind, link.title, link.label) for link in article.links]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Related stories", "related"),
        ("You may also like", "related"),
        ("More on this story", "related"),
        ("Read also", "also_read"),
        ("Most read", "promoted"),
        ("Don’t Miss", "promoted"),
        ("Trending now", "promoted"),
        ("Latest from -Top News", "latest"),
        ("Recent Posts", "latest"),
        ("À lire aussi", "also_read"),
        ("Les plus lus", "promoted"),
        ("Das könnte Sie auch interessieren", "related"),
        ("Noticias relacionadas", "related"),
        ("Leia também", "also_read"),
        ("I più letti", "promoted"),
        ("यह भी पढ़ें", "also_read"),
        ("सबसे ज़्यादा पढ़ी गई खबरें", "promoted"),
        ("Previous Story", "previous"),
        ("Next Story", "next"),
    ],
)
def test_a_heading_tells_the_kind(heading: str, kind: LinkKind) -> None:
    label = read_label(heading, SITE)
    assert label is not None
    assert label.kind == kind


@pytest.mark.parametrize(
    "heading", ["Go toTop", "World", "Read the room", "The latest storm has passed over us now", ""]
)
def test_other_lines_are_no_headings(heading: str) -> None:
    assert read_label(heading, SITE) is None


def test_the_newspapers_own_labels_go_first() -> None:
    own = Site(name="x", home="https://x.org/", labels={"Harbour lights": "promoted", "Related": "latest"})
    assert [read_label(text, own).kind for text in ("HARBOUR LIGHTS:", "Related")] == ["promoted", "latest"]  # type: ignore[union-attr]


def test_a_label_may_name_a_section() -> None:
    assert section_in("Latest from -Top News") == "Top News"
    assert section_in("Latest news") is None


def test_a_callout_is_a_label_and_the_rest() -> None:
    split = split_callout("ALSO READ: Bridge: the long wait", SITE)
    assert split is not None
    assert (split[0].kind, split[0].text, split[1]) == ("also_read", "ALSO READ", "Bridge: the long wait")
    assert split_callout("He said: read more of it", SITE) is None


def test_a_callout_in_the_story_is_an_edge_and_no_text() -> None:
    article = story('<p><strong>ALSO READ: <a href="/2024/world/bridge-waits">Bridge waits for spring</a></strong></p>')
    assert edges(article) == [("also_read", "Bridge waits for spring", "ALSO READ")]
    assert "Bridge" not in article.text


def test_a_box_gives_headline_teaser_and_label_once_a_story() -> None:
    box = """<aside><h3>Related</h3><div class="card"><a href="/2024/world/bridge-waits"><img src="b.jpg"></a>
        <h4><a href="/2024/world/bridge-waits?utm_source=box">Bridge waits for spring</a></h4><span>2 May 2024</span>
        <p>The old bridge stays closed until April.</p></div>
        <div class="card"><h4><a href="/2024/world/tide-tables">Tide tables are wrong</a></h4></div></aside>"""
    article = story(box, SENTENCE)
    assert edges(article) == [
        ("related", "Bridge waits for spring", "Related"),
        ("related", "Tide tables are wrong", "Related"),
    ]
    assert article.links[0].teaser == "The old bridge stays closed until April."
    assert article.links[0].url == "https://example.org/2024/world/bridge-waits"
    assert "old bridge" not in article.text


def test_previous_and_next_are_known_by_words_rel_and_class() -> None:
    for after in (
        '<p>Previous Story</p><h4><a href="/2024/a/one-and-one">One and one</a></h4>'
        '<p>Next Story</p><h4><a href="/2024/a/two-and-two">Two and two</a></h4>',
        '<a rel="prev" href="/2024/a/one-and-one">« One and one</a> '
        '<a rel="next" href="/2024/a/two-and-two">Two and two »</a>',
        '<div class="nav-previous"><a href="/2024/a/one-and-one">One and one</a></div>'
        '<div class="nav-next"><a href="/2024/a/two-and-two">Two and two</a></div>',
        '<a href="/2024/a/one-and-one"><span>Previous article</span><b>One and one</b></a>'
        '<a href="/2024/a/two-and-two"><span>Next article</span><b>Two and two</b></a>',
    ):
        assert [edge[:2] for edge in edges(story(after=f"<div class='post-navigation'>{after}</div>"))] == [
            ("previous", "One and one"),
            ("next", "Two and two"),
        ]


def test_a_link_in_a_sentence_is_inline() -> None:
    article = story(f'<p>{SENTENCE} See <a href="/2024/world/bridge-waits">the bridge story</a> for more on that.</p>')
    assert edges(article) == [("inline", "the bridge story", None)]
    assert "the bridge story" in article.text


def test_frame_self_section_tag_and_foreign_links_are_no_edges() -> None:
    box = f"""<div><h3>Most read</h3><ul><li><a href="{URL}/amp/">The ferry is back</a></li>
        <li><a href="/tag/ferry">All about the ferry here</a></li><li><a href="/world/">World</a></li>
        <li><a href="https://ads.example.com/offer/one">An offer from our partners</a></li>
        <li><a href="/2024/world/bridge-waits">Bridge waits for spring</a></li></ul></div>"""
    assert edges(story(after=box)) == [("promoted", "Bridge waits for spring", "Most read")]


def test_a_list_of_links_without_a_heading_is_related() -> None:
    box = """<ul><li><a href="/2024/world/bridge-waits">Bridge waits for spring</a></li>
        <li><a href="/2024/world/tide-tables">Tide tables are wrong</a></li></ul>"""
    article = story(f"<p>{SENTENCE}</p>{box}", "")
    assert [edge[0] for edge in edges(article)] == ["related", "related"]
    assert "Tide" not in article.text


def test_links_are_numbered_in_page_order() -> None:
    article = story(
        '<p>Read also: <a href="/2024/a/one-and-one">One and one</a></p>',
        f'<p>{SENTENCE} And <a href="/2024/a/two-and-two">two</a> as well.</p>',
        after='<h3>Related</h3><ul><li><a href="/2024/a/three-and-three">Three and three</a></li></ul>',
    )
    assert [(link.kind, link.position) for link in article.links] == [("also_read", 0), ("inline", 1), ("related", 2)]


def test_a_sponsored_item_does_not_break_its_box() -> None:
    items = "".join(f'<li><a href="/2024/world/another-story-{n}-of-the-day">Another story {n}</a></li>' for n in "ab")
    sponsored = '<li><a href="https://partner.example/offer">Sponsored: ten kettles put to the test</a></li>'
    article = story(f"<div><h2>Related stories</h2><ul>{sponsored}{items}</ul></div>")
    assert edges(article) == [
        ("related", "Another story a", "Related stories"),
        ("related", "Another story b", "Related stories"),
    ]
    assert "Related" not in article.text


def test_a_paragraph_that_is_a_headline_of_another_story_is_a_callout() -> None:
    lone = '<p><a href="/2024/world/the-harbour-is-to-close"><b>→ The harbour is to close in May</b></a></p>'
    article = story(lone)
    assert edges(article) == [("also_read", "The harbour is to close in May", None)]
    assert "harbour is to close" not in article.text
