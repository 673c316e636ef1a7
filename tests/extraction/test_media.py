"""Lead image, captions, embedded things, what each line is, free or paywalled."""

import pytest

from newsspider.extraction import examine_page, extract_article
from newsspider.extraction.captions import split_caption
from newsspider.extraction.pictures import file_key
from newsspider.items import Article, Image

URL = "https://example.org/2024/world/the-ferry-is-back"
LONG = "<p>The ferry between the two harbours is back after a winter of repairs, and the whole town came to look.</p>"
MORE = "<p>It sails on the hour from the old quay, and the crew of eleven has learned the new engine by heart now.</p>"


def page(body: str, head: str = "") -> bytes:
    html = f"<html lang=en><head>{head}</head><body><article><h1>The ferry is back</h1><p>3 May 2024</p>{body}"
    return f"{html}</article></body></html>".encode()


def read(body: str, head: str = "") -> Article:
    return extract_article(page(body, head), URL)


@pytest.mark.parametrize(
    ("printed", "caption", "credit"),
    [
        ("Boats at dawn.", "Boats at dawn.", None),
        ("Boats at dawn. Photo: Ann Lee", "Boats at dawn.", "Ann Lee"),
        ("Boote im Hafen. (Foto: dpa)", "Boote im Hafen.", "dpa"),
        ("Boats at dawn | Image credit: Ann Lee/AFP", "Boats at dawn", "Ann Lee/AFP"),
        ("Boats © Ann Lee", "Boats", "Ann Lee"),
        ("Bateaux. Crédit photo : Anne Le Goff", "Bateaux.", "Anne Le Goff"),
        ("Barcas. Foto di Anna Rossi", "Barcas.", "Anna Rossi"),
        ("नावें। फ़ोटो: नूर तमसिन", "नावें।", "नूर तमसिन"),
        ("Boats at dawn. (Ann Lee/AFP via Getty Images)", "Boats at dawn.", "Ann Lee/AFP via Getty Images"),
        ("Boats at dawn (left) and at noon", "Boats at dawn (left) and at noon", None),
        ("(© Ann Lee)", None, "Ann Lee"),
        ("The photo by the door is of his father", "The photo by the door is of his father", None),
    ],
)
def test_a_credit_is_split_from_its_caption(printed: str, caption: str | None, credit: str | None) -> None:
    assert split_caption(printed) == (caption, credit)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.org/i/boat.jpg", "https://cdn.b.org/x/boat-300x200.jpg?w=3"),
        ("https://a.org/i/boat-scaled.jpg", "https://a.org/i/boat-1024x683.webp"),
        ("https://a.org/image?url=https%3A%2F%2Fb.org%2Fboat.jpg&w=9", "https://b.org/boat.jpg"),
        ("https://a.org/44152f97b643491c/16x9/640@60.jpg", "https://a.org/44152f97b643491c/16x9/original.jpg"),
    ],
)
def test_sizes_of_a_picture_are_one(one: str, other: str) -> None:
    assert file_key(one) == file_key(other)


FIGURE = '<figure><img src="/up/boat-300x200.jpg"><figcaption>The boat. <em>Photo: Ann Lee</em></figcaption></figure>'


def test_the_metadatas_image_has_the_words_that_the_page_prints_with_it() -> None:
    head = '<meta property="og:image" content="https://example.org/up/boat.jpg">'
    article = read(FIGURE + LONG + MORE, head)
    assert article.image == Image(url="https://example.org/up/boat.jpg", caption="The boat.", credit="Ann Lee")
    assert (article.rules["image"], article.captions) == ("og", ("The boat.",))
    assert not any("boat." in line for line in article.paragraphs)


def test_json_ld_tells_the_words_that_the_page_does_not() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The ferry is back", "image":'
        ' {"@type": "ImageObject", "url": "/up/boat.jpg", "caption": "The boat at sea", "creditText": "Photo: Bo"}}'
        "</script>"
    )
    image = Image(url="https://example.org/up/boat.jpg", caption="The boat at sea", credit="Bo")
    assert read(LONG + MORE, head).image == image


def test_a_figure_at_the_head_serves_where_the_metadata_have_none() -> None:
    article = read(FIGURE + LONG + MORE)
    assert article.image == Image(url="https://example.org/up/boat-300x200.jpg", caption="The boat.", credit="Ann Lee")
    assert article.rules["image"] == "figure"


@pytest.mark.parametrize(
    "url",
    [
        "/img/logo.png",
        "/themes/x/placeholder-image.jpg",
        "https://secure.gravatar.com/avatar/67b1421",
        "/i/blank.gif",
        "/img/example-logo-1200x630.png",
    ],
)
def test_a_sign_is_no_lead_image(url: str) -> None:
    examination = examine_page(page(LONG + MORE, f'<meta property="og:image" content="{url}">'), URL)
    assert examination.article.image is None
    assert [offer.refused is not None for offer in examination.offers["image"]] == [True]


def test_a_picture_of_a_logo_on_a_building_is_a_lead_image() -> None:
    image = read(LONG + MORE, '<meta property="og:image" content="/up/bank-logo-tower-frankfurt.jpg">').image
    assert image is not None


TWEET = (
    '<blockquote class="twitter-tweet"><p>All buoys are to be taken as lost until further notice, says the office.</p>'
    '&mdash; Harbour (@h) <a href="https://twitter.com/h/status/12345?ref_src=x">May 3</a></blockquote>'
)


def test_embedded_things_are_kept_apart() -> None:
    article = read(
        LONG + TWEET + MORE + '<iframe src="https://www.youtube.com/embed/abc"></iframe>'
        '<iframe src="https://www.googletagmanager.com/ns.html?id=1" width="0"></iframe>'
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/XY/?utm=1">A post'
        " shared by somebody</blockquote>" + LONG.replace("ferry", "steamer")
    )
    assert article.embeds == (
        "https://twitter.com/h/status/12345",
        "https://www.youtube.com/embed/abc",
        "https://www.instagram.com/p/XY/",
    )
    assert not any("buoys" in line or "shared" in line for line in article.paragraphs)
    assert len(article.paragraphs) == 3


def test_lines_know_what_they_are() -> None:
    article = read(
        LONG
        + MORE
        + "<h2>A new engine for the old ferry</h2>"
        + MORE.replace("hour", "half")
        + "<blockquote><p>We would have rowed it across if"
        " they had let us, and been faster.</p></blockquote><ul><li>Adults pay four crowns each way on the boat</li>"
        "<li>Children under ten years sail for nothing</li></ul>" + LONG.replace("ferry", "steamer")
    )
    kinds = ("paragraph", "paragraph", "subhead", "paragraph", "quote", "list_item", "list_item", "paragraph")
    assert article.paragraph_kinds == kinds
    assert len(article.paragraphs) == len(kinds)


def test_a_container_says_nothing_of_its_lines() -> None:
    body = "".join(LONG.replace("ferry", f"boat {number}") for number in range(5))
    article = read(f"<blockquote>{body}</blockquote>")
    assert set(article.paragraph_kinds) == {"paragraph"}


def _ld(free: str) -> str:
    return f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "x", {free}}}</script>'


@pytest.mark.parametrize(
    ("head", "free"),
    [
        ("", None),
        (_ld('"isAccessibleForFree": false'), False),
        (_ld('"isAccessibleForFree": "False"'), False),
        (_ld('"isAccessibleForFree": "True"'), True),
        (_ld('"hasPart": {"isAccessibleForFree": "False"}'), False),
        ('<meta property="article:content_tier" content="metered">', False),
        ('<meta property="article:content_tier" content="free">', True),
    ],
)
def test_whether_all_may_read_it(head: str, free: bool | None) -> None:
    assert read(LONG + MORE, head).free is free


def test_an_offer_that_ends_a_short_story_is_a_wall() -> None:
    wall = '<div class="paywall"><p>Subscribe to read on</p></div>'
    assert read(LONG + wall).free is False
    assert read(LONG + wall + MORE).free is None
    assert read(LONG + wall.replace("paywall", "newsletter")).free is None
