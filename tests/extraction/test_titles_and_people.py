"""Headlines without the newspaper's name; names without roles."""

import pytest

from newsspider.extraction.agencies import credited_agencies
from newsspider.extraction.offers import Offers
from newsspider.extraction.people import byline_names, clean_authors
from newsspider.extraction.titles import choose_title, strip_site_name

NAMES = ("The Harbour Herald", "harbourherald.example")


def offers_of(**titles: str) -> Offers:
    offers = Offers()
    for rule, value in titles.items():
        offers.add("title", rule, value)
    return offers


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ferry returns | The Harbour Herald", "Ferry returns"),
        ("Ferry returns - World - The Harbour Herald", "Ferry returns - World"),
        ("The Harbour Herald: Ferry returns", "Ferry returns"),
        ("Analysis: Ferry returns", "Analysis: Ferry returns"),
        ("The Harbour Herald - Ferry returns", "Ferry returns"),
        ("Tide tables – and what they hide", "Tide tables – and what they hide"),
        ("The Harbour Herald", "The Harbour Herald"),
    ],
)
def test_the_newspapers_name_is_no_part_of_a_headline(title: str, expected: str) -> None:
    assert strip_site_name(title, NAMES) == expected


@pytest.mark.parametrize(
    ("titles", "expected", "rule"),
    [
        ({"og": "Ferry’s return", "h1": "Ferry's Return!"}, "Ferry's Return!", "h1"),
        ({"og": "Ferry returns at last", "h1": "Harbour news Ferry returns at last"}, "Ferry returns at last", "og"),
        ({"og": "Ferry returns at last, says mayor", "h1": "Ferry returns at last"}, "Ferry returns at last", "h1"),
        ({"h1": "The Logo", "og": "Ferry returns | The Harbour Herald"}, "Ferry returns", "og"),
        ({"title": "Ferry returns - The Harbour Herald"}, "Ferry returns", "title"),
        ({"h1": "Ferry returns"}, "Ferry returns", "h1"),
    ],
)
def test_the_headline_is_what_sources_agree_on(titles: dict[str, str], expected: str, rule: str) -> None:
    chosen = choose_title(offers_of(**titles), NAMES, lambda: [])
    assert chosen is not None
    assert (chosen.value, chosen.rule) == (expected, rule)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["By Ann Lee and Bo Chan"], ("Ann Lee", "Bo Chan")),
        (["Ann Lee, Bo Chan"], ("Ann Lee", "Bo Chan")),
        (["Perry Lane Jr."], ("Perry Lane Jr.",)),
        (["View all posts by Ann Lee"], ("Ann Lee",)),
        (["The Harbour Herald", "Ann Lee"], ("Ann Lee",)),
        (["ann@example.org", "https://example.org/ann", "admin"], ()),
        (["Reuters"], ()),
        (["Ann Lee", "ANN LEE"], ("Ann Lee",)),
    ],
)
def test_authors_are_persons(given: list[str], expected: tuple[str, ...]) -> None:
    assert clean_authors(given, NAMES) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("By Ann Lee", ("Ann Lee",)),
        ("By ANN LEE and Bo Chan | 3 May 2024", ("ANN LEE", "Bo Chan")),
        ("Par Anne Le Goff", ("Anne Le Goff",)),
        ("By-election called for June", ()),
        ("By the river, a town waits", ()),
        ("Bylaws change", ()),
    ],
)
def test_a_byline_names_persons(line: str, expected: tuple[str, ...]) -> None:
    assert byline_names(line) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pact was signed, reports Yonhap News Agency.", ("Yonhap News Agency",)),
        ("DELHI (IANS) – The minister", ("IANS",)),
        ("a source told Reuters, and later Reuters said", ("Reuters",)),
        ("…reports Asian Lite News", ()),
        ("The minister reports to the cabinet", ()),
    ],
)
def test_agencies_are_credited_in_the_text(text: str, expected: tuple[str, ...]) -> None:
    assert credited_agencies([text], ["Asian Lite News"]) == expected
