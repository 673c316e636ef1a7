"""Recognises a story under all its URLs, and its text wherever it stands.

This stage says by what a story is known; the store, which alone knows the other stories, decides with it
(``newsspider.archive.identity``) while it writes, so that stories on their way at the same time are seen too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from hashlib import blake2b

from newsspider.archive.identity import plain_words
from newsspider.items import Article, Fetched, Identity, Lead, Refused, Unchanged
from newsspider.signatures import sign
from newsspider.urls import identity_key

VERY_SHORT = 25
"""Words under which a text alone doesn't tell a story: its title must be equal as well."""

_SENTENCE_END = re.compile(r"[.!?…।。！？\n]+")
TELLING = 3
"""Sentences by which a story is known under another URL."""


def identify(item: Fetched) -> Fetched:
    """The item with its identity."""
    article = item.article
    own = identity_key(article.fetched_url)
    claimed = identity_key(article.url)
    mentioned = (*article.aliases, item.lead.url) if item.lead else article.aliases
    others = dict.fromkeys(key for key in _keys(mentioned) if key not in (own, claimed))
    identity = Identity(
        own=own,
        claimed=claimed,
        others=tuple(others),
        left=_left(item.lead, own),
        source=item.lead.source if item.lead else None,
        story_hash=story_hash(article),
        text_hash=text_hash(article),
        signature=sign(article.text),
    )
    return replace(item, identity=identity)


def text_hash(article: Article) -> str | None:
    """Hash of the text's words, for a very short text with the title's; None without text."""
    words = plain_words(article.text)
    if not words:
        return None
    title = plain_words(article.title) if len(words) < VERY_SHORT else []
    return _hash([*title, "", *words])


def story_hash(article: Article) -> str | None:
    """Hash of newspaper, title and the longest sentences: equal ones are one story. None without title or text.

    The longest tell the story; a shorter one may be the newspaper's own, left out of one page and not of another.
    """
    title = plain_words(article.title)
    sentences = {tuple(plain_words(sentence)) for sentence in _SENTENCE_END.split(article.text)}
    longest = sorted(sentences, key=lambda words: (-len(words), words))[:TELLING]
    words = [word for sentence in longest for word in ("", *sentence)]
    return _hash([article.site, "", *title, *words]) if title and any(words) else None


class DeduplicatePipeline:
    """Gives fetched stories their identity; refusals pass."""

    def process_item(self, item: Fetched | Refused | Unchanged) -> Fetched | Refused | Unchanged:
        """The item with its identity."""
        return identify(item) if isinstance(item, Fetched) else item


def _left(lead: Lead | None, own: str) -> str | None:
    """Key of the lead's URL if that is another than the fetched one."""
    keys = list(_keys([lead.url])) if lead else []
    return next((key for key in keys if key != own), None)


def _keys(urls: Iterable[str]) -> Iterable[str]:
    for url in urls:
        try:
            yield identity_key(url)
        except ValueError:
            continue


def _hash(words: Iterable[str]) -> str:
    return blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
