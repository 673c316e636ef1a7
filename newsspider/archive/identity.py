"""Which story a page is: the rules by which stories are told apart, as pure functions.

A story owns the keys under which it was fetched itself. Its page may claim another by rel=canonical, and mention more
(a redirect, an AMP twin, a short link). The stronger right to a key wins; a page with the same title or nearly the
same text isn't another story but the same one. So the outcome doesn't depend on the order in which pages come.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from enum import IntEnum
from typing import Literal

from newsspider.archive.stories import StoredArticle, Witness
from newsspider.items import Article, Fetched, Identity, LeadSource
from newsspider.urls import identity_key, is_twin

NEARLY_SAME = 0.9
"""Share of common word 4-grams (Jaccard) from which two texts are nearly the same."""

_NAMED_BEST_FIRST: tuple[LeadSource | None, ...] = (
    "sitemap",
    "news_sitemap",
    "feed",
    "page",
    "named",
    "story",
    None,
)


class Right(IntEnum):
    """How strong a story's right to a key is."""

    MENTIONED = 0
    CLAIMED = 1
    FETCHED = 2


def rights(who: Identity) -> dict[str, Right]:
    """The keys of a page with its right to each, the strongest first."""
    found = {who.own: Right.FETCHED}
    for key, right in [(who.claimed, Right.CLAIMED), *((key, Right.MENTIONED) for key in who.others)]:
        found.setdefault(key, right)
    return found


def contest(key: str, item: Fetched, who: Identity, holder: StoredArticle) -> Literal["join", "take", "leave"]:
    """Whether a page that names a stored story's key is that story, takes the key from it, or leaves it."""
    mine, (theirs, their_page) = rights(who)[key], _right_of(holder, key)
    if mine == theirs == Right.FETCHED and key in (identity_key(holder.url), identity_key(holder.fetched_url)):
        return "join"  # the page that was fetched there before, whatever it says today
    if same_story(item.article, holder):
        return "join"
    if mine != theirs:
        return "take" if mine > theirs else "leave"
    return "take" if mine == Right.FETCHED or who.own < their_page else "leave"


def same_story(one: Article, other: Article) -> bool:
    """Whether two pages tell one story: the same title, or nearly the same text."""
    title = plain_words(one.title)
    if title and title == plain_words(other.title):
        return True
    grams, other_grams = _grams(one), _grams(other)
    union = len(grams | other_grams)
    return bool(union) and len(grams & other_grams) >= NEARLY_SAME * union


def plain_words(text: str | None) -> list[str]:
    """The words of a text in lower case, without punctuation."""
    return re.findall(r"\w+", (text or "").casefold())


def canonical_of(witnesses: Iterable[Witness], keys: Collection[str]) -> str:
    """The canonical URL of a story, of all that its pages name.

    A page that names a URL whose key isn't among the story's ``keys`` isn't believed: it stands for itself. A page
    that stands at a URL and names another speaks for that URL, and a URL that a redirect left is none any more. Of
    the others the best named wins (by a sitemap, then a feed, then a page), then https, then the shorter.
    """
    believed = [w if w.named in keys else replace(w, url=w.fetched_url) for w in witnesses]
    left = {witness.left for witness in believed}
    named = dict.fromkeys(witness.url for witness in believed)
    standing = [url for url in named if identity_key(url) not in left and not _is_renounced(url, believed)]
    return min(standing or named, key=lambda url: _url_rank(url, believed))


def content_rank(story: StoredArticle, url: str) -> tuple[bool, bool, bool, str]:
    """How directly the story's content was fetched for the canonical URL; the smallest is the most direct.

    First the page at the URL itself, then its variants (AMP, print), then pages that claim it from elsewhere.
    """
    fetched = story.fetched_url
    return identity_key(fetched) != identity_key(url), fetched != url, is_twin(fetched), fetched


def better_named(one: LeadSource | None, other: LeadSource | None) -> LeadSource | None:
    """The source that is the better witness of a canonical URL: a sitemap, then a feed, then a page."""
    return min(one, other, key=_NAMED_BEST_FIRST.index)


def _right_of(story: StoredArticle, key: str) -> tuple[Right, str]:
    """The story's right to a key, and the smallest key of a page of its that has this right."""
    witnesses = story.witnesses
    if any(witness.own == key for witness in witnesses):
        return Right.FETCHED, key
    if claimers := [witness.own for witness in witnesses if witness.named == key]:
        return Right.CLAIMED, min(claimers)
    return Right.MENTIONED, min(witness.own for witness in witnesses)


def _is_renounced(url: str, witnesses: Iterable[Witness]) -> bool:
    """Whether the page that stands at the URL names another."""
    key = identity_key(url)
    return any(w.url != url and (w.fetched_url == url or w.own == key != w.named) for w in witnesses)


def _url_rank(url: str, witnesses: Iterable[Witness]) -> tuple[bool, int, bool, int, str]:
    key = identity_key(url)
    named = min((_NAMED_BEST_FIRST.index(w.source) for w in witnesses if w.own == key), default=len(_NAMED_BEST_FIRST))
    return is_twin(url), named, not url.startswith("https:"), len(url), url


def _grams(article: Article) -> set[tuple[str, ...]]:
    words = plain_words(article.text)
    return set(zip(words, words[1:], words[2:], words[3:], strict=False))
