"""The sample newspaper's stories against its truth, page by page, and each row of the design's table."""

from datetime import date
from pathlib import Path

import pytest

from newsspider.extraction import extract_article, join_parts
from newsspider.items import Article
from newsspider.sample import FRONT_STORY, Anchor, Box, MagazineLines, Newspaper, TrueStory, dress
from newsspider.sites import load_site
from newsspider.urls import canonical_url
from pipelines.normalize import normalize

PAPER = Newspaper("http://paper.test")
TRUTH = {story.path: story for story in PAPER.truth()}
SEED = Path(__file__).parents[3] / "shared" / "seed" / "000_63df4701a077cafa.txt"
SEED_URL = "https://archive.asianlite.com/2023/asia-news/n-korea-pledges-elevated-ties-with-russia"


def read(story: TrueStory) -> Article:
    first, *rest = (page(url) for url in story.parts or (story.url,))
    return normalize(join_parts(first, rest))


def page(url: str) -> Article:
    answer = PAPER.answer(url.removeprefix("http://paper.test"))
    return extract_article(answer.body, url, headers=answer.headers)


@pytest.mark.parametrize("path", TRUTH)
def test_a_story_is_read_as_it_is(path: str) -> None:
    story, article = TRUTH[path], read(TRUTH[path])
    assert article.title == story.title
    assert article.paragraphs == story.paragraphs
    assert article.page_kind == story.page_kind
    assert article.parts == story.parts
    assert [(update.at, update.text) for update in article.updates] == [(u.at, u.text) for u in story.updates]
    for field in ("standfirst", "credit", "authors", "tags", "language", "agencies", "reading_minutes"):
        assert getattr(article, field) == getattr(story, field), field
    for field in ("paragraph_kinds", "captions", "embeds", "free"):
        assert getattr(article, field) == getattr(story, field), field


@pytest.mark.parametrize("path", TRUTH)
def test_a_storys_image_is_its_picture_and_no_logo(path: str) -> None:
    story, article = TRUTH[path], read(TRUTH[path])
    found = article.image and (article.image.url, article.image.caption, article.image.credit)
    assert found == (story.image and (story.image.url, story.image.caption, story.image.credit))


@pytest.mark.parametrize("path", TRUTH)
def test_a_storys_links_are_typed(path: str) -> None:
    story, article = TRUTH[path], read(TRUTH[path])
    found = [(link.kind, link.url, link.title, link.teaser, link.label) for link in article.links]
    written = {canonical_url(link.href, story.url): link for link in story.links}
    assert {(kind, url) for kind, url, *_ in found} == {
        (link.kind, canonical_url(link.href, story.url)) for link in story.links
    }
    for kind, url, *words in found:
        true = written[url]
        if true.kind == kind:
            assert words == [true.title, true.teaser, true.label]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "listing"),
        ("/section/business/", "listing"),
        ("/tag/saltmere/", "listing"),
        ("/topic/kessel-straits/", "listing"),
        ("/about/", "page"),
        ("/privacy/", "page"),
        ("/gallery/regatta-2025/", "gallery"),
        ("/video/lens-cutting/", "video"),
        ("/archive/0001.htm", "soft_404"),
        ("/consent/", "consent_wall"),
        ("/reading-room/", "login_wall"),
        ("/tide-table/", "error"),
    ],
)
def test_other_pages_are_known_for_what_they_are(path: str, kind: str) -> None:
    article = extract_article(PAPER.answer(path).body, f"http://paper.test{path}")
    assert article.page_kind == kind, article.rules["page_kind"]


def test_every_part_tells_all_parts() -> None:
    story = next(story for story in TRUTH.values() if story.parts)
    assert [page(url).parts for url in story.parts] == [story.parts] * 3
    assert tuple(line for url in story.parts for line in page(url).paragraphs) == story.paragraphs


def test_each_row_of_the_table_on_the_front_story() -> None:
    story, article = TRUTH[FRONT_STORY], read(TRUTH[FRONT_STORY])
    assert article.published is not None
    assert article.published.date() == date(2023, 4, 25)
    assert (article.published_precision, article.published_raw) == ("day", "April 25, 2023")
    assert article.reading_minutes == 1
    assert article.title == story.title
    assert article.standfirst == story.standfirst
    assert article.credit == "Saltmere Lantern"
    assert article.paragraphs == story.paragraphs
    assert len(article.paragraphs) == 7
    assert article.text == "\n\n".join(story.paragraphs)
    assert article.agencies == ("Meridian News Agency",)
    assert article.section == "Top News"
    kinds = [link.kind for link in article.links]
    assert kinds == ["also_read", "previous", "next", "latest", "latest", "promoted", "promoted"]
    assert all(link.label and link.teaser for link in article.links if link.kind in ("latest", "promoted"))
    assert not any("top" in line.lower() and len(line) < 12 for line in article.paragraphs)


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not part of the product")
def test_each_row_of_the_table_on_the_seed() -> None:
    lines = [line.strip() for line in SEED.read_text(encoding="utf-8").splitlines() if line.strip()]
    label, _, also_read = lines[11].partition(": ")
    anchors = {n: Anchor(f"/2025/top-news/story-{n}-of-the-seed", lines[n]) for n in (13, 15)}
    cards = {n: Anchor(f"/2025/top-news/card-{n}-of-the-seed", lines[n], teaser=lines[n + 1]) for n in (17, 19, 23, 25)}
    page = dress(
        MagazineLines(
            dateline=lines[0],
            reading=lines[1],
            title=lines[2],
            standfirst=lines[3],
            paragraphs=lines[4:11],
            callouts=[Box("also_read", label, (Anchor("/2023/asia-news/beijing-walks", also_read),), callout=True)],
            previous=anchors[13],
            next=anchors[15],
            latest=Box("latest", lines[16], (cards[17], cards[19])),
            dont_miss=Box("promoted", lines[22], (cards[23], cards[25])),
        ),
        url=SEED_URL,
    )
    article = normalize(extract_article(page, SEED_URL, site=load_site(SEED_URL)))
    assert article.site == "asianlite"
    assert article.published is not None
    assert article.published.isoformat() == "2023-04-25T00:00:00+01:00"
    assert (article.published_precision, article.published_raw) == ("day", "April 25, 2023")
    assert article.published_zone == "Europe/London"
    assert article.reading_minutes == 1
    assert article.title == "N.Korea pledges elevated ties with Russia"
    assert article.standfirst == lines[3].removesuffix("….reports Asian Lite News")
    assert article.credit == "Asian Lite News"
    assert article.paragraphs == tuple(lines[4:11])
    assert article.agencies == ("Yonhap News Agency",)
    assert article.section == "Top News"
    assert [(link.kind, link.title, link.label, link.teaser) for link in article.links] == [
        ("also_read", also_read, "ALSO READ", None),
        ("previous", lines[13], "Previous Story", None),
        ("next", lines[15], "Next Story", None),
        ("latest", lines[17], "Latest from -Top News", lines[18]),
        ("latest", lines[19], "Latest from -Top News", lines[20]),
        ("promoted", lines[23], "Don't Miss", lines[24]),
        ("promoted", lines[25], "Don't Miss", lines[26]),
    ]
