"""Pages for the tests of the archive."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newsspider.items import Article, Fetched, Lead, LeadSource, Link, Page
from newsspider.sites import host_of
from newsspider.urls import canonical_url
from pipelines.deduplicate import identify

AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def fetched(
    url: str,
    *,
    claims: str | None = None,
    aliases: tuple[str, ...] = (),
    title: str | None = "Council votes on the bridge",
    paragraphs: tuple[str, ...] = ("The council voted on the bridge.",),
    published: datetime | None = None,
    section: str | None = None,
    links: tuple[Link, ...] = (),
    rights: tuple[str, ...] = (),
    source: LeadSource = "sitemap",
    lead: str | None = None,
    hours: float = 0,
) -> Fetched:
    """A page with a story, identified, as the store stage gets it.

    ``hours`` after ``AT`` it was fetched; ``claims`` is its canonical link; ``lead`` the URL that led there.
    """
    when = AT + timedelta(hours=hours)
    clean = canonical_url(url)
    article = Article(
        url=claims or clean,
        fetched_url=clean,
        aliases=aliases,
        site=host_of(claims or clean).removeprefix("www."),
        page_kind="article",
        title=title,
        paragraphs=paragraphs,
        published=published,
        published_precision="minute" if published else None,
        published_zone="Europe/London" if published else None,
        section=section,
        links=links,
        rights=rights,
    )
    page = Page(url=url, status=200, headers={"content-type": "text/html"}, body=url.encode() * 9, fetched_at=when)
    return identify(Fetched(article=article, page=page, lead=Lead(url=lead or url, source=source)))


def link(url: str, kind: str = "related", position: int = 0) -> Link:
    return Link(kind=kind, url=url, title=f"To {url}", position=position)  # type: ignore[arg-type]
