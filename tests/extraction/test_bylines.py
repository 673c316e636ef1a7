"""Who signs a story: bylines in words, marks and bold names; names cleaned of what is no name."""

import pytest

from newsspider import extract_article
from newsspider.extraction.people import bare_names, byline_names, clean_authors

URL = "https://herald.example/a/1"
STORY = "<p>The ferry returned to the quay on Monday after nine weeks in the yard, and the mayor was there.</p>"


def authors_of(body: str, head: str = "") -> tuple[str, ...]:
    title = "Ferry returns at last"
    page = f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"
    return extract_article(page.encode(), URL).authors


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ann Lee in Halifax", ("Ann Lee",)),
        ("By ANN LEE, Senior Reporter", ("ANN LEE",)),
        ("By Ann Lee, Chief Sports Writer in Leeds", ("Ann Lee",)),
        ("By Ann Lee (ann@herald.example)", ("Ann Lee",)),
        ("By Ann Lee | Posted Friday", ("Ann Lee",)),
        ("By PTI April 5", ()),
        ("By Reuters Monday, 3 May 2024", ()),
        ("By Ann Lee Monday, 3 May 2024", ("Ann Lee",)),
        ("By Joe Friday", ("Joe Friday",)),
        ("By Staff Reporter", ()),
        ("Von Max Mustermann, Berlin", ("Max Mustermann",)),
        ("Von Max Mustermann/dpa", ("Max Mustermann",)),
        ("Par Anne Le Goff et Luc Petit", ("Anne Le Goff", "Luc Petit")),
        ("Por José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Por Imogen Jessop, enviada especial", ("Imogen Jessop",)),
        ("Di Anna Rossi e Luca Bianchi", ("Anna Rossi", "Luca Bianchi")),
        ("Tekst: Ola Nordmann og Kari Hansen", ("Ola Nordmann", "Kari Hansen")),
        ("Door Jan de Vries en Piet Bakker", ("Jan de Vries", "Piet Bakker")),
        ("Автор: Иван Петров", ("Иван Петров",)),
        ("सीमा पांडेय और दीपक जोशी द्वारा", ("सीमा पांडेय", "दीपक जोशी")),
        ("記者 大渡美咲", ("大渡美咲",)),
        ("김철수 기자", ("김철수",)),
        ("By-election called for June", ()),
        ("Von der Leyen wins vote", ()),
        ("Di Maria wins again", ()),
    ],
)
def test_bylines_in_many_languages(line: str, expected: tuple[str, ...]) -> None:
    assert byline_names(line) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Lee, Ann", ("Ann Lee",)),
        ("Reuters, Ann Lee", ("Ann Lee",)),
        ("Ann Lee - Senior Editor", ("Ann Lee",)),
        ("Ann Lee (Text)", ("Ann Lee",)),
        ("Ann Writer", ("Ann Writer",)),
        ("Staff Reporter", ()),
        ("Sports Desk", ("Sports Desk",)),
        ("The Harbour Herald Desk", ()),
        ("Harbour Herald (www.herald.example)", ()),
    ],
)
def test_a_name_has_no_role_agency_or_site(given: str, expected: tuple[str, ...]) -> None:
    assert clean_authors([given], ("The Harbour Herald", "herald.example")) == expected


def test_bare_names_are_names_and_nothing_else() -> None:
    assert bare_names("Ann Lee/Bo Chan") == ("Ann Lee", "Bo Chan")
    assert bare_names("What we know so far") == ()
    assert bare_names("Ferry") == ()


def test_a_byline_is_known_by_its_mark_its_link_and_its_weight() -> None:
    assert authors_of(f'<ul class="metaAuthorList"><li>Ann Lee</li><li>Bo Chan</li></ul>{STORY * 3}') == (
        "Ann Lee",
        "Bo Chan",
    )
    assert authors_of(f'<div><a href="/author/ann-lee">Ann Lee</a></div>{STORY * 3}') == ("Ann Lee",)
    assert authors_of(f"<p><strong>Ann Lee</strong></p>{STORY * 3}") == ("Ann Lee",)


def test_the_byline_tells_where_the_metadata_name_the_newspaper_alone() -> None:
    head = '<meta property="og:site_name" content="Harbour Herald"><meta name="author" content="Harbour Herald">'
    assert authors_of(f"<p>By Ann Lee</p>{STORY * 3}", head) == ("Ann Lee",)


def test_a_desk_signs_only_where_it_is_declared_a_person_and_nobody_else_is_named() -> None:
    head = (
        '<meta property="og:site_name" content="Harbour Herald"><script type="application/ld+json">'
        '{"@type": "NewsArticle", "headline": "Ferry returns at last",'
        ' "author": {"@type": "%s", "name": "Harbour Herald Redaktion"}}'
        "</script>"
    )
    assert authors_of(STORY * 3, head % "Person") == ("Harbour Herald Redaktion",)
    assert authors_of(STORY * 3, head % "Organization") == ()
    assert authors_of(f"<p>By Ann Lee</p>{STORY * 3}", head % "Person") == ("Ann Lee",)
    assert authors_of(f"<p>By Harbour Herald Desk</p>{STORY * 3}") == ()


def test_agencies_beside_the_author_are_credited() -> None:
    page = f"<html><body><h1>Ferry returns at last</h1><p>By Ann Lee, AP Sports Writer</p>{STORY * 3}</body></html>"
    article = extract_article(page.encode(), URL)
    assert article.authors == ("Ann Lee",)
    assert article.agencies == ("AP",)
