"""Reads the home page and section pages: links to stories, to sections, to feeds and to the next page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from lxml import html

from newsspider.addresses import is_index_url, is_story_url, looks_like_section, page_number
from newsspider.discovery.wordpress import API
from newsspider.errors import PageRefused
from newsspider.extraction.document import parse_document
from newsspider.items import Lead, Page
from newsspider.sites import Site
from newsspider.urls import canonical_url, identity_key

MAX_LINKS = 5_000
"""Links of one page that are looked at."""

_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml")
_MENU = "ancestor-or-self::*[self::nav or self::header or @role='navigation' or @role='menubar']"
_MENU_NAME = re.compile(r"(?:^|[\s_-])(?:menu|nav|navbar|navigation|sections?|rubri[ck]\w*)(?:$|[\s_-])", re.IGNORECASE)
_NEXT_TEXT = re.compile(r"^\W*(?:next|older|more stories|weiter|ältere|suivant|siguiente|avanti|अगला)\b", re.IGNORECASE)
_SECTION_PATH = re.compile(r"/(?:category|categories|section|sections|rubrik|rubrique|seccion)/", re.IGNORECASE)
_HEADLINE_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLink:
    """A link to a section of the newspaper."""

    url: str
    """Canonical URL of the section's first page."""
    title: str
    """The link's text: the section's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLinks:
    """What a home or section page links on its own site; each URL once, in page order."""

    stories: tuple[Lead, ...] = ()
    """Pages that may be stories."""
    sections: tuple[SectionLink, ...] = ()
    """Pages that may be sections."""
    feeds: tuple[str, ...] = ()
    """Feeds that the page names in its head."""
    next_page: str | None = None
    """The list's next page; None on the last."""
    api: str | None = None
    """WordPress's REST interface; None where the page names none."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    url: str
    text: str
    rel: frozenset[str]
    menu: bool


def read_page(page: Page, site: Site, section: str | None = None, nofollow: bool = True) -> PageLinks:
    """The links of a home or section page; none of a page that isn't HTML.

    Args:
        page: the page.
        site: the newspaper.
        section: name of the section whose page it is; its stories' leads carry it.
        nofollow: whether to give no links of a page that reserves them (robots meta, X-Robots-Tag).
    """
    try:
        document = parse_document(page.body, page.url, page.headers).root
    except PageRefused:
        return PageLinks()
    if nofollow and _reserves_links(page, document):
        return PageLinks()
    base = _base(document, page.url)
    anchors = _unique(islice(_anchors(document, base, site), MAX_LINKS))
    sections = tuple(SectionLink(url=a.url, title=a.text) for a in anchors if _is_section(a))
    known = {section.url for section in sections}
    stories = tuple(
        Lead(url=a.url, source="page", section=section)
        for a in anchors
        if a.url not in known and not a.rel & {"tag", "author"} and is_story_url(a.url, site)
    )
    return PageLinks(
        stories=stories,
        sections=sections,
        feeds=tuple(_feeds(document, base)),
        next_page=_next_page(document, base, page.url, site),
        api=_api(document, base),
    )


def _api(document: html.HtmlElement, base: str) -> str | None:
    for link in document.iter("link"):
        if link.get("rel", "").strip() == API and link.get("href"):
            with suppress(ValueError):
                return canonical_url(link.get("href"), base)
    return None


def _base(document: html.HtmlElement, page_url: str) -> str:
    try:
        return urljoin(page_url, str(document.xpath("string(//base/@href)")))
    except ValueError:
        return page_url


def _reserves_links(page: Page, document: html.HtmlElement) -> bool:
    metas = (
        meta.get("content", "")
        for meta in document.iter("meta")
        if meta.get("name", "").lower() in ("robots", "newsspider")
    )
    said = ",".join((page.headers.get("x-robots-tag", ""), *metas)).lower()
    return bool({"nofollow", "none"} & {word.strip() for word in said.replace(":", ",").split(",")})


def _anchors(document: html.HtmlElement, base: str, site: Site) -> Iterator[_Anchor]:
    """The links to other pages of the site, without those that the site itself marks as not to be followed."""
    for element in document.iter("a", "area"):
        rel = frozenset(str(element.get("rel", "")).lower().split())
        url = _absolute(element.get("href"), base)
        if url is None or rel & {"nofollow", "sponsored"} or not site.owns(url):
            continue
        yield _Anchor(url, " ".join(element.text_content().split()), rel, _in_menu(element))


def _unique(anchors: Iterable[_Anchor]) -> list[_Anchor]:
    """One anchor a page: the first one with text, in a menu if any of them is."""
    found: dict[str, _Anchor] = {}
    for anchor in anchors:
        key = identity_key(anchor.url)
        first = found.setdefault(key, anchor)
        if first is not anchor:
            found[key] = _Anchor(
                first.url, first.text or anchor.text, first.rel & anchor.rel, first.menu or anchor.menu
            )
    return list(found.values())


def _absolute(href: str | None, base: str) -> str | None:
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        return canonical_url(href, base)
    except ValueError:
        return None


def _in_menu(element: html.HtmlElement) -> bool:
    if element.xpath(_MENU):
        return True
    names = (f"{e.get('class', '')} {e.get('id', '')}" for e in (element, *islice(element.iterancestors(), 6)))
    return any(_MENU_NAME.search(name) for name in names)


def _is_section(anchor: _Anchor) -> bool:
    """A section is linked by its name: a short word or three, not a headline, to a short path."""
    if is_index_url(anchor.url) or not 0 < len(anchor.text.split()) < _HEADLINE_WORDS:
        return False
    if _SECTION_PATH.search(anchor.url) or "category" in anchor.rel:
        return True
    return looks_like_section(anchor.url)


def _feeds(document: html.HtmlElement, base: str) -> Iterator[str]:
    for link in document.xpath("//link[@href][contains(concat(' ', @rel, ' '), ' alternate ')]"):
        title = f"{link.get('title', '')} {link.get('href')}".lower()
        url = _absolute(link.get("href"), base)
        if str(link.get("type", "")).lower() in _FEED_TYPES and url and "comment" not in title:
            yield url


def _next_page(document: html.HtmlElement, base: str, page_url: str, site: Site) -> str | None:
    """The next page as the page names it (rel=next, "Older posts"), else the one whose number is one higher."""
    number = page_number(page_url) or 1
    counted = None
    for element in document.iter("a", "link"):
        url = _absolute(element.get("href"), base)
        if url is None or not site.owns(url) or url == page_url:
            continue
        if "next" in str(element.get("rel", "")).lower().split():
            return url
        following = page_number(url) == number + 1
        if following and _NEXT_TEXT.search(element.text_content().strip()):
            return url
        if following and counted is None and _same_list(url, page_url):
            counted = url
    return counted


def _same_list(url: str, page_url: str) -> bool:
    """Whether two URLs are pages of one list: the same path up to the page's number."""
    return _list_path(url) == _list_path(page_url)


def _list_path(url: str) -> str:
    path = canonical_url(url).partition("?")[0].rstrip("/")
    path = re.sub(r"/(?:page|seite|pagina)[/_-]?\d+(?:\.\w+)?$", "", path, flags=re.IGNORECASE)
    return re.sub(r"/index(?:[_-]?\d+)?(?:\.\w+)?$", "", path, flags=re.IGNORECASE)
