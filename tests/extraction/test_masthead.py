"""What stands around the headline: standfirst, printed dates, and a headline that no metadata know."""

from datetime import UTC, datetime

import pytest

from newsspider import extract_article
from newsspider.extraction.datelines import Dateline, split_dateline
from newsspider.extraction.dates import machine_date, printed_date
from newsspider.items import Article

URL = "https://herald.example/a/1"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
STORY = "<p>The ferry returned to the quay on Monday after nine weeks in the yard, and the mayor was there.</p>"
TITLE = "Ferry returns at last"


def read(body: str, title: str = TITLE) -> Article:
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return extract_article(page.encode(), URL, fetched_at=NOW)


def date_in(line: str) -> str | None:
    moment = printed_date(line, "en", NOW)
    return moment.raw if moment else None


@pytest.mark.parametrize(
    ("line", "published", "updated"),
    [
        ("3 May 2024", "3 May 2024", None),
        ("Published 3 May 2024 | Updated: 4 May 2024, 10:05", "3 May 2024", "4 May 2024, 10:05"),
        ("Updated 4 May 2024", None, "4 May 2024"),
        ("Last updated 4 May 2024, originally created 3 May 2024", "3 May 2024", "4 May 2024"),
        ("Veröffentlicht am 3. Mai 2024 | Aktualisiert am: 4. Mai 2024", "3. Mai 2024", "4. Mai 2024"),
        ("3 मई 2024 | अपडेट: 4 मई 2024", "3 मई 2024", "4 मई 2024"),
        ("Update on the ferry", None, None),
    ],
)
def test_the_time_of_an_edit_is_told_from_that_of_the_publication(
    line: str, published: str | None, updated: str | None
) -> None:
    found = split_dateline(line, date_in)
    shown = Dateline(found.published and date_in(found.published), found.updated and date_in(found.updated))
    assert shown == Dateline(published, updated)


def test_a_printed_edit_and_a_time_marked_as_one_are_no_publication() -> None:
    printed = read(
        f"<h1>{TITLE}</h1><p>Published 3 May 2024, 08:00 GMT | Updated: 4 May 2024, 10:05 GMT</p>{STORY * 3}"
    )
    marked = read(
        f'<h1>{TITLE}</h1><p><time class="updated" datetime="2024-05-04T10:05:00Z">4 May</time>'
        f'<time datetime="2024-05-03T08:00:00Z">3 May</time></p>{STORY * 3}'
    )
    for article in (printed, marked):
        assert article.published == datetime(2024, 5, 3, 8, tzinfo=UTC)
        assert article.modified == datetime(2024, 5, 4, 10, 5, tzinfo=UTC)


def test_months_are_read_whatever_language_the_frame_declares() -> None:
    for line in ("21 de diciembre de 2025", "21. Dezember 2025", "21 grudnia 2025", "21 दिसंबर 2025"):
        moment = printed_date(line, "en-US", NOW)
        assert moment is not None, line
        assert moment.wall == datetime(2025, 12, 21)


def test_seconds_since_the_epoch_are_a_date() -> None:
    for raw in ("1714723200", "1714723200000"):
        moment = machine_date(raw, NOW)
        assert moment is not None
        assert moment.instant(UTC) == datetime(2024, 5, 3, 8, tzinfo=UTC)


def test_a_calendar_and_a_copyright_tell_no_date() -> None:
    days = "".join(
        f'<td><a href="/archive/2026/11/{n:02}" title="November {n}, 2026">{n}</a></td>' for n in range(1, 20)
    )
    article = read(f"<table><tr>{days}</tr></table><h1>{TITLE}</h1>{STORY * 3}<p><small>© 2026 The Herald</small></p>")
    assert article.published is None


@pytest.mark.parametrize(
    "line",
    [
        "<p>A pact that nobody expected was signed at the old quay</p><p>By Ann Lee</p>",
        "<p>By Ann Lee</p><p><i>A pact that nobody expected was signed at the old quay</i></p>",
        "<p>By Ann Lee</p>"
        "<p><b><i>A pact that nobody expected was signed at the old quay….Reports The Herald</i></b></p>",
    ],
)
def test_the_standfirst_is_known_by_its_place_and_its_type(line: str) -> None:
    article = read(f"<div><h1>{TITLE}</h1>{line}{STORY * 3}</div>")
    assert article.standfirst == "A pact that nobody expected was signed at the old quay"
    assert article.authors == ("Ann Lee",)


def test_captions_and_lines_about_the_author_are_no_standfirst() -> None:
    printed = "<i>The ferry at the old quay before it left. Photo: X</i>"
    caption = f"<table><tr><td><img src='/a.jpg'></td></tr><tr><td>{printed}</td></tr></table>"
    about = "<p><i>Ann Lee has covered the coast for the newspaper since she left the merchant navy.</i></p>"
    assert read(f"<div><h1>{TITLE}</h1>{caption}{STORY * 3}</div>").standfirst is None
    assert read(f"<div><h1>{TITLE}</h1>{STORY}{about}</div>").standfirst is None


@pytest.mark.parametrize(
    "headline",
    [
        f"<h2>{TITLE}</h2>",
        f'<font size="5"><b>{TITLE}</b></font><br>',
        f'<p class="headline">{TITLE}</p>',
        f"<p><b>{TITLE}</b></p>",
    ],
)
def test_a_title_that_all_pages_share_gives_way_to_the_line_set_as_headline(headline: str) -> None:
    body = f"<div>{headline}<p>By Ann Lee</p>{STORY * 3}</div><p>Copyright 2026 The Herald</p>"
    assert read(body, "The Herald online - news, sport, weather").title == TITLE


def test_a_printed_offset_is_read_and_serves_the_edit_too() -> None:
    line = "<p>Tuesday, 17 November 2026, 08:03 GMT+05:30 | Updated: 17 November 2026, 09:10</p>"
    article = read(f"<h1>{TITLE}</h1>{line}{STORY * 3}")
    assert article.published is not None
    assert article.published.isoformat() == "2026-11-17T08:03:00+05:30"
    assert article.modified is not None
    assert article.modified.isoformat() == "2026-11-17T09:10:00+05:30"
