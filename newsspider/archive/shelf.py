"""The stories that a batch may touch, in memory: pages are settled on it one after the other, then it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from newsspider.archive.identity import contest, rights
from newsspider.archive.merging import first_story, merge, tells_the_same, without_key
from newsspider.archive.stories import StoredArticle, StoredLink
from newsspider.items import Fetched, Identity, Refused
from newsspider.urls import identity_key, key_id


@dataclass(frozen=True, slots=True)
class Edit:
    """An edited story as it was before."""

    before: StoredArticle
    own: str
    """Identity key under which the story is found now."""
    matters: bool
    """Whether a reader would learn something from the edit."""


class Shelf:
    """Stories by id, key and text."""

    def __init__(
        self, stories: Iterable[StoredArticle] = (), no_stories: Iterable[str] = (), pending: Iterable[str] = ()
    ) -> None:
        """Fill the shelf.

        Args:
            stories: all stored stories that share a key or a ``story_hash`` with a page of the batch.
            no_stories: canonical URLs that are known to be no story (a listing, a 404).
            pending: ids of those stories that a batch wrote which did not come to its end.
        """
        self.stories = {story.id: story for story in stories}
        self.before = dict(self.stories)
        self.edits: list[Edit] = []
        self.pending = frozenset(pending)
        """Ids of stories on which the work of an earlier batch has to be done again."""
        self.moved: dict[str, str] = {}
        """Old id to new id of the stories that gave their id to its rightful owner."""
        self._no_stories = set(no_stories)
        self._holders = {key: story.id for story in self.stories.values() for key in story.aliases}
        self._by_text = {story.story_hash: story.id for story in self.stories.values() if story.story_hash}

    def holder(self, key: str) -> StoredArticle | None:
        """The story that has this key."""
        return self.stories.get(self._holders.get(key) or key_id(key))

    def known_before(self, name: str) -> StoredArticle | None:
        """The story that this id was before the batch; None if it is new, or took its id back from another."""
        return None if name in self.moved else self.before.get(name)

    def settle(self, item: Fetched, who: Identity, *, reread: bool = False) -> StoredArticle:
        """Find the story that the page is, or make it, and merge the page into it.

        ``reread``: the page shows what it showed, and was only read in another way.
        """
        keys, joined = self._keys(item, who)
        # A page that was known stays itself: else all that turn into one "not available" would become one story.
        if not joined and who.story_hash and (equal := self._by_text.get(who.story_hash)):
            joined.add(equal)
        fresh = first_story(item.article, who, keys, item.page)
        known = sorted((self.stories[name] for name in joined), key=lambda story: (story.first_seen, story.id))
        if not known:
            return self._place(fresh)
        for other in known[1:]:
            self._take_away(other)
            self.moved[other.id] = known[0].id
        before = reduce(merge, known)
        lines = item.trace.known if item.trace else ()
        reread = reread or item.again or tells_the_same(before, fresh, lines)
        story = merge(before, fresh, again=item.again, reread=reread)
        if not reread and story.fetched_url == before.fetched_url and story.content_hash != before.content_hash:
            self.edits.append(Edit(before, who.own, matters=story.revision > before.revision))
        return self._place(story)

    def refuse(self, item: Refused) -> None:
        """A URL that is no story can't be a story's canonical one."""
        if not shows_no_story(item):
            return
        self._no_stories.add(item.url)
        key = identity_key(item.url)
        holder = self.holder(key)
        if holder is not None and holder.url == item.url and key not in _homes(holder):
            self._evict(holder, key)

    def relink(self, story: StoredArticle, links: tuple[StoredLink, ...]) -> None:
        """Give a story of the shelf other links."""
        self.stories[story.id] = replace(story, links=links)

    def _keys(self, item: Fetched, who: Identity) -> tuple[list[str], set[str]]:
        """The keys that are the page's, taken from others where it has the right, and the stories that it is."""
        keys: list[str] = []
        joined: set[str] = set()
        for key in rights(who):
            if key == who.claimed != who.own and item.article.url in self._no_stories:
                continue
            holder = self.holder(key)
            if holder is None or holder.id in joined:
                keys.append(key)
                continue
            outcome = contest(key, item, who, holder)
            if outcome == "leave":
                continue
            keys.append(key)
            if outcome == "join":
                joined.add(holder.id)
            else:
                self._evict(holder, key)
        return keys, joined

    def _evict(self, story: StoredArticle, key: str) -> None:
        self._take_away(story)
        evicted = self._place(without_key(story, key))
        if evicted.id != story.id:
            self.moved[story.id] = evicted.id

    def _place(self, story: StoredArticle) -> StoredArticle:
        if old := self.stories.get(story.id):
            self._take_away(old)
        self.stories[story.id] = story
        self._holders.update(dict.fromkeys(story.aliases, story.id))
        if story.story_hash:
            self._by_text[story.story_hash] = story.id
        return story

    def _take_away(self, story: StoredArticle) -> None:
        del self.stories[story.id]
        for key in story.aliases:
            self._holders.pop(key, None)
        if story.story_hash and self._by_text.get(story.story_hash) == story.id:
            del self._by_text[story.story_hash]


def stands_otherwise(before: StoredArticle | None, now: StoredArticle) -> bool:
    """Whether other documents may depend on what is new of a story: its text, its date, its URLs."""
    told = ("text_hash", "content_hash", "published", "url", "aliases")
    return before is None or any(getattr(before, name) != getattr(now, name) for name in told)


def is_unsettled(shelf: Shelf, story: StoredArticle) -> bool:
    """Whether what depends on a story of the shelf has to be written: of what the batch changed, or an earlier one
    that did not come to its end.
    """
    return story.id in shelf.pending or stands_otherwise(shelf.before.get(story.id), story)


def _homes(story: StoredArticle) -> set[str]:
    """The keys under which the story itself was fetched."""
    return {witness.own for witness in story.witnesses}


def shows_no_story(item: Refused) -> bool:
    """Whether the refusal shows that there is no story at the URL, and not only that we may not have it."""
    gone = item.reason == "status" and item.detail[:3] in ("404", "410")
    return gone or item.reason == "not_an_article"
