from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newsspider.discovery import Catalogue, Listing, is_older, lead_date, merge_leads
from newsspider.items import Lead
from newsspider.sites import Site

URL = "https://lantern.test/world/strike"
NOON = datetime(2026, 4, 25, 12, tzinfo=UTC)
SITE = Site(name="lantern", home="https://lantern.test/")


def test_merge_keeps_what_each_says() -> None:
    sitemap = Lead(url=URL, source="sitemap", modified=NOON)
    news = Lead(url=URL, source="news_sitemap", title="Strike", published=NOON, published_raw="noon", language="en")
    feed = Lead(url=f"{URL}?utm_source=rss", source="feed", title="Strike ends", section="World")
    merged = merge_leads(merge_leads(sitemap, news), feed)
    assert merged == Lead(
        url=URL,
        source="feed",
        title="Strike ends",
        published=NOON,
        published_raw="noon",
        modified=NOON,
        section="World",
        language="en",
    )


def test_the_plain_url_wins() -> None:
    amp = Lead(url=f"{URL}/amp/", source="feed")
    plain = Lead(url=URL, source="page")
    assert merge_leads(amp, plain).url == URL
    assert merge_leads(plain, amp).url == URL
    assert merge_leads(Lead(url=URL.replace("https", "http"), source="feed"), plain).url == URL


def test_order_by_date() -> None:
    assert lead_date(Lead(url=URL, source="feed", published=NOON, modified=NOON + timedelta(1))) == NOON
    dated = Lead(url="https://lantern.test/2026/04/25/strike", source="page")
    assert lead_date(dated) == datetime(2026, 4, 25, tzinfo=UTC)
    assert lead_date(Lead(url=URL, source="page")) is None


def test_older_only_if_certain() -> None:
    assert is_older(Lead(url=URL, source="feed", published=NOON - timedelta(seconds=1)), NOON)
    assert not is_older(Lead(url=URL, source="sitemap", modified=NOON - timedelta(hours=12)), NOON)
    assert is_older(Lead(url=URL, source="sitemap", modified=NOON - timedelta(days=2)), NOON)
    assert not is_older(Lead(url=URL, source="page"), NOON)


def test_catalogue_folds_variants_and_knows_a_full_sitemap() -> None:
    catalogue = Catalogue(SITE)
    stories = [Lead(url=f"https://lantern.test/story/{n}-of-the-town", source="sitemap") for n in range(10)]
    catalogue.add_sitemap(Listing(leads=tuple(stories), whole=True))
    assert not catalogue.add([Lead(url=f"{stories[0].url}/amp/?utm_source=x", source="feed")])
    assert len(catalogue) == 10
    assert catalogue.is_full()
    assert catalogue.add([Lead(url="https://lantern.test/story/in-no-sitemap", source="page")])
    assert not catalogue.is_full()


def test_catalogue_merges_what_one_source_says_twice() -> None:
    catalogue = Catalogue(SITE)
    catalogue.add(
        [Lead(url=URL, source="feed", title="Strike"), Lead(url=f"{URL}/amp/", source="feed", section="World")]
    )
    (lead,) = catalogue.leads.values()
    assert (lead.url, lead.title, lead.section) == (URL, "Strike", "World")


def test_catalogue_refuses_what_is_no_story() -> None:
    catalogue = Catalogue(SITE)
    for url in ("https://lantern.test/tag/x", "https://elsewhere.test/a-story", "mailto:x@lantern.test"):
        assert not catalogue.add([Lead(url=url, source="page")])
