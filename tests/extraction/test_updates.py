"""The entries of live blogs."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from newsspider.extraction import extract_article
from newsspider.items import Article
from newsspider.sites import Site

URL = "https://example.org/2024/world/live/storm"
TEXTS = (
    "The worst is over, says the harbour master, and the gauge is falling at last.",
    "Water is through the door of the library, and two hundred people pass the books upstairs.",
    "Line two has stopped at the Saltings, where the driver is making tea for the passengers.",
    "Sandbags are being given out at the fish market, four to a household; bring a barrow.",
)
CLOCKS = ("01:15", "00:20", "23:05", "21:40")
INSTANTS = [f"2024-05-{day}:00+02:00" for day in ("04T01:15", "04T00:20", "03T23:05", "03T21:40")]
HEAD = '<meta property="article:published_time" content="2024-05-03T21:00:00+02:00">'
FRAME = "<header><time datetime='2024-11-23T08:00Z'>Today</time><nav><a href=/w/>World</a></nav></header>"


def read(body: str, head: str = HEAD, site: Site | None = None) -> Article:
    top = f"<h1>Storm: as it happened</h1><div class=meta>By Ann Lee, <time>3 May 2024, 21:00</time></div>{LEAD}"
    page = f"<html lang=en><head>{head}</head><body>{FRAME}<main>{top}{body}</main></body></html>"
    return extract_article(page.encode(), URL, site=site)


LEAD = "<p>The spring tide and a westerly gale met in the harbour on Friday night, and nobody was hurt.</p>"


def wrapped(mark: str) -> str:
    return "<div class=posts>" + mark + "</div>"


FORMS = {
    "wrapped, stamp first": "<div class=entry><span>{c}</span><p>{t}</p></div>",
    "wrapped, heading first": "<article><h3>{h}</h3><div>{c}</div><p>{t}</p></article>",
    "list": "<li>{c} Uhr – {t}</li>",
    "flat headings": "<h3>{c}</h3><p>{t}</p>",
    "flat headings with words": "<h3>{c} {h}</h3><p>{t}</p>",
    "flat lines": "<p><strong>{c}</strong> {t}</p>",
    "line breaks": "{c}: {t}<br><br>",
    "machine times": '<section><time datetime="{i}">2 hours ago</time><h4>{h}</h4><p>{t}</p><a>Share</a></section>',
}


@pytest.mark.parametrize("form", FORMS)
def test_entries_on_the_page(form: str) -> None:
    entries = [
        FORMS[form].format(c=clock, t=text, i=instant, h=f"Number {n}")
        for n, (clock, text, instant) in enumerate(zip(CLOCKS, TEXTS, INSTANTS, strict=True))
    ]
    article = read(wrapped("".join(entries)))
    assert article.page_kind == "live_blog", article.rules
    assert [update.paragraphs for update in article.updates] == [(text,) for text in TEXTS]
    assert [update.at and update.at.isoformat() for update in article.updates] == INSTANTS
    headed = "{h}" in FORMS[form]
    assert [update.headline for update in article.updates] == [f"Number {n}" if headed else None for n in range(4)]
    assert not set(CLOCKS) & set(article.paragraphs)


def test_entries_that_ascend_past_midnight() -> None:
    entries = "".join(f"<li>{c} <p>{t}</p></li>" for c, t in zip(CLOCKS[::-1], TEXTS[::-1], strict=True))
    article = read(f"<ul>{entries}</ul>")
    assert [update.at and update.at.isoformat() for update in article.updates] == INSTANTS[::-1]


def test_days_in_elements_of_their_own() -> None:
    entry = '<div class=e><time datetime="{}">{}</time><p>{}</p></div>'
    made = [entry.format(*parts) for parts in zip(INSTANTS, CLOCKS, TEXTS, strict=True)]
    article = read(f"<div class=day>{''.join(made[:2])}</div><div class=day>{''.join(made[2:])}</div>")
    assert [update.text for update in article.updates] == list(TEXTS)


def test_a_zone_behind_the_time_and_the_newspapers_own() -> None:
    entries = "".join(f"<h3>{c}</h3><p>{t}</p>" for c, t in zip(("2.40 pm GMT", "14:05", "13:50"), TEXTS, strict=False))
    site = Site(name="x", home="https://example.org/", zone="Europe/London")
    head = '<meta property="article:published_time" content="2024-05-03T12:00:00Z">'
    article = read(entries, head, site)
    assert [str(update.at) for update in article.updates] == [
        "2024-05-03 14:40:00+00:00",
        "2024-05-03 14:05:00+01:00",
        "2024-05-03 13:50:00+01:00",
    ]


def test_entries_that_the_page_tells_to_machines() -> None:
    updates = [
        {"@type": "BlogPosting", "headline": "Worst is over", "datePublished": INSTANTS[0], "articleBody": TEXTS[0]},
        {"datePublished": INSTANTS[1], "articleBody": f"<p>{TEXTS[1]}</p><p>In order.</p>", "headline": TEXTS[1][:30]},
        {"datePublished": "soon", "articleBody": "Trains &amp; trams have stopped."},
    ]
    data = {"@type": "LiveBlogPosting", "headline": "Storm", "datePublished": INSTANTS[3], "liveBlogUpdate": updates}
    article = read(f"<p>{TEXTS[0]}</p>", f'<script type="application/ld+json">{json.dumps(data)}</script>')
    assert [(update.headline, update.paragraphs) for update in article.updates] == [
        ("Worst is over", (TEXTS[0],)),
        (None, (TEXTS[1], "In order.")),
        (None, ("Trains & trams have stopped.",)),
    ]
    assert [update.at for update in article.updates] == [*map(datetime.fromisoformat, INSTANTS[:2]), None]


def test_a_live_blog_that_nobody_can_take_apart_has_no_updates() -> None:
    data = '{"@type": "LiveBlogPosting", "headline": "Storm", "liveBlogUpdate": 3}'
    head = f'<script type="application/ld+json">{data}</script>'
    article = read("".join(f"<p>{text}</p>" for text in TEXTS), head)
    assert (article.page_kind, article.updates) == ("live_blog", ())
    assert article.paragraphs[-4:] == TEXTS


def test_a_story_with_times_in_it_has_no_updates() -> None:
    page = f"<h1>The night</h1><p>By Ann Lee</p><p>3 May 2024</p><p>At 23:05 {TEXTS[0]}</p><p>01:15 {TEXTS[1]}</p>"
    assert extract_article(f"<html lang=en>{page}</html>".encode(), "https://example.org/2024/night").updates == ()
