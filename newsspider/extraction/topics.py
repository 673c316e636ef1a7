"""What a story is about: the sections and keywords that a page's metadata, links and lines offer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from lxml.html import HtmlElement

from newsspider.extraction.blocks import Block
from newsspider.extraction.document import Document, finder, text_of, tokens
from newsspider.extraction.offers import Offers
from newsspider.extraction.structured import Structured, plain_text, texts
from newsspider.extraction.titles import fold
from newsspider.extraction.vocabulary import words
from newsspider.items import Lead
from newsspider.sites import Site

_SECTION = ("article:section", "og:article:section", "parsely-section", "cxenseparse:category", "section")
_TAGS = ("article:tag", "og:article:tag", "news_keywords", "parsely-tags", "sailthru.tags", "keywords")
_TAG_LINK = re.compile(
    r"/(?:tags?|topics?|themen?|th[eè]mes?|temas?|tema|keywords?|hashtags?|etiquetas?|sujets?|emne|amne|argomenti"
    r"|stichwort|schlagwort|dossiers?|label)(?:/|\?|=)[^/?#]",
    re.IGNORECASE,
)
_breadcrumbs = finder(".//*[contains(translate(@class, 'BREADCRUM', 'breadcrum'), 'breadcrumb')][1]")
_FRAME = frozenset("nav footer header menu cloud tagcloud trending sidebar widget related teaser card popular".split())
_MOST_TAGS = 20
_LONGEST_TAG = 60
_SITE_WIDE = 6
"""Keywords from which a list may be one that stands on all pages."""
_MARKS = frozenset("tag tags topic topics keyword keywords".split())


def read_topics(offers: Offers, document: Document, data: Structured, site: Site, lead: Lead | None) -> None:
    """Add the sections and keywords that metadata and links offer, best first; the lead's keywords come last."""
    offers.extend("section", "json-ld", texts(data.story.get("articleSection"))[:1])
    offers.extend("section", "meta", (document.meta(name) for name in _SECTION))
    parts = site.match_permalink(document.url) or {}
    offers.add("section", "site", site.sections.get(parts.get("section", "")))
    links = [a for a in document.root.iter("a") if a.get("href") is not None]
    marked = [(a, (a.get("rel") or "").split()) for a in links if a.get("rel")]
    offers.extend("section", "rel=category", (text_of(a) for a, rel in marked if "category" in rel))
    offers.extend("section", "breadcrumb", _breadcrumb(document, data))
    offers.add("tags", "json-ld", tuple(_split_tags(texts(data.story.get("keywords")))))
    for name in _TAGS:
        offers.add("tags", f"meta {name}", tuple(_split_tags(document.head.get(name, ()))))
    # WordPress marks categories rel="category tag"
    tagged = (a for a, rel in marked if "tag" in rel and "category" not in rel)
    offers.add("tags", "rel=tag", tuple(text_of(a) for a in tagged if "/categor" not in (a.get("href") or "")))
    offers.add("tags", "tag links", _linked_tags(links))
    offers.add("tags", "lead", lead and lead.tags)


def clean_tags(tags: Iterable[str], site_names: Sequence[str]) -> tuple[str, ...]:
    """Keywords without codes, paths before them and the newspaper's names, once each.

    None of a long list that holds the newspaper's name in several forms: that one stands on all its pages.
    """
    names = [fold(name) for name in site_names if name]
    found = {fold(tag): tag for tag in reversed([*map(_plain_tag, tags)]) if len(tag) <= _LONGEST_TAG}
    own = sum(len(folded) > 1 and any(name.startswith(folded) for name in names) for folded in found)
    if own > 1 and len(found) >= _SITE_WIDE:
        return ()
    kept = {f: t for f, t in found.items() if f and f not in names and not f.isdigit() and "://" not in t}
    return tuple(reversed(kept.values()))


def tag_line(blocks: Sequence[Block]) -> tuple[str, ...]:
    """The keywords of the first line such as "Tags: ferry, harbour"; empty without one."""
    for block in blocks:
        if len(block.text) <= 300 and not block.all_link and (match := _tag_label().match(block.text)):
            names = [text_of(anchor) for anchor in block.anchors] or re.split(r"\s*[,;|/·•]\s*", match["tags"])
            return tuple(filter(None, names))
    return ()


def kickers(lines: Sequence[Block], menu: Mapping[str, int]) -> Iterator[str]:
    """The sections that lines around the headline name: the last step of a breadcrumb, or a link of the menu.

    ``menu`` is how often each address is linked on the page.
    """
    for block in lines:
        steps = [text_of(anchor) for anchor in block.anchors if anchor.get("href")]
        if len(steps) > 1 and re.fullmatch(r"[\s>»›/|:·→-]*", _beside(block.text, steps)):
            yield steps[-1]
    for block in lines:
        for anchor in block.anchors[:2]:
            name = text_of(anchor)
            if block.linked >= len(block.text) / 2 and len(name) <= 30 and menu.get(anchor.get("href") or "", 0) > 1:
                yield name


def _beside(text: str, parts: Iterable[str]) -> str:
    for part in parts:
        text = text.replace(part, "", 1)
    return text


def _plain_tag(tag: str) -> str:
    """A keyword without a path before it: "sections/sverige" and "topic:ferry" are sverige and ferry."""
    tag = tag.strip(' #\u00a0"').removeprefix("tag:")
    if match := re.fullmatch(r"[a-z_-]+[/:](?P<name>[^\s/].*)", tag):
        tag = match["name"]
    return tag


def _linked_tags(links: Sequence[HtmlElement]) -> tuple[str, ...]:
    """The texts of links to pages of keywords that stand together, outside the page's frame, and in no sentence."""
    groups: dict[HtmlElement, list[str]] = {}
    for link in links:
        if _TAG_LINK.search(link.get("href") or ""):
            home = link.getparent()
            home = home.getparent() if home is not None and home.tag in ("li", "span", "b", "strong") else home
            if home is not None:
                groups.setdefault(home, []).append(text_of(link))
    for home, names in groups.items():
        plain = [name for name in names if name]
        around = (home, *home.iterancestors())
        if not 0 < len(plain) <= _MOST_TAGS or any(n.tag in _FRAME or tokens(n) & _FRAME for n in around[:4]):
            continue
        if len(plain) == 1 and not any(tokens(node) & _MARKS for node in around[:2]):
            continue
        if len(text_of(home)) <= 1.5 * sum(map(len, plain)) + 25:
            return tuple(plain)
    return ()


@cache
def _tag_label() -> re.Pattern[str]:
    return re.compile(rf"\W{{0,3}}(?:{words('tags')})\s*[:：]\s*(?P<tags>\S.*)", re.IGNORECASE)


def _split_tags(values: Sequence[str]) -> Iterator[str]:
    """One keyword a value, or all in one value with commas."""
    for value in values:
        yield from (plain_text(part) for part in (re.split(r"\s*[,;、，]\s*", value) if len(values) == 1 else [value]))


def _breadcrumb(document: Document, data: Structured) -> Iterator[str]:
    """The last step above the page that is not the home page."""
    items = data.first("BreadcrumbList").get("itemListElement")
    steps = [(texts(i.get("name")) or texts(i.get("item")) or [""])[0] for i in items or [] if isinstance(i, Mapping)]
    marks = next(iter(_breadcrumbs(document.root)), None)
    if not steps and marks is not None:
        steps = [*(text_of(a) for a in marks.iter("a")), ""]
    if len(steps) > 2:
        yield steps[-2]
