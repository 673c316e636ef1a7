"""What a story embeds from elsewhere: posts, films, maps. Their words are not the story's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newsspider.extraction.document import text_of
from newsspider.extraction.layout import Layout
from newsspider.urls import canonical_url

_POSTS = re.compile(
    r"(?:^|\s)(?:twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-(?:post|video)|reddit-(?:card|embed-bq)"
    r"|bluesky-embed|mastodon-embed|text-post-media|imgur-embed-pub|wp-embedded-content|telegram-post"
    r"|wp-block-embed(?:__wrapper)?)(?:\s|$)"
)
_LINKS = ("data-instgrm-permalink", "data-text-post-permalink", "data-href", "cite", "data-url", "data-src", "src")
_PLAYERS = ("iframe", "amp-iframe", "video", "amp-video")
_BY_ID = {
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v="),
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v="),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/"),
}
_NO_EMBED = re.compile(
    r"(?:^|\.)(?:googletagmanager|doubleclick|googlesyndication|amazon-adsystem|taboola|outbrain|disqus|adnxs|criteo"
    r"|iubenda|sibforms|sendinblue|mailchimp|list-manage|addtoany|widgets\.wp|public-api\.wordpress)\b"
    r"|/recaptcha/|/plugins/(?:like|likebox|page|share_button|follow|comments)|/widgets/(?:tweet|follow)_button"
    r"|/ns\.html|(?:about|javascript):|newsletter|cookie|consent|/ads?[/.]"
)
_STATUS = re.compile(r"/status(?:es)?/\d+$")


@dataclass(frozen=True)
class Embed:
    """Something embedded."""

    element: HtmlElement
    parent: HtmlElement
    """The element that it stood in."""
    url: str | None
    """Where it stands by itself, or what its frame shows; in canonical form. None if the markup doesn't tell."""
    has_words: bool
    """Whether the markup holds words of it, which are none of the story's."""


def read_embeds(layout: Layout, base: str) -> tuple[Embed, ...]:
    """What the tree embeds outside the frame, in page order; advertisements, counters and buttons are left out."""
    found: list[Embed] = []
    inside: set[HtmlElement] = set()
    for element in layout.root.iter("*"):
        if element in inside:
            continue
        names = element.get("class")
        post = names is not None and _POSTS.search(names) is not None
        if not (post or element.tag in _PLAYERS or element.tag in _BY_ID) or layout.in_frame(element):
            continue
        inside.update(element.iter("*"))
        url = next((url for url in _addresses(element, base) if not _is_no_embed(url)), None)
        parent = element.getparent()
        if parent is not None and (url or post):
            found.append(Embed(element, parent, url, has_words=post or element.tag == "video"))
    return tuple(found)


def _is_no_embed(url: str) -> bool:
    parts = urlsplit(url)
    return _NO_EMBED.search(f"{parts.netloc}{parts.path}") is not None


def _addresses(element: HtmlElement, base: str) -> Iterator[str]:
    """Where the embedded thing may stand, the most telling first."""
    if element.tag in _BY_ID:
        name, start = _BY_ID[element.tag]
        yield from [start + (element.get(name) or "")] if element.get(name) else []
        return
    if {element.get("width"), element.get("height")} & {"0", "1"}:
        return
    values = [element.get(name) for name in _LINKS]
    values += [part.get(name) for part in element.iter("iframe", "source", "video") for name in ("data-src", "src")]
    if element.tag not in _PLAYERS:
        links = [anchor.get("href") for anchor in element.iter("a")]
        posts = [link for link in links if link and _STATUS.search(re.split("[?#]", link)[0])]
        values = [*posts[-1:], *values, *reversed(links), text_of(element)]
    for value in values:
        if value and " " not in value.strip() and ("/" in value or "." in value):
            try:
                yield _permalink(canonical_url(value, base))
            except ValueError:
                continue


def _permalink(url: str) -> str:
    parts = urlsplit(url)
    return url.partition("?")[0] if _STATUS.search(parts.path) or "instagram.com" in parts.netloc else url
