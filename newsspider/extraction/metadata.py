"""What a page's metadata, and the lead to it, offer for each field.

The order of the offers is the order of belief: JSON-LD, then OpenGraph and other meta elements, then itemprop marks
and the page's own marks (rel=tag and the like), then what feed or sitemap said. What stands on the page to be read
(dateline, byline, standfirst) is ``masthead.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.html import HtmlElement

from newsspider.extraction.access import offer_access
from newsspider.extraction.document import Document, finder, squash, text_of
from newsspider.extraction.lead_image import offer_images
from newsspider.extraction.offers import Offers
from newsspider.extraction.structured import Structured, Thing, plain_text, texts, types_of
from newsspider.extraction.topics import read_topics
from newsspider.items import Lead
from newsspider.sites import Site
from newsspider.urls import canonical_url

_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.created", "dc.date", "dc:date", "dcterms.date", "pubdate", "pub_date", "publishdate",
    "publish-date", "publish_date", "article.published", "publication_date", "cxenseparse:publishtime", "date",
    "bepress_citation_date", "citation_publication_date", "originalpublicationdate", "rnews:datepublished",
)  # fmt: skip
_MODIFIED = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified")
_AUTHOR = ("author", "article:author", "og:article:author", "parsely-author", "sailthru.author", "dc.creator", "byl",
           "dcterms.creator", "citation_author", "article:author_name", "cxenseparse:author")  # fmt: skip
_marked_authors = finder(".//*[@itemprop='author']")
_SOURCE = ("source", "article:source", "dc.source", "news_source", "agency")


def read_metadata(document: Document, data: Structured, site: Site, lead: Lead | None) -> Offers:
    """All that the page's metadata and its lead offer."""
    offers = Offers()
    _titles(offers, document, data, lead)
    _dates(offers, document, data)
    _names(offers, document, data)
    read_topics(offers, document, data, site, lead)
    _language(offers, document, data, site, lead)
    offer_images(offers, document, data)
    offer_access(offers, document, data)
    sources = [data.story.get(key) for key in ("sourceOrganization", "provider", "author", "creditText")]
    offers.add("agencies", "json-ld", tuple(texts(sources)))
    offers.add("agencies", "meta source", tuple(v for name in _SOURCE for v in document.head.get(name, ())))
    offers.extend("canonical", "rel=canonical", _hrefs(document, "canonical"))
    offers.add("canonical", "og:url", document.meta("og:url"))
    offers.extend("description", "json-ld", texts(data.story.get("description")))
    offers.add("description", "og", document.meta("og:description"))
    offers.add("description", "meta", document.meta("description"))
    offers.add("description", "lead", lead and lead.summary)
    return offers


def site_names(document: Document, data: Structured, site: Site) -> tuple[str, ...]:
    """Names under which the newspaper may stand in titles and bylines: the most telling first."""
    publisher = data.story.get("publisher")
    host = re.sub(r"^www\.|:\d+$", "", site.name)
    labels = [host, host.rpartition(".")[0]] if "." in host else []
    named = [site.title, document.meta("og:site_name"), document.meta("application-name"), *texts(publisher)]
    return tuple(dict.fromkeys(name for name in [*named, *site.credits, *labels] if name and len(name) > 2))


_WITH_VALUES = ("unavailable_after", "max-snippet", "max-image-preview", "max-video-preview")
"""Rules that have a value behind a colon."""


def rights_of(document: Document) -> tuple[str, ...]:
    """The reservations that the page declares in robots meta, X-Robots-Tag and TDM meta or header.

    Source: the robots meta values of the search engines' documentation, W3C TDM Reservation Protocol.
    """
    robots = [*document.head.get("robots", ()), *document.head.get("newsspider", ())]
    robots += _addressed(document.headers.get("x-robots-tag", ""))
    words = {word for text in robots for word in re.split(r"[\s,]+", text.lower())}
    found = [name for name in ("noindex", "noarchive", "nofollow") if name in words or "none" in words]
    reserved = document.meta("tdm-reservation") or document.headers.get("tdm-reservation", "")
    return tuple([*found, "tdm"] if reserved.strip() == "1" else found)


def _addressed(header: str) -> list[str]:
    """The rules of an X-Robots-Tag that are for all robots, or for ours: a robot's name with a colon stands before
    those that are for it alone.
    """
    ours, found = True, []
    for part in header.split(","):
        name, colon, rule = part.partition(":")
        if colon and name.strip().lower() not in _WITH_VALUES:
            ours = name.strip().lower() in ("newsspider", "*")
            part = rule
        if ours:
            found.append(part)
    return found


def _titles(offers: Offers, document: Document, data: Structured, lead: Lead | None) -> None:
    offers.extend("title", "json-ld", texts(data.story.get("headline"))[:1])
    offers.add("title", "og", plain_text(document.meta("og:title") or ""))
    offers.add("title", "twitter", plain_text(document.meta("twitter:title") or ""))
    offers.extend("title", "h1", (text_of(heading) for heading in document.root.iter("h1")))
    offers.extend("title", "itemprop", document.marks.get("headline", ())[:1])
    offers.add("title", "lead", lead and lead.title)
    head = document.root.find("head")
    offers.extend("title", "title", (text_of(e) for e in (head.iter("title") if head is not None else ())))


def _dates(offers: Offers, document: Document, data: Structured) -> None:
    """Raw texts, to be parsed by who knows the time of the fetch and the language."""
    pages = [thing for kind in ("WebPage", "LiveBlogPosting", "VideoObject") if (thing := data.first(kind))]
    for field, key, names in (("published", "datePublished", _PUBLISHED), ("modified", "dateModified", _MODIFIED)):
        offers.extend(field, "json-ld", texts(data.story.get(key))[:1])
        offers.extend(field, "meta", (document.meta(name) for name in names))
        offers.extend(field, "itemprop", document.marks.get(key, ())[:1])
        offers.extend(field, "json-ld page", (text for page in pages[:2] for text in texts(page.get(key))[:1]))


def _names(offers: Offers, document: Document, data: Structured) -> None:
    offers.add("authors", "json-ld", tuple(_people(data.story.get("author"))))
    offers.add("signature", "json-ld person", tuple(_people(_typed_persons(data.story.get("author")))))
    persons = [thing for thing in data.things if "Person" in types_of(thing) and texts(thing.get("name"))]
    if not data.story and len({thing["name"] for thing in persons}) == 1:
        offers.add("authors", "json-ld only person", tuple(texts(persons[0])))
    for name in _AUTHOR:
        values = tuple(value for value in document.head.get(name, ()) if "://" not in value)
        offers.add("authors", f"meta {name}", values)
    linked = [text_of(a) for a in document.root.iter("a") if "author" in (a.get("rel") or "").split()]
    offers.add("authors", "rel=author", tuple(dict.fromkeys(filter(None, linked)))[:2])
    offers.add("authors", "itemprop", tuple(_itemprop_names(document.root))[:1])


def _typed_persons(value: Any) -> list[Thing]:
    entries = value if isinstance(value, list) else [value]
    return [entry for entry in entries if isinstance(entry, Mapping) and "Person" in types_of(entry)]


def _people(value: Any) -> Iterator[str]:
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, Mapping) and not entry.get("name"):
            given = " ".join(texts(entry.get("givenName")) + texts(entry.get("familyName")))
            yield from [given] if given else []
        else:
            yield from texts(entry)


def _itemprop_names(root: HtmlElement) -> Iterator[str]:
    for element in _marked_authors(root):
        name = element.find(".//*[@itemprop='name']")
        yield squash(element.get("content") or text_of(name if name is not None else element))


def _language(offers: Offers, document: Document, data: Structured, site: Site, lead: Lead | None) -> None:
    offers.add(
        "language",
        "html lang",
        document.root.get("lang") or document.root.get("{http://www.w3.org/XML/1998/namespace}lang"),
    )
    offers.extend("language", "json-ld", texts(data.story.get("inLanguage"))[:1])
    for name in ("content-language", "og:locale", "language", "dc.language"):
        offers.add("language", f"meta {name}", document.meta(name))
    offers.add("language", "header", document.headers.get("content-language"))
    offers.add("language", "lead", lead and lead.language)
    offers.add("language", "site", site.language)


def _hrefs(document: Document, rel: str) -> Iterator[str]:
    for link in document.root.iter("link"):
        if rel in (link.get("rel") or "").lower().split() and link.get("href"):
            try:
                yield canonical_url(link.get("href") or "", document.url)
            except ValueError:
                continue


def amp_url(document: Document) -> str | None:
    """The page's AMP twin; None if it names none."""
    return next(_hrefs(document, "amphtml"), None)
