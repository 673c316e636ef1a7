"""What a page is: a story, or one of the many things on a news site that are none; with the evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from newsspider.extraction.document import Document
from newsspider.extraction.evidence import Face, PageMeasure, Verdict
from newsspider.extraction.structured import Structured
from newsspider.extraction.walls import find_wall
from newsspider.items import PageKind

_TYPES: tuple[tuple[PageKind, frozenset[str]], ...] = (
    ("live_blog", frozenset({"LiveBlogPosting"})),
    ("gallery", frozenset({"ImageGallery", "MediaGallery"})),
    ("listing", frozenset({"CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList", "Blog"})),
    ("page", frozenset({"AboutPage", "ContactPage", "FAQPage", "CheckoutPage"})),
)
_BODY: tuple[tuple[PageKind, re.Pattern[str]], ...] = (
    ("soft_404", re.compile(r"(?:^|\s)error-?404|(?:^|\s)page-?404|(?:^|\s)not-found(?:\s|$)")),
    (
        "listing",
        re.compile(r"(?:^|\s)(?:archive|category|tag|author|date|search|search-results|home|blog|front-page)(?:\s|$)"),
    ),
    ("page", re.compile(r"(?:^|\s)page-(?:template|id)")),
)
_SERVICE_PATH = re.compile(
    r"^/(?:about|about-us|contact|contact-us|privacy(?:-policy)?|terms(?:-[\w-]+)?|impressum|imprint|advertise"
    r"|cookies?(?:-policy)?|datenschutz|subscribe|newsletters?|uber-uns|mentions-legales)(?:\.\w+)?/?$"
)
_PATHS: tuple[tuple[PageKind, re.Pattern[str]], ...] = (
    (
        "listing",
        re.compile(
            r"/(?:tags?|category|author|search|page/\d+|topics?|sections?|hubs?|calendar)(?:/|$)"
            r"|^(?:/archives?)?(?:/\d{4}(?:/\d{1,2}){0,2})?/?$"
        ),
    ),
    ("page", _SERVICE_PATH),
    (
        "gallery",
        re.compile(
            r"/(?:galler(?:y|ies)|photos?|pictures|in-pictures|photo-galler(?:y|ies)|diaporamas?|bildergalerien?|fotos?"
            r"|slideshows?)(?:/|-|$)"
        ),
    ),
    ("video", re.compile(r"/(?:videos?|watch|mediathek)(?:/|$)")),
)
_LIVE_PATH = re.compile(
    r"/(?:live|live-?(?:blogs?|updates?)|(?:live|news)-?ticker|en-direct|direct|en-(?:vivo|directo)|minuto-a-minuto"
    r"|ao-?vivo|(?:in-)?diretta)(?:/|-|$)"
)
_LIVE_TITLE = re.compile(
    r"\b(?:live[- ]?(?:blog|updates?|ticker)?|as it happened|minute by minute|newsticker|en direct|direct|minute par"
    r" minute|en (?:vivo|directo)|minuto a minuto|ao vivo|(?:in )?diretta|लाइव(?: अपडेट)?)\s*[:|–-]"
    r"|\b(?:live ?(?:blog|ticker|updates)|as it happened|लाइव (?:ब्लॉग|अपडेट))\b",
    re.I,
)
STAMP = re.compile(r"(?:\d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s?(?:GMT|UTC|BST|CET|IST|Uhr))?)\b")
"""A time of day at the head of a line: the mark of a live blog's entry."""


_A_LONG_READ = 400
"""Words of running text that no list of teasers has."""
_SIGNED_LINKS = 12
"""Links to stories from which even a page with a date and a byline may be a list."""


def judge_page(document: Document, data: Structured, face: Face, measure: PageMeasure) -> Verdict:
    """What the page is. The first evidence of a kind decides; a page with a story's marks and text is an article."""
    return next(_evidence(document, data, face, measure))


def _evidence(document: Document, data: Structured, face: Face, measure: PageMeasure) -> Iterator[Verdict]:
    path = urlsplit(document.url).path
    body = document.root.find("body")
    names = (body.get("class") or "").lower() if body is not None else ""
    single = re.search(r"(?:^|\s)single(?:-\w+)?(?:\s|$)", names) is not None
    story = bool(data.story) or single or document.meta("og:type") == "article"
    wall = find_wall(document, face, measure, told=story)
    if wall and not (wall.kind == "consent_wall" and _SERVICE_PATH.search(path)):  # a policy speaks as a wall does
        yield wall
    types = data.types()
    yield from _live(path, face.headline or "", types, measure)
    if not story:
        for kind, type_names in _TYPES:
            if types & type_names:
                yield Verdict(kind, f"json-ld {', '.join(sorted(types & type_names))}")
        for kind, pattern in _BODY:
            if pattern.search(names):
                yield Verdict(kind, f"body class {pattern.search(names)[0].strip()!r}")  # type: ignore[index]
    yield from _by_path(path, types, story, bool(data.story), measure)
    yield from _by_shape(measure, story)
    yield Verdict("article", f"{measure.words} words in {measure.paragraphs} paragraphs")


def _live(path: str, title: str, types: frozenset[str], measure: PageMeasure) -> Iterator[Verdict]:
    if "LiveBlogPosting" in types:
        yield Verdict("live_blog", "json-ld LiveBlogPosting")
    if measure.stamps >= 3 and (_LIVE_TITLE.search(title) or _LIVE_PATH.search(path)):
        yield Verdict("live_blog", f"{measure.stamps} time stamps under {title!r}")


def _by_path(path: str, types: frozenset[str], story: bool, described: bool, measure: PageMeasure) -> Iterator[Verdict]:
    """``described``: a schema.org story describes the page; og:type alone stands on many a service page."""
    for kind, pattern in _PATHS:
        found = pattern.search(path)
        if not found:
            continue
        poor = measure.words < 150
        if (kind == "listing" and not story) or (kind == "page" and not described):
            yield Verdict(kind, f"path {found[0]!r}")
        wordy = measure.images < 3 or measure.words > 60 * measure.images
        if kind == "gallery" and wordy and (found[0].endswith("-") or story):
            continue
        if kind == "gallery":
            yield Verdict(kind, f"path {found[0]!r}, {measure.images} images, {measure.words} words")
        if kind == "video" and (poor or not story or "VideoObject" in types):
            yield Verdict(kind, f"path {found[0]!r}, {measure.words} words")
    if "VideoObject" in types and not story and measure.words < 150:
        yield Verdict("video", "json-ld VideoObject, no article")


def _by_shape(measure: PageMeasure, story: bool) -> Iterator[Verdict]:
    if measure.words == 0:
        yield Verdict("listing" if measure.story_links > 3 else "page", "no text of a story")
    if measure.images >= 6 and measure.words < 12 * measure.images and measure.long_paragraphs <= 1 and not story:
        yield Verdict("gallery", f"{measure.images} images, {measure.words} words")
    signed = measure.has_date and measure.has_byline
    crowded = measure.story_links >= (_SIGNED_LINKS if signed else 5) and measure.linked_share > 0.35
    if crowded and not story and measure.run < 3 and measure.words < _A_LONG_READ:
        yield Verdict("listing", f"{measure.story_links} links, {measure.linked_share:.0%} of the text is linked")
    if crowded and measure.linked_share > 0.6 and measure.words < 200:
        yield Verdict("listing", f"{measure.story_links} links, {measure.linked_share:.0%} of the text is linked")
    if not story and not measure.has_date and not measure.has_byline:
        yield Verdict("page", "neither date nor byline nor any mark of a story")
