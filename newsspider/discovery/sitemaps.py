"""Reads sitemaps: indexes, urlsets, news sitemaps, gzipped or not, and lists of URLs in plain text.

Scrapy's ``Sitemap`` class drops what stands inside ``<news:news>``, so the elements are read here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time
from io import BytesIO

from lxml import etree
from scrapy.utils.sitemap import sitemap_urls_from_robots

from newsspider.discovery.dates import instant, moment
from newsspider.discovery.listing import Child, Listing
from newsspider.items import Lead

MOVED = 5
"""So many URLs of one sitemap with one lastmod were touched by something else than their editors."""

# Sitemaps of tags, authors and categories name no stories.
_TAXONOMY = re.compile(
    r"(?:^|[-_/.])(?:post_tags?|tags?|authors?|users?|categor(?:y|ies)|taxonom(?:y|ies)|topics?|profiles?)"
    r"(?=[-_/.]|\d|$)",
    re.IGNORECASE,
)

# Whatever XML itself does not define: a bare ampersand, an entity of HTML, or of a DTD (which is never read).
_FOREIGN_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


def sitemaps_in_robots(body: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, absolute, each once."""
    return tuple(dict.fromkeys(sitemap_urls_from_robots(body, url)))


def names_stories(url: str) -> bool:
    """Whether a sitemap's file name allows stories in it; False for those of tags, authors and categories."""
    return not _TAXONOMY.search(url.rpartition("/")[2])


def read_sitemap(body: bytes, zone: str | None = None) -> Listing:
    """What a sitemap lists; broken XML gives what stood before the break, anything else an empty listing.

    Args:
        body: the file, not compressed.
        zone: IANA zone of times without an offset.
    """
    text = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not text.startswith(b"<"):
        return _read_text(text)
    children: list[Child] = []
    leads: list[Lead] = []
    root = ""
    try:
        for element in _elements(text):
            if not root:
                root = _name(element.getroottree().getroot())
            values = _values(element)
            loc = values.get("loc", "")
            if not loc.startswith("http"):
                continue
            if _name(element) == "sitemap":
                children.append(Child(url=loc, modified=moment(values.get("lastmod", ""), zone)))
            else:
                leads.append(_lead(loc, values, zone))
    except etree.XMLSyntaxError:
        return Listing(leads=_own_edits(leads), children=tuple(children), whole=False)
    return Listing(leads=_own_edits(leads), children=tuple(children), whole=root in ("urlset", "sitemapindex"))


def _own_edits(leads: Sequence[Lead]) -> tuple[Lead, ...]:
    """The leads without a lastmod that many of them share to the second: a move of the site."""
    times = Counter(lead.modified for lead in leads)
    return tuple(
        replace(lead, modified=None) if lead.modified and times[lead.modified] >= MOVED and _has_time(lead) else lead
        for lead in leads
    )


def _has_time(lead: Lead) -> bool:
    return lead.modified is not None and lead.modified.time() != time()


def _elements(body: bytes) -> Iterator[etree._Element]:
    """Each <url> and <sitemap> element, complete; forgotten when the next one is asked for."""
    events = etree.iterparse(
        BytesIO(_FOREIGN_ENTITY.sub(b"&amp;", body)),
        events=("end",),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    for _, element in events:
        if _name(element) in ("url", "sitemap"):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _values(element: etree._Element) -> dict[str, str]:
    """Text of the elements inside, by local name; of several with one name the first (images have a loc too)."""
    values: dict[str, str] = {}
    for inner in element.iter():
        if inner is not element and isinstance(inner.tag, str) and inner.text and inner.text.strip():
            values.setdefault(_key(inner), inner.text.strip())
    return values


def _key(element: etree._Element) -> str:
    """The local name, with "news:" before it inside <news:news>, with the namespace's last word elsewhere."""
    namespace, _, name = str(element.tag).rpartition("}")
    if "sitemap-news" in namespace:
        return f"news:{name}"
    return name if "sitemap-" not in namespace else f"other:{name}"


def _lead(loc: str, values: dict[str, str], zone: str | None) -> Lead:
    is_news = any(key.startswith("news:") for key in values)
    raw = values.get("news:publication_date")
    return Lead(
        url=loc,
        source="news_sitemap" if is_news else "sitemap",
        title=values.get("news:title"),
        published=instant(raw, zone) if raw else None,
        published_raw=raw,
        modified=moment(values.get("lastmod", ""), zone),
        tags=tuple(word.strip() for word in values.get("news:keywords", "").split(",") if word.strip()),
        language=values.get("news:language"),
    )


def _read_text(body: bytes) -> Listing:
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines() if line.strip()]
    if not lines or not all(re.match(r"https?://\S+$", line) for line in lines):
        return Listing(whole=False)
    return Listing(leads=tuple(Lead(url=line, source="sitemap") for line in lines), whole=True)
