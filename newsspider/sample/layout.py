"""Lays the table out: finds what each reference means, and derives the boxes that no row states."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from newsspider.sample.model import Anchor, Box, BoxRow, EntryRow, Form, Kind, Paragraph, Row, Run, Story, Style
from newsspider.sample.table import Table, load_table

KIND_OF_HEADING: dict[str, Kind] = {
    "ALSO READ": "also_read",
    "Also read": "also_read",
    "Read also": "also_read",
    "Read more": "also_read",
    "Lire aussi": "also_read",
    "À lire aussi": "also_read",
    "यह भी पढ़ें": "also_read",
    "Related": "related",
    "Related stories": "related",
    "More on this story": "related",
    "You may also like": "related",
    "Sur le même sujet": "related",
    "संबंधित खबरें": "related",
}
MOST_READ = {"en": "Most read", "fr": "Les plus lus", "hi": "सबसे ज़्यादा पढ़ी गई"}
LATEST_WORDS = 30
DONT_MISS_WORDS = 10

_LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
_SLUG = re.compile(r"([\w-]+)(.*)")
_FORMS: tuple[tuple[str, Form], ...] = (("> ", "quote"), ("- ", "item"), ("## ", "subhead"))


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole paper laid out."""

    table: Table
    stories: tuple[Story, ...]

    def story(self, slug: str) -> Story:
        """The story of that slug."""
        return next(story for story in self.stories if story.row.slug == slug)

    def newest(self) -> tuple[Story, ...]:
        """Every story, newest first."""
        return tuple(sorted(self.stories, key=lambda story: story.row.published, reverse=True))


@cache
def lay_out() -> Layout:
    """The sample newspaper laid out, once: it never changes."""
    table = load_table()
    return Layout(table, tuple(_story(table, row) for row in table.rows))


def excerpt(row: Row, words: int) -> str:
    """The first words of standfirst and text, as a theme cuts them for a teaser."""
    whole = _LINK.sub(r"\1", f"{row.standfirst}{row.tail} {row.text}")
    return " ".join(whole.split()[:words])


def printed(href: str, style: Style, base_url: str) -> str:
    """A link as a page of that style writes it: absolute, from the root, or from the page's own folder."""
    if not href.startswith("/"):
        return href
    return {"magazine": base_url + href, "blocks": href, "handmade": f"..{href}"}[style]


def _story(table: Table, row: Row) -> Story:
    entries = tuple(_entry_paragraph(table, row, entry) for entry in row.entries)
    boxes = tuple(_box(table, row, box) for box in row.boxes)
    return Story(row, tuple(_paragraphs(table, row)) + entries, boxes + tuple(_derived_boxes(table, row)))


def _paragraphs(table: Table, row: Row) -> Iterator[Paragraph]:
    for block in row.text.strip().split("\n\n"):
        mark, form = next((f for f in _FORMS if block.startswith(f[0])), ("", "text"))
        words = " ".join(block.removeprefix(mark).split())
        yield Paragraph(tuple(_runs(table, row, words)), form)


def _entry_paragraph(table: Table, row: Row, entry: EntryRow) -> Paragraph:
    return Paragraph(tuple(_runs(table, row, entry.text)), at=entry.at.astimezone(table.paper.zone))


def _runs(table: Table, row: Row, words: str) -> Iterator[Run]:
    end = 0
    for link in _LINK.finditer(words):
        if link.start() > end:
            yield Run(words[end : link.start()])
        found = _anchor(table, row, link[2])
        yield Run(link[1], Anchor(found.href, link[1], found.target))
        end = link.end()
    if end < len(words):
        yield Run(words[end:])


def _box(table: Table, row: Row, box: BoxRow) -> Box:
    anchors = tuple(_anchor(table, row, reference) for reference in box.to)
    return Box(KIND_OF_HEADING[box.heading], box.heading, anchors, box.after, box.callout)


def _derived_boxes(table: Table, row: Row) -> Iterator[Box]:
    if row.style == "magazine":
        yield from _neighbours(table, row)
        of_section = [r for r in _newest(table) if r.section == row.section and r.style == "magazine"]
        latest = tuple(_to(row, other, excerpt(other, LATEST_WORDS)) for other in of_section[:2])
        yield Box("latest", f"Latest from -{row.section}", latest)
        missed = (table.row(slug) for slug in table.paper.dont_miss)
        promoted = tuple(_to(row, other, excerpt(other, DONT_MISS_WORDS)) for other in missed)
        yield Box("promoted", "Don't Miss", promoted)
    if row.style == "blocks":
        anchors = tuple(_anchor(table, row, reference) for reference in table.paper.most_read)
        yield Box("promoted", MOST_READ[row.language], anchors)


def _neighbours(table: Table, row: Row) -> Iterator[Box]:
    order = [other for other in reversed(_newest(table)) if other.style == "magazine"]
    place = order.index(row)
    if place > 0:
        yield Box("previous", "Previous Story", (_to(row, order[place - 1]),))
    if place + 1 < len(order):
        yield Box("next", "Next Story", (_to(row, order[place + 1]),))


def _newest(table: Table) -> list[Row]:
    return sorted(table.rows, key=lambda row: row.published, reverse=True)


def _to(row: Row, other: Row, teaser: str = "") -> Anchor:
    target = "" if other is row else other.path
    return Anchor(other.path, other.title, target, teaser)


def _anchor(table: Table, row: Row, reference: str) -> Anchor:
    """What a reference of the table means on the page of `row`."""
    if reference == "self":
        return Anchor(row.path, row.title)
    if reference.startswith("http"):
        href, _, title = reference.partition("|")
        return Anchor(href, title)
    if reference.startswith("/"):
        return _anchor_to_path(table, row, reference)
    found = _SLUG.fullmatch(reference)
    assert found, reference
    other = table.row(found[1])
    stem = other.path.rstrip("/") if found[2].startswith("/") else other.path
    return Anchor(stem + found[2], other.title, "" if other is row else other.path)


def _anchor_to_path(table: Table, row: Row, path: str) -> Anchor:
    for gone in table.gone:
        if gone.path == path:
            return Anchor(path, gone.title, path)
    for page in table.pages:
        if page.path == path:
            return Anchor(path, page.title, path if page.linkable else "")
    for other in table.rows:
        if path in table.aliases_of(other):
            return Anchor(path, other.title, "" if other is row else other.path)
    return Anchor(path, "")  # tags, authors and sections: no edge
