"""A story from two fetches of it: what an upsert changes, as pure functions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from operator import attrgetter
from types import MappingProxyType

from newsspider.archive.identity import better_named, canonical_of, content_rank, plain_words
from newsspider.archive.stories import StoredArticle, StoredLink, Witness, stored_link
from newsspider.edits import Version, matters
from newsspider.items import LINK_GROUPS, Article, Identity, Link, LinkKind, Page
from newsspider.urls import article_id, key_id

ROTATING_KEPT = timedelta(days=30)
"""How long a rotating link that is no longer shown is kept."""

_OTHER: Mapping[LinkKind, LinkKind] = MappingProxyType({"related": "promoted", "promoted": "related"})

_PAGE_TITLE = ("title", "title on the page")
"""Rules by which a headline is what the page's <title> says."""
_ALIKE = 5
"""One word in so many that two headlines have in common makes them alike."""
_DATES = ("published", "published_precision", "published_raw", "published_zone")
_TOLD = ("title", "authors", "section", "tags", "image", "language", "agencies", "modified")


def content_hash(article: Article) -> str:
    """Hash of what the reader reads: kind, headline, standfirst, credit, paragraphs. Links are left out."""
    content = [article.page_kind, article.title, article.standfirst, article.credit, article.paragraphs]
    return blake2b(json.dumps(content).encode(), digest_size=16).hexdigest()


def first_story(article: Article, who: Identity, keys: Collection[str], page: Page) -> StoredArticle:
    """The story as its first fetch gives it.

    Args:
        article: what the page says.
        who: by what it is recognised.
        keys: the identity keys that are the story's; without that of ``article.url``, the page isn't believed.
        page: where it was fetched.
    """
    witness = Witness(fetched_url=article.fetched_url, url=article.url, source=who.source, left=who.left)
    url = canonical_of([witness], keys)
    said = {f.name: getattr(article, f.name) for f in fields(Article) if f.name not in ("links", "aliases")}
    seen = page.fetched_at
    return StoredArticle(
        **{**said, "url": url, "rules": _rules(article, url)},
        links=first_links(article.links, seen),
        aliases=tuple(sorted(keys)),
        id=article_id(url),
        witnesses=(witness,),
        first_seen=seen,
        last_seen=seen,
        last_changed=seen,
        content_hash=content_hash(article),
        story_hash=who.story_hash,
        text_hash=who.text_hash,
    )


def merge(
    old: StoredArticle,
    new: StoredArticle,
    *,
    again: bool = False,
    reread: bool = False,
) -> StoredArticle:
    """One story from two records of it; the id stays.

    The same page again: changed content is an edit (``revision`` grows if it matters: ``newsspider.edits``); what else
    it tells (authors, section, tags, links …) is as told last. Another page of the story: the more direct one gives the
    content, silently; the other adds its keys.

    Args:
        old: the story as stored.
        new: the same story as another fetch gives it, or another stored record of it.
        again: ``new`` is a kept page, read again: what it says replaces what it said, and that is no edit.
        reread: both pages show the same, whatever was read in them: what was read now replaces the text alone.
    """
    if old.fetched_url == new.fetched_url and not again:
        new = _completed(old, new)
    witnesses = merge_witnesses(old.witnesses, new.witnesses)
    keys = {*old.aliases, *new.aliases}
    url = canonical_of(witnesses, keys)
    same_page = old.fetched_url == new.fetched_url
    reread = same_page and (again or reread)
    later = not reread and same_page and new.last_seen >= old.last_seen
    edited = later and new.content_hash != old.content_hash
    replaced = not same_page and content_rank(new, url) < content_rank(old, url)
    content = new if later or replaced or again else _retold(old, new) if reread else old
    counted = edited and matters(version_of(old), version_of(new))
    revision = max(old.revision, new.revision) + counted
    first_seen = min(old.first_seen, new.first_seen)
    edits = [story.last_changed for story in (old, new) if story.revision > 1]
    changed = new.last_seen if counted else max(edits, default=first_seen)
    return replace(
        content,
        id=old.id,
        url=url,
        aliases=tuple(sorted(keys)),
        witnesses=witnesses,
        links=_links(old, new, again, reread) if same_page else content.links,
        revision=revision,
        first_seen=first_seen,
        last_seen=max(old.last_seen, new.last_seen),
        last_changed=changed,
        gone_at=None,
        duplicate_of=old.duplicate_of,
        inlinks=old.inlinks,
    )


def tells_the_same(old: StoredArticle, new: StoredArticle, known: Collection[str]) -> bool:
    """Whether two readings of a page differ by nothing but lines that are known to be the newspaper's own."""
    if not known or (old.title, old.standfirst, old.credit) != (new.title, new.standfirst, new.credit):
        return False
    own = {tuple(plain_words(line)) for line in known}
    return tuple(line for line in old.paragraphs if tuple(plain_words(line)) not in own) == new.paragraphs


def _completed(old: StoredArticle, new: StoredArticle) -> StoredArticle:
    """The new reading of a page with what it tells no more: headline and date, for no newspaper takes these from a
    story; with unchanged content all else, for then the source that told it may be another one (a feed).
    """
    same = old.content_hash == new.content_hash
    kept = {name: getattr(old, name) for name in (_TOLD if same else ()) if not getattr(new, name)}
    if not new.title or _is_foreign(old, new):
        kept["title"] = old.title
    if not new.published or _is_blurred(old, new):
        kept |= {name: getattr(old, name) for name in _DATES}
    rules = {name: old.rules[name] for name in kept if name in old.rules}
    return replace(new, **kept, rules={**new.rules, **rules})


def _is_foreign(old: StoredArticle, new: StoredArticle) -> bool:
    """Whether a headline that only the page's <title> tells has next to nothing of the one that stood on the page: it
    is the newspaper's name, since the layout changed.
    """
    if not old.title or new.rules.get("title") not in _PAGE_TITLE or old.rules.get("title") in _PAGE_TITLE:
        return False
    had, has = set(plain_words(old.title)), set(plain_words(new.title))
    return len(had & has) * _ALIKE < len(has)


def _is_blurred(old: StoredArticle, new: StoredArticle) -> bool:
    """Whether the new reading tells the same date less exactly: the day of an instant."""
    if old.published is None or new.published is None or old.published_precision == "day":
        return False
    return new.published_precision == "day" and abs(new.published - old.published) <= timedelta(days=1)


def _retold(old: StoredArticle, new: StoredArticle) -> StoredArticle:
    """The new reading of a page with the dates of the old one, for which more may have been known beside the page."""
    kept = {name: getattr(old, name) for name in (*(_DATES if old.published else ()), "modified")}
    return replace(new, **kept)


def _links(old: StoredArticle, new: StoredArticle, again: bool, reread: bool) -> tuple[StoredLink, ...]:
    """The links of a page now; of one that is read again, without those that only the former reading saw in it.

    A page that showed the same text since may have shown other stories in its boxes: of a former page with the same
    text, only what stood in a line that is not read any more is dropped.
    """
    seen = new.last_seen
    if again:
        rotating = LINK_GROUPS["rotating"]
        before = [
            link for link in old.links if link.last_seen < seen or (link.last_seen > seen and link.kind in rotating)
        ]
    else:
        latest = max((link.last_seen for link in old.links), default=seen)
        before = [link for link in old.links if not (reread and link.kind == "inline" and link.last_seen == latest)]
    known = {(link.kind, link.url): link.first_seen for link in old.links}
    shown = tuple(replace(link, first_seen=known.get((link.kind, link.url), seen)) for link in new.links)
    return merge_links(before, shown if again else new.links)


def version_of(story: Article) -> Version:
    """What the story says, for a comparison."""
    return Version(title=story.title, standfirst=story.standfirst, paragraphs=story.paragraphs)


def without_key(story: StoredArticle, key: str) -> StoredArticle:
    """The story after a key of its turned out to be another's.

    If the key was that of its canonical URL, it goes back to one under which it was fetched, and to that one's id if
    it had the id of the other's.
    """
    witnesses = tuple(witness for witness in story.witnesses if witness.own != key)
    keys = tuple(alias for alias in story.aliases if alias != key)
    url = canonical_of(witnesses, keys)
    return replace(
        story,
        id=article_id(url) if story.id == key_id(key) else story.id,
        url=url,
        rules=_rules(story, url),
        aliases=keys,
        witnesses=witnesses,
    )


def merge_witnesses(old: Iterable[Witness], new: Iterable[Witness]) -> tuple[Witness, ...]:
    """The pages of a story after others told it; of one page what it names now and who named it best."""
    found = {witness.fetched_url: witness for witness in old}
    for witness in new:
        known = found.get(witness.fetched_url, witness)
        found[witness.fetched_url] = replace(witness, source=better_named(known.source, witness.source))
    fetched_now = {witness.own for witness in new}
    return tuple(
        replace(witness, left=None) if witness.left in fetched_now else witness
        for witness in sorted(found.values(), key=attrgetter("fetched_url"))
    )


def first_links(links: Iterable[Link], seen: datetime) -> tuple[StoredLink, ...]:
    """Links as first seen, each with the id that its URL would have; one of a kind and URL."""
    found: dict[tuple[str, str], StoredLink] = {}
    for link in links:
        found.setdefault((link.kind, link.url), stored_link(link, article_id(link.url), seen, seen))
    return tuple(found.values())


def merge_links(old: Iterable[StoredLink], shown: tuple[StoredLink, ...]) -> tuple[StoredLink, ...]:
    """The links shown now, in page order, then those shown before; rotating ones for ``ROTATING_KEPT``.

    What stood in a box without a heading, and stands in one of another kind, stands there no more: what a newspaper's
    other pages taught has named the box.
    """
    before = {(link.kind, link.url): link for link in old}
    now = [
        stored_link(link, link.target, before.pop((link.kind, link.url), link).first_seen, link.last_seen)
        for link in shown
    ]
    for link in now:
        retyped = before.get((_OTHER.get(link.kind, link.kind), link.url))
        if link.label is None and retyped and retyped.label is None:
            del before[retyped.kind, retyped.url]
    newest = max((link.last_seen for link in shown), default=None)
    kept = [link for link in before.values() if not _is_over(link, newest)]
    return (*now, *kept)


def _rules(article: Article, url: str) -> Mapping[str, str]:
    """The article's rules, with a note if its URL isn't believed."""
    return article.rules if url == article.url else {**article.rules, "url": "canonical ignored"}


def _is_over(link: StoredLink, now: datetime | None) -> bool:
    rotating = link.kind in LINK_GROUPS["rotating"]
    return rotating and now is not None and now - link.last_seen > ROTATING_KEPT
