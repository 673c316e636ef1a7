"""Whether a story was edited, or its page was only read in another way: with other knowledge, by another version.

A line that only one of two readings has is no edit if both pages show it: then the page says what it said.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from unicodedata import normalize

from pymongo.asynchronous.database import AsyncDatabase

from newsspider.archive.documents import Document, page_from_document
from newsspider.archive.identity import plain_words
from newsspider.archive.merging import content_hash
from newsspider.archive.shelf import Shelf
from newsspider.charset import decode
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
    earlier, later = [*map(_text, before)], [*map(_text, now)]
    if not (_show(later, had.keys() - have.keys()) and _show(earlier, have.keys() - had.keys())):
        return False
    # a line of the same words: a comma may be another
    restyled = [line for words, line in have.items() if words in had and had[words] != line]
    return all(any(line in _squeezed(page) for page in earlier) for line in map(_squeezed, restyled))


def _show(pages: Iterable[str], lines: Iterable[str]) -> bool:
    shown = " ".join(f" {' '.join(plain_words(page))} " for page in pages)
    return all(f" {line} " in shown for line in lines)


def _lines(article: Article) -> dict[str, str]:
    """The lines by their words alone."""
    told = (article.title, article.standfirst, article.credit, *article.paragraphs)
    return {" ".join(words): line for line in told if line and (words := plain_words(line))}


def _text(page: Page) -> str:
    return html.unescape(_TAG.sub(" ", decode(page.body, page.headers.get("content-type"))))


def _squeezed(text: str) -> str:
    return "".join(normalize("NFC", text).split())
