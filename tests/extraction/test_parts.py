"""Stories over several pages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsspider.extraction import extract_article, join_parts
from newsspider.items import Article, Link

BASE = "https://example.org/2024/world/the-ferry-is-back"
LONG = "<p>The ferry between the two harbours is back after a winter of repairs, and the whole town came to look.</p>"
TOP = "<h1>The ferry is back after the winter</h1><p>By Ann Lee</p><p>3 May 2024</p>"
NEIGHBOUR = (
    '<div class=nav-next><p>Next Story</p><a rel=next href="/2024/world/the-mill-turns">The mill turns</a></div>'
)


def read(url: str, body: str = "", head: str = "") -> Article:
    page = f"<html lang=en><head>{head}</head><body>{TOP}<div class=entry-content>{LONG * 3}{body}</div>{NEIGHBOUR}"
    return extract_article(page.encode(), url)


def numbers(form: str, last: int, here: int = 1, first: str = BASE) -> str:
    """A pager: Pages: 1 2 3."""
    links = [
        f"<span>{n}</span>" if n == here else f'<a href="{first if n == 1 else form.format(n)}">{n}</a>'
        for n in range(1, last + 1)
    ]
    return f'<div class="page-links">Pages: {" ".join(links)}</div>'


FORMS = [
    (f"{BASE}/", f"{BASE}/{{}}/"),
    (f"{BASE}/", f"{BASE}/page/{{}}/"),
    (BASE, f"{BASE}?page={{}}"),
    (f"{BASE}?id=7", f"{BASE}?id=7&seite={{}}"),
    (f"{BASE}.html", f"{BASE}-{{}}.html"),
    (f"{BASE}.html", f"{BASE}-seite-{{}}.html"),
]


@pytest.mark.parametrize(("first", "form"), FORMS)
def test_the_first_part_tells_the_others(first: str, form: str) -> None:
    article = read(first, numbers(form, 3, first=first))
    assert article.parts == (first, form.format(2), form.format(3))
    assert len(article.paragraphs) == 3
    assert [link.url for link in article.links] == ["https://example.org/2024/world/the-mill-turns"]


@pytest.mark.parametrize(("first", "form"), FORMS)
def test_a_later_part_tells_the_first(first: str, form: str) -> None:
    head = '<meta property="og:type" content="article">'  # without it /page/2/ is a list's
    article = read(form.format(2), numbers(form, 3, 2, first), head)
    assert article.parts == (first, form.format(2), form.format(3))
    assert len(article.paragraphs) == 3


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("", f'<link rel=next href="{BASE}/2/">'),
        (f'<p><a href="{BASE}/2/">Next page »</a></p>', ""),
        (f'<a href="{BASE}/2/">Nächste Seite</a>', ""),
        (f'<p><a href="{BASE}/2/">Page 2</a></p>', ""),
        (f'<nav><a rel="next" href="{BASE}/2/">→</a></nav>', ""),
    ],
)
def test_one_link_to_the_next_part_is_enough(body: str, head: str) -> None:
    article = read(BASE, body, head)
    assert article.parts == (BASE, f"{BASE}/2/")
    assert len(article.paragraphs) == 3


def test_a_later_part_that_names_the_story_as_its_canonical_page() -> None:
    assert read(f"{BASE}/4/", "", f'<link rel=canonical href="{BASE}/">').parts == (
        f"{BASE}/",
        *(f"{BASE}/{number}/" for number in (2, 3, 4)),
    )


def test_numbers_that_the_pager_leaves_out_are_known_by_the_form() -> None:
    pager = f'<p>Pages: 1 <a href="{BASE}/2">2</a> … <a href="{BASE}/5">5</a></p>'
    assert read(BASE, pager).parts == (BASE, *(f"{BASE}/{number}" for number in range(2, 6)))


@pytest.mark.parametrize(
    ("url", "body", "head"),
    [
        (BASE, "", '<link rel=next href="/2024/world/the-mill-turns">'),  # another story
        (BASE, '<a href="/2024/world/the-ferry-is-back-again">Next page</a>', ""),
        (BASE, f'<div id=comments><a href="{BASE}?page=2">2</a></div>', ""),
        (BASE, f'<p><a href="{BASE}?page=1">2</a> <a href="{BASE}?page=2">3</a></p>', ""),  # numbers don't agree
        (BASE, f'<p>Two years <a href="{BASE}/2">ago</a> it sank.</p>', ""),
        (BASE, f'<a href="{BASE}/2">2</a> <a href="{BASE}?page=3">3</a>', ""),  # two forms
        (BASE, f'<a href="{BASE}/2">2</a> <a href="{BASE}/99">99</a>', ""),  # no story is so long
        (BASE, f'<a href="https://elsewhere.example{BASE[19:]}/2">2</a>', ""),
        ("https://example.org/log/12", '<a href="/log/13">Next page</a>', '<link rel=next href="/log/13">'),
        ("https://example.org/log/12", '<a href="/log">The log</a>', ""),
        ("https://example.org/2024/world/slug-2.html", "", '<link rel=next href="/2024/world/slug-3.html">'),
    ],
)
def test_what_is_no_part(url: str, body: str, head: str) -> None:
    assert read(url, body, head).parts == ()


def test_lists_and_galleries_have_no_parts() -> None:
    teasers = "".join(f'<h3><a href="/2024/w/story-{n}-of-today">Story {n} of today</a></h3>' for n in range(12))
    pager = '<nav><a href="/world/2/">2</a><a href="/world/3/">3</a></nav>'
    page = f"<html><h1>World</h1>{teasers}{pager}</html>"
    listing = extract_article(page.encode(), "https://example.org/world/")
    assert (listing.page_kind, listing.parts) == ("listing", ())
    pictures = "<figure><img src=a.jpg><figcaption>A boat.</figcaption></figure>" * 8
    pager = '<a href="/gallery/harbour/2">2</a>'
    page = f"<html><h1>The harbour</h1><p>3 May 2024</p>{pictures}{pager}</html>"
    gallery = extract_article(page.encode(), "https://example.org/gallery/harbour")
    assert (gallery.page_kind, gallery.parts) == ("gallery", ())


def part(number: int, *lines: str, links: tuple[Link, ...] = (), urls: int = 3) -> Article:
    url = f"{BASE}/{number}" if number > 1 else BASE
    return Article(
        url=url,
        fetched_url=url,
        site="example.org",
        page_kind="article",
        title="The ferry is back",
        paragraphs=lines,
        links=links,
        parts=(BASE, *(f"{BASE}/{n}" for n in range(2, urls + 1))),
        rules={"paragraphs": "trafilatura", "title": "h1"},
    )


def test_parts_are_joined() -> None:
    one = Link(kind="inline", url="https://example.org/a", title="A", position=0)
    two = Link(kind="inline", url="https://example.org/b", title="B", position=0)
    back = Link(kind="inline", url=BASE, title="Back", position=1)
    story = join_parts(
        part(1, "One.", "Two.", links=(one,)),
        [part(2, "The ferry is back", "Two.", "Three.", links=(two, back, one)), part(3, "Four.", "Four.")],
    )
    assert story.paragraphs == ("One.", "Two.", "Three.", "Four.", "Four.")
    assert [(link.url[-1], link.position) for link in story.links] == [("a", 0), ("b", 1)]
    assert (story.url, story.title) == (BASE, "The ferry is back")
    assert story.aliases == (f"{BASE}/2", f"{BASE}/3")
    assert story.rules == {"paragraphs": "trafilatura, 3 of 3 parts", "title": "h1"}


def test_parts_that_could_not_be_had_are_told() -> None:
    story = join_parts(part(1, "One.", urls=2), [part(2, "Two.", urls=4)])
    assert story.rules["paragraphs"] == "trafilatura, 2 of 4 parts"
    assert len(story.parts) == 4


def test_a_story_on_one_page_stays_as_it_is() -> None:
    story = replace(part(1, "One."), parts=())
    assert join_parts(story, ()) is story
