"""Sections and keywords, and the language."""

import pytest

from newsspider import extract_article
from newsspider.extraction.language import choose_language
from newsspider.extraction.topics import clean_tags
from newsspider.items import Article

URL = "https://herald.example/a/1"
STORY = "<p>The ferry returned to the quay on Monday after nine weeks in the yard, and the mayor was there.</p>"


def read(body: str, head: str = "") -> Article:
    page = f"<html><head><title>Ferry returns</title>{head}</head><body>{body}</body></html>"
    return extract_article(page.encode(), URL)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["#Ferry", "ferry", "Harbour"], ("Ferry", "Harbour")),
        (["sections/world", "topic:night trains"], ("world", "night trains")),
        (["Ferry", "Harbour Herald"], ("Ferry",)),
        (["Harbour", "Ferry"], ("Harbour", "Ferry")),
        (["Harbour Herald", "Harbour", "news", "sport", "weather", "politics"], ()),
        (["123", "https://x.example/"], ()),
    ],
)
def test_keywords_are_words_of_the_story(given: list[str], expected: tuple[str, ...]) -> None:
    assert clean_tags(given, ("Harbour Herald",)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "<p>Tags: Ferry, Night trains</p>",
        "<p>Mots-clés : <a href='/m/1'>Ferry</a>, <a href='/m/2'>Night trains</a></p>",
        "<div class='foot'><a href='/tag/ferry'>Ferry</a> <a href='/tag/trains'>Night trains</a></div>",
    ],
)
def test_keywords_are_read_off_the_page(line: str) -> None:
    assert read(f"<h1>Ferry returns</h1>{STORY * 3}{line}").tags == ("Ferry", "Night trains")


def test_a_link_in_a_sentence_and_a_tag_cloud_are_no_keywords() -> None:
    linked = STORY.replace("ferry", "<a href='/topic/ferry'>ferry</a>")
    cloud = "<div class='tagcloud'><a href='/tag/a'>Ants</a> <a href='/tag/b'>Bees</a></div>"
    assert read(f"<h1>Ferry returns</h1>{linked * 3}{cloud}").tags == ()


def test_a_list_of_keywords_that_holds_another_wins() -> None:
    head = (
        '<meta name="keywords" content="Ferry, Harbour, Ann Lee"><script type="application/ld+json">'
        '{"@type": "NewsArticle", "headline": "Ferry returns", "keywords": ["ferry", "harbour"]}</script>'
    )
    assert read(f"<h1>Ferry returns</h1>{STORY * 3}", head).tags == ("Ferry", "Harbour", "Ann Lee")


@pytest.mark.parametrize(
    "kicker",
    [
        "<div><a href='/'>Home</a> &gt; <a href='/s/culture'>Culture</a></div>",
        "<div><a href='/s/culture'>Culture</a></div>",
    ],
)
def test_the_section_stands_above_the_headline(kicker: str) -> None:
    menu = "<nav><a href='/s/world'>World</a> <a href='/s/culture'>Culture</a></nav>"
    assert read(f"{menu}{kicker}<h1>Ferry returns</h1>{STORY * 3}").section == "Culture"


def test_a_short_text_overrules_a_declared_language_only_when_it_is_plain() -> None:
    spanish = "Los ingenieros encontraron 915 fallos durante la primera semana de pruebas, según varios asistentes."
    assert choose_language(["en-US"], "Zoran Quill deja la presidencia en Córdoba. " + spanish) == ("es", "detected")
    assert choose_language(["en-US"], "Zoran Quill in Córdoba") == ("en", "declared")
