"""What becomes of a page: an article, or a reason why there is none. Pure."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from newsspider import extraction
from newsspider.crawling.waits import OVERLOADED, asked_wait
from newsspider.errors import PageRefused
from newsspider.items import STORED_KINDS, Article, Fetched, Lead, Page, Reason, Refused
from newsspider.knowledge import Knowledge
from newsspider.sites import Site
from newsspider.urls import canonical_url, same_story

logger = logging.getLogger(__name__)

REFUSING_RIGHTS = ("noindex", "tdm")
"""Reservations that keep a page out of the store; noarchive keeps its bytes out, nofollow its links."""

_LONGEST_WAIT = 30 * 86_400.0
"""Seconds after which a URL is tried again, whatever its host asks for."""
_CHALLENGING = frozenset({202, 401, 403, 405, 429, 503})
"""Statuses with which those who keep robots out send their challenges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a run asks of a page before it lets it into the store."""

    rights: Collection[str] = ("noindex", "noarchive", "nofollow", "tdm")
    """The reservations that are kept (``Article.rights``)."""
    since: datetime | None = None
    """Stories published before are refused; None takes them all."""


def outcome(
    page: Page,
    site: Site,
    terms: Terms,
    *,
    lead: Lead | None = None,
    redirected_from: Collection[str] = (),
    knowledge: Knowledge | None = None,
) -> Fetched | Refused:
    """The page's article on its way to the store, or why it doesn't get there.

    Args:
        page: a page with status 200.
        site: the newspaper that it belongs to.
        terms: what the run asks of it.
        lead: what was said of it before.
        redirected_from: the URLs that led to the page, first the one that was asked for.
        knowledge: what the newspaper's other pages taught.
    """
    asked = next(iter(redirected_from), page.url)
    if same_story(page.url, site.home) and not same_story(asked, site.home):
        return refused(asked, site, "status", "redirects to the home page", page.fetched_at)
    if kind := _foreign_type(page):
        return refused(asked, site, "not_an_article", kind, page.fetched_at)
    try:
        examination = extraction.examine_page(
            page.body,
            page.url,
            site=site,
            fetched_at=page.fetched_at,
            headers=page.headers,
            lead=lead,
            knowledge=knowledge,
        )
    except PageRefused as error:
        return refused(asked, site, error.reason, error.detail, page.fetched_at)
    except MemoryError:
        raise  # who limits it says so
    except Exception as error:
        logger.exception("extraction failed on %s", page.url)
        return refused(asked, site, "parse", f"{type(error).__name__}: {error}", page.fetched_at)
    if objection := _objection(examination.article, terms):
        return refused(asked, site, *objection, page.fetched_at)
    article = _with_aliases(examination.article, redirected_from)
    return Fetched(article=article, page=page, lead=lead, trace=examination.trace)


def failed(page: Page, site: Site) -> Refused:
    """What a page with another status than 200 means. A bot challenge is named first, as in ``not_an_article``."""
    detail = str(page.status)
    if page.status in _CHALLENGING:
        result = outcome(page, site, Terms())
        kind, _, evidence = result.detail.partition(": ") if isinstance(result, Refused) else ("", "", "")
        detail = f"{kind}: status {detail}, {evidence}" if kind == "bot_challenge" else detail
    again_at = _asked_back(page)
    if again_at:
        detail += f", put off until {again_at:%Y-%m-%d %H:%M} UTC as asked"
    return refused(page.url, site, "status", detail, page.fetched_at, again_at)


def _asked_back(page: Page) -> datetime | None:
    """When an overloaded host asks us to come back; None if it doesn't."""
    wait = asked_wait(page.headers.get("retry-after", ""), page.fetched_at) if page.status in OVERLOADED else None
    return page.fetched_at + timedelta(seconds=min(wait, _LONGEST_WAIT)) if wait else None


def refused(
    url: str, site: Site, reason: Reason, detail: str, seen_at: datetime, again_at: datetime | None = None
) -> Refused:
    """A ``Refused`` whose URL is in canonical form (as it is, if it has none)."""
    try:
        url = canonical_url(url)
    except ValueError:
        detail = f"{detail} ({url!r} is no http or https URL)"
    return Refused(url=url, site=site.name, reason=reason, detail=detail, seen_at=seen_at, again_at=again_at)


def _foreign_type(page: Page) -> str | None:
    """The content type of what is no page: a picture, a PDF; None for HTML, XML and what tells no type."""
    kind = page.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind if kind and not any(word in kind for word in ("html", "xml", "text/plain", "octet-stream")) else None


def _objection(article: Article, terms: Terms) -> tuple[Reason, str] | None:
    if article.page_kind not in STORED_KINDS:
        return "not_an_article", f"{article.page_kind}: {article.rules.get('page_kind', '')}"
    for right in REFUSING_RIGHTS:
        if right in article.rights and right in terms.rights:
            return "rights", right
    if terms.since and article.published and article.published < terms.since:
        return "older", f"published {article.published.isoformat()}"
    return None


def _with_aliases(article: Article, redirected_from: Collection[str]) -> Article:
    """The article with the URLs that led to it among its aliases."""
    known = {article.url, *article.aliases}
    new = dict.fromkeys(canonical_url(url) for url in redirected_from)
    return replace(article, aliases=(*article.aliases, *(url for url in new if url not in known)))
