"""Reads the one table: `prose/paper.toml` for the paper, the other files of `prose/` for its stories."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any

from newsspider.sample.model import BoxRow, EntryRow, Image, PostRow, Row

STORY_FILES = ("magazine", "blocks", "french", "hindi", "handmade")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the paper."""

    name: str
    slug: str
    path: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A page that boxes still link, and that is no more."""

    path: str
    status: int
    title: str


@dataclass(frozen=True, slots=True)
class Redirect:
    """A path that sends the reader on to a story."""

    path: str
    status: int
    to: str
    """The story's slug."""


@dataclass(frozen=True, slots=True)
class OtherPage:
    """A page of the paper that is no story."""

    path: str
    kind: str
    title: str
    text: str
    stories: tuple[str, ...] = ()
    """Slugs that it lists."""
    in_sitemap: bool = True
    linkable: bool = False
    """Whether a link to it, from a story's box, is an edge."""


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper as a whole."""

    name: str
    motto: str
    zone: timezone
    today: datetime
    """The moment that the whole site is frozen at."""
    moved: datetime
    """When the site went to another server, which touched every old page and published none."""
    front: str
    dont_miss: tuple[str, ...]
    most_read: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Everything that the sample newspaper is made of."""

    paper: Paper
    rows: tuple[Row, ...]
    gone: tuple[Gone, ...]
    redirects: tuple[Redirect, ...]
    pages: tuple[OtherPage, ...]

    def row(self, slug: str) -> Row:
        """The story of that slug."""
        return next(row for row in self.rows if row.slug == slug)

    def section(self, name: str) -> Section:
        """The section of that name."""
        return next(section for section in self.paper.sections if section.name == name)

    def aliases_of(self, row: Row) -> tuple[str, ...]:
        """Every other path, with its query, at which a story is found: alias, AMP twin, print twin, redirect."""
        amp = (amp_path(row.path),) if row.amp else ()
        printable = (f"{row.path}?print=1",) if row.printable else ()
        return row.aliases + amp + printable + tuple(r.path for r in self.redirects if r.to == row.slug)


def part_paths(row: Row) -> tuple[str, ...]:
    """The paths of the pages that a story is spread over; empty if it stands on one."""
    later = (f"{row.path.rstrip('/')}/{number}/" for number in range(2, len(row.breaks) + 2))
    return (row.path, *later) if row.breaks else ()


def amp_path(path: str) -> str:
    """Where a story's AMP twin stands."""
    return f"{path.rstrip('/')}/amp/"


@cache
def load_table() -> Table:
    """The table, read once: it never changes."""
    raw = _toml("paper")
    head = raw["paper"]
    zone = timezone(timedelta(hours=head["zone_hours"]))
    paper = Paper(
        name=head["name"],
        motto=head["motto"],
        zone=zone,
        today=head["today"].astimezone(zone),
        moved=head["moved"].astimezone(zone),
        front=head["front"],
        dont_miss=tuple(head["dont_miss"]),
        most_read=tuple(head["most_read"]),
        sections=tuple(Section(**section) for section in raw["section"]),
    )
    return Table(
        paper=paper,
        rows=tuple(_rows(paper)),
        gone=tuple(Gone(**gone) for gone in raw["gone"]),
        redirects=tuple(Redirect(**redirect) for redirect in raw["redirect"]),
        pages=tuple(OtherPage(**_tuples(page)) for page in raw["page"]),
    )


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("newsspider.sample") / "prose" / f"{name}.toml").read_text(encoding="utf-8"))


def _rows(paper: Paper) -> Iterator[Row]:
    texts: dict[str, str] = {}
    for name in STORY_FILES:
        raw = _toml(name)
        for story in raw["story"]:
            merged = {**raw["defaults"], **story}
            if "text" not in merged:  # agency copy prints another story's text
                merged["text"] = texts[merged["duplicate_of"]]
            texts[merged["slug"]] = merged["text"]
            yield _row(merged, paper)


def _row(raw: Mapping[str, Any], paper: Paper) -> Row:
    published, precision = _moment(raw["published"], paper.zone)
    folder = raw.get("folder") or next(s.slug for s in paper.sections if s.name == raw["section"])
    known = {key: value for key, value in raw.items() if key != "folder"}
    fields: dict[str, Any] = {
        **_tuples(known),
        "path": raw["path"].format(slug=raw["slug"], folder=folder, day=published),
        "published": published,
        "precision": precision,
        "tail": f"{raw['tail']}{paper.name}" if raw.get("tail") and raw.get("standfirst") else "",
        "image": Image(**raw["image"]) if "image" in raw else None,
        "boxes": tuple(BoxRow(**_tuples(box)) for box in raw.get("boxes", ())),
        "posts": tuple(PostRow(**post) for post in raw.get("posts", ())),
        "entries": tuple(EntryRow(**entry) for entry in raw.get("entries", ())),
    }
    # A feed without a time would be no feed: what only has a day stays out of it.
    fields["in_feed"] = raw.get("in_feed", True) and precision == "second"
    return Row(**fields)


def _moment(value: date | datetime, zone: timezone) -> tuple[datetime, Any]:
    if isinstance(value, datetime):
        return value.astimezone(zone), "second"
    return datetime.combine(value, time(), zone), "day"


def _tuples(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
