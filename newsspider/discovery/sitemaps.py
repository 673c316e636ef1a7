"""Reads sitemaps: indexes, urlsets, news sitemaps, gzipped or not, and lists of URLs in plain text.

Scrapy's ``Sitemap`` class drops what stands inside ``<news:news>``, so the elements are read here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import time
from io import BytesIO
from urllib.parse import urljoin

from lxml import etree

from newsspider.charset import decode
from newsspider.discovery.dates import instant, moment
from newsspider.discovery.listing import Child, Listing
from newsspider.items import Lead

PART = 1_000
"""Stories of a file that are read together."""
MOST_INSIDE = 10_000
"""Elements that one entry may have (a thousand images, at most): with more, the file is read up to it."""
MOVED = 5
"""Where so many URLs of one sitemap, and more than ``MOVED_SHARE`` of them, have one lastmod, something else than
their editors touched them."""
MOVED_SHARE = 1 / 3

_ROOTS = ("urlset", "sitemapindex")
# A tag with a million attributes costs the parser minutes.
_LONG_TAG = re.compile(rb"<\w[^<>]{20000}")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LASTMOD = re.compile(rb"<(?:\w+:)?lastmod>\s*([^<>]*[^<>\s])")

# Sitemaps of tags, authors and categories name no stories.
_TAXONOMY = re.compile(
    r"(?:^|[-_/.])(?:post_tags?|tags?|authors?|users?|categor(?:y|ies)|taxonom(?:y|ies)|topics?|profiles?)"
    r"(?=[-_/.]|\d|$)",
    re.IGNORECASE,
)

# Whatever XML itself does not define: a bare ampersand, an entity of HTML, or of a DTD (which is never read).
_FOREIGN_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")


def sitemaps_in_robots(body: bytes, url: str) -> tuple[str, ...]:
    """The sitemaps that a robots.txt names, absolute, each once; without what is no URL."""
    named = (
        line.split(b":", 1)[1].strip() for line in body.splitlines() if line.lower().lstrip().startswith(b"sitemap:")
    )
    found: dict[str, None] = {}
    for name in named:
        with suppress(ValueError):
            found[urljoin(url, name.decode("utf-8", "replace"))] = None
    return tuple(found)


def names_stories(url: str) -> bool:
    """Whether a sitemap's file name allows stories in it; False for those of tags, authors and categories."""
    return not _TAXONOMY.search(url.rpartition("/")[2])


def sitemap_parts(body: bytes, zone: str | None = None) -> Iterator[Listing]:
    """What a sitemap lists, ``PART`` stories at a time: it may hold 50,000, and nothing needs them all together.

    Broken XML gives what stood before the break, anything else an empty listing.

    Args:
        body: the file, not compressed.
        zone: IANA zone of times without an offset.
    """
    text = _as_utf8(body).removeprefix(b"\xef\xbb\xbf").lstrip()
    if _LONG_TAG.search(text):
        yield Listing()
        return
    if not text.startswith(b"<"):
        yield from _text_parts(text)
        return
    moves = _moves(text)
    children: list[Child] = []
    leads: list[Lead] = []
    whole = False
    try:
        for element in _elements(text):
            whole = _name(element.getroottree().getroot()) in _ROOTS
            if len(leads) == PART:
                yield Listing(leads=tuple(leads), whole=whole, more=True)
                leads = []
            values = _values(element)
            loc = values.get("loc", "")
            if not loc.startswith("http"):
                continue
            if _name(element) == "sitemap":
                children.append(Child(url=loc, modified=moment(values.get("lastmod", ""), zone)))
            else:
                leads.append(_lead(loc, values, zone, moves))
    except etree.XMLSyntaxError:
        whole = False
    yield Listing(leads=tuple(leads), children=tuple(children), whole=whole)


def _as_utf8(body: bytes) -> bytes:
    """The file in an encoding of which ASCII is a part; one in UTF-16 is written anew, without its declaration."""
    if not body.startswith((b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")):
        return body
    return _DECLARATION.sub("", decode(body), count=1).encode()


def _moves(body: bytes) -> frozenset[str]:
    """The lastmods that many of a file's stories share to the second: moves of the site, and nobody's edits."""
    times = Counter(found[1] for found in _LASTMOD.finditer(body))
    least = max(MOVED, MOVED_SHARE * times.total())
    return frozenset(time.decode("ascii", "replace") for time, number in times.items() if number > least)


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
    unread = 0
    for _, element in events:
        unread += 1
        if unread > MOST_INSIDE:
            return
        if _name(element) in ("url", "sitemap"):
            yield element
            unread = 0
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


def _lead(loc: str, values: dict[str, str], zone: str | None, moves: Collection[str]) -> Lead:
    changed = values.get("lastmod", "")
    modified = moment(changed, zone)
    if modified and modified.time() != time() and changed in moves:
        modified = None
    is_news = any(key.startswith("news:") for key in values)
    raw = values.get("news:publication_date")
    return Lead(
        url=loc,
        source="news_sitemap" if is_news else "sitemap",
        title=values.get("news:title"),
        published=instant(raw, zone) if raw else None,
        published_raw=raw,
        modified=modified,
        tags=tuple(word.strip() for word in values.get("news:keywords", "").split(",") if word.strip()),
        language=values.get("news:language"),
    )


def _text_parts(body: bytes) -> Iterator[Listing]:
    lines = [line.strip() for line in body.decode("utf-8", "replace").splitlines() if line.strip()]
    whole = bool(lines) and all(re.match(r"https?://\S+$", line) for line in lines)
    leads = [Lead(url=line, source="sitemap") for line in lines if whole]
    for start in range(0, max(1, len(leads)), PART):
        yield Listing(leads=tuple(leads[start : start + PART]), whole=whole, more=start + PART < len(leads))
