"""Laws and examples of the normalize stage."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from newsspider.items import Article, Image, Link, ParagraphKind, Update
from pipelines.normalize import clean_name, clean_text, normalize

ARTICLE = Article(
    url="https://example.org/a", fetched_url="https://example.org/a", site="example.org", page_kind="article"
)
TEXT = st.text(max_size=60)


@given(TEXT)
def test_cleaning_text_twice_changes_nothing(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(st.lists(st.tuples(TEXT, st.sampled_from(get_args(ParagraphKind))), max_size=4))
def test_each_paragraph_keeps_its_kind(lines: list[tuple[str, ParagraphKind]]) -> None:
    paragraphs, kinds = tuple(text for text, _ in lines), tuple(kind for _, kind in lines)
    article = normalize(replace(ARTICLE, paragraphs=paragraphs, paragraph_kinds=kinds))
    expected = [(clean_text(text), kind) for text, kind in lines if clean_text(text)]
    assert list(zip(article.paragraphs, article.paragraph_kinds, strict=True)) == expected


@given(
    title=TEXT,
    paragraphs=st.lists(TEXT, max_size=4).map(tuple),
    names=st.lists(TEXT, max_size=4).map(tuple),
    instant=st.datetimes(timezones=st.just(UTC)),
)
def test_normalizing_twice_changes_nothing(
    title: str, paragraphs: tuple[str, ...], names: tuple[str, ...], instant: datetime
) -> None:
    article = replace(
        ARTICLE,
        title=title,
        paragraphs=paragraphs,
        authors=names,
        tags=names,
        section=title,
        published=instant,
        image=Image(url="https://example.org/a.jpg?utm_source=x", caption=title, credit=title),
        captions=names,
    )
    once = normalize(article)
    assert normalize(once) == once


def test_text_is_nfc_on_one_line_without_invisible_characters() -> None:
    assert clean_text("  Cafe\u0301 \u00a0 au\u00ad\u200b lait\n\x07") == "Café au lait"
    assert clean_text("\u200b \n") is None


def test_joiners_that_scripts_need_stay() -> None:
    assert clean_text("क्\u200dष") == "क्\u200dष"


def test_names_and_tags_stand_once_without_marks_around_them() -> None:
    article = normalize(replace(ARTICLE, authors=("Ann Lee,", "ann  lee", "", "Bo"), section="-Top News"))
    assert article.authors == ("Ann Lee", "Bo")
    assert article.section == "Top News"
    assert clean_name(" – ") == ""


def test_urls_are_canonical_everywhere() -> None:
    link = Link(kind="related", url="HTTPS://Example.org:443/b?utm_source=x#top", title="B")
    article = normalize(replace(ARTICLE, url="https://EXAMPLE.org/a#x", links=(link,)))
    assert article.url == "https://example.org/a"
    assert article.links[0].url == "https://example.org/b"


def test_a_link_without_words_is_dropped() -> None:
    link = Link(kind="related", url="https://example.org/b", title="\u200b")
    assert normalize(replace(ARTICLE, links=(link,))).links == ()


def test_the_entries_of_a_live_blog() -> None:
    full = Update(at=datetime(2023, 4, 25, 8, 0, 0, 1999, tzinfo=UTC), headline=" A ", paragraphs=("e\u0301", " "))
    article = normalize(replace(ARTICLE, updates=(full, Update(at=full.at, headline="\u200b"))))
    at = datetime(2023, 4, 25, 8, 0, 0, 1000, tzinfo=UTC)
    assert article.updates == (Update(at=at, headline="A", paragraphs=("é",)),)


def test_dates_keep_their_offset_and_have_milliseconds() -> None:
    instant = datetime.fromisoformat("2023-04-25T10:00:00.123456+05:30")
    assert normalize(replace(ARTICLE, published=instant)).published == datetime.fromisoformat(
        "2023-04-25T10:00:00.123+05:30"
    )
