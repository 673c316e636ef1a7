"""Whether a story was edited, or its page was only read in another way: with other knowledge, by another version.

A line that only one of two readings has is no edit if both pages show it: then the page says what it said.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence

from pymongo.asynchronous.database import AsyncDatabase
from w3lib.encoding import html_to_unicode

from newsspider.archive.documents import Document, page_from_document
from newsspider.archive.identity import plain_words
from newsspider.archive.merging import content_hash
from newsspider.archive.shelf import Shelf
from newsspider.items import Article, Fetched, Identity, Page

_TAG = re.compile(r"<[^>]*>")


async def read_otherwise(
    database: AsyncDatabase[Document], shelf: Shelf, stories: Sequence[tuple[Fetched, Identity]]
) -> set[str]:
    """The identity keys of the pages whose stories differ from what is stored, and that show what they showed."""
    found: set[str] = set()
    for item, who in stories:
        known = shelf.holder(who.own)
        if item.again or known is None or known.fetched_url != item.article.fetched_url:
            continue
        if known.content_hash == content_hash(item.article):
            continue
        async for document in database["pages"].find({"article": known.id}).sort("fetched_at", -1).limit(1):
            before = [page_from_document(part) for part in (document, *document.get("parts", ()))]
            now = [item.page, *item.parts, *before[1 + len(item.parts) :]]
            if shows_the_same(known, before, item.article, now):
                found.add(who.own)
    return found


def shows_the_same(old: Article, before: Iterable[Page], new: Article, now: Iterable[Page]) -> bool:
    """Whether the pages of two readings both show each line that only one of the readings has."""
    had, have = _lines(old), _lines(new)
    return _show(now, had - have) and _show(before, have - had)


def _show(pages: Iterable[Page], lines: Iterable[str]) -> bool:
    shown = " ".join(f" {_words(page)} " for page in pages)
    return all(f" {line} " in shown for line in lines)


def _lines(article: Article) -> set[str]:
    told = (article.title, article.standfirst, article.credit, *article.paragraphs)
    return {" ".join(words) for line in told if (words := plain_words(line))}


def _words(page: Page) -> str:
    _, text = html_to_unicode(page.headers.get("content-type"), page.body)
    return " ".join(plain_words(html.unescape(_TAG.sub(" ", text))))
