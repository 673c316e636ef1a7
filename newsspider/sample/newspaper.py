"""The newspaper as a pure function from request to answer."""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from newsspider.sample.blocks import amp_page, blocks_page
from newsspider.sample.dates import american
from newsspider.sample.feeds import Feeds, last_changed
from newsspider.sample.handmade import handmade_page
from newsspider.sample.layout import Layout, lay_out
from newsspider.sample.listings import Listings
from newsspider.sample.magazine import magazine_page
from newsspider.sample.markup import Pen, fill, text
from newsspider.sample.model import Story, Style
from newsspider.sample.table import amp_path, part_paths
from newsspider.sample.truth import TrueStory, true_stories

_HTML = "text/html; charset=UTF-8"
_PIXEL = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


class Answer(NamedTuple):
    """What the newspaper answers to one request."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Newspaper:
    """The Saltmere Lantern as one host shows it; needs no socket."""

    base_url: str = "http://127.0.0.1:8000"
    """Scheme, host and port, with no slash at the end."""
    layout: Layout = field(default_factory=lay_out)

    def truth(self) -> tuple[TrueStory, ...]:
        """Every true story, with absolute URLs, in the order of the table."""
        return true_stories(self.layout, self.base_url)

    def answer(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET of a path with its query; 304 if the headers' validators still hold."""
        answer = self._answer(target)
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if answer.status == 200 and _unchanged(answer.headers, sent):
            return Answer(304, answer.headers, b"")
        return answer

    def _answer(self, target: str) -> Answer:
        url = urlsplit(target)
        path, query = unquote(url.path), dict(parse_qsl(url.query, keep_blank_values=True))
        return (
            self._sent_on(target, path)
            or self._gone(path)
            or self._story(path, query)
            or self._other(path, query)
            or self._page(404, Listings(self.layout, self.base_url).lost())
        )

    def _sent_on(self, target: str, path: str) -> Answer | None:
        """A redirect: one of the table, or to the form of a path that ends in a slash."""
        table = self.layout.table
        for redirect in table.redirects:
            if redirect.path == target:
                return self._redirect(redirect.status, table.row(redirect.to).path)
        if not path.endswith("/") and self._story_at(f"{path}/"):
            return self._redirect(301, f"{path}/")
        return None

    def _gone(self, path: str) -> Answer | None:
        status = next((gone.status for gone in self.layout.table.gone if gone.path == path), None)
        return self._page(status, Listings(self.layout, self.base_url).lost()) if status else None

    def _story(self, path: str, query: Mapping[str, str]) -> Answer | None:
        for story in self.layout.stories:
            if story.row.amp and path == amp_path(story.row.path):
                return self._page(200, amp_page(self.layout, story, self.base_url), story)
            if path in part_paths(story.row)[1:]:
                part = part_paths(story.row).index(path) + 1
                return self._page(200, magazine_page(self.layout, story, self.base_url, part), story)
        found = self._story_at(path)
        if found is None and path.rstrip("/") != path:
            bare = self._story_at(path.rstrip("/"))
            found = bare if bare and bare.row.style == "magazine" else None
        if found is None:
            return None
        if found.row.printable and query.get("print") == "1":
            return self._page(200, self._print_page(found), found)
        pages: dict[Style, Callable[[Layout, Story, str], bytes]] = {
            "magazine": magazine_page,
            "blocks": blocks_page,
            "handmade": handmade_page,
        }
        return self._page(200, pages[found.row.style](self.layout, found, self.base_url), found, found.row.charset)

    def _story_at(self, path: str) -> Story | None:
        return next((s for s in self.layout.stories if path == s.row.path or path in s.row.aliases), None)

    def _other(self, path: str, query: Mapping[str, str]) -> Answer | None:
        if document := Feeds(self.layout, self.base_url).find(path, query):
            return _answered(200, document.content_type, document.body, self.layout.table.paper.today)
        listings = Listings(self.layout, self.base_url)
        if page := listings.find(path, query):
            return self._page(200, page)
        if path == "/log/latest.html":
            return self._page(200, self._pointer())
        if path.startswith("/archive/"):  # a soft 404: the old server knew no other status
            return self._page(200, listings.lost())
        if path.startswith("/media/"):
            return _answered(200, "image/gif", _PIXEL, self.layout.table.paper.today)
        return None

    def _print_page(self, story: Story) -> bytes:
        """The print twin: the words alone, and no canonical tag."""
        row = story.row
        pen = Pen("magazine", self.base_url)
        standfirst = f"<p><i>{text(row.standfirst + row.tail)}</i></p>\n" if row.standfirst else ""
        page = fill(
            "plain",
            attributes=f'lang="{row.language}"',
            title=text(row.title),
            paper=text(self.layout.table.paper.name),
            head='<meta name="robots" content="noindex">',
            body_class="print",
            dateline=american(row.published),
            body=standfirst + "\n".join(pen.paragraph(paragraph) for paragraph in story.paragraphs),
        )
        return page.encode()

    def _pointer(self) -> bytes:
        """A page that sends its reader on by a meta refresh."""
        newest = next(story.row for story in self.layout.newest() if story.row.style == "handmade")
        return f'<HTML><HEAD><META HTTP-EQUIV="refresh" CONTENT="0; URL=..{newest.path}"></HEAD></HTML>\n'.encode()

    def _redirect(self, status: int, path: str) -> Answer:
        return Answer(status, {"Location": self.base_url + path, "Content-Type": _HTML}, b"")

    def _page(self, status: int, body: bytes, story: Story | None = None, charset: str = "utf-8") -> Answer:
        paper = self.layout.table.paper
        changed = last_changed(story.row, paper.moved) if story else paper.today
        # of the hand-made pages one half says its charset itself, the other half leaves it to this header
        said = {"utf-8": _HTML, "iso-8859-1": "text/html", "windows-1252": "text/html; charset=windows-1252"}
        return _answered(status, said[charset], body, changed)


def _answered(status: int, content_type: str, body: bytes, changed: datetime) -> Answer:
    headers = {"Content-Type": content_type}
    if status == 200:
        headers["ETag"] = f'"{blake2b(body, digest_size=8).hexdigest()}"'
        headers["Last-Modified"] = format_datetime(changed.astimezone(UTC), usegmt=True)
    return Answer(status, headers, body)


def _unchanged(headers: Mapping[str, str], sent: Mapping[str, str]) -> bool:
    """Whether the validators that were sent still hold; a tag outweighs a date."""
    if "if-none-match" in sent:
        tags = {tag.strip().removeprefix("W/") for tag in sent["if-none-match"].split(",")}
        return "*" in tags or headers["ETag"] in tags
    if "if-modified-since" not in sent:
        return False
    try:
        since = parsedate_to_datetime(sent["if-modified-since"])
    except ValueError:
        return False
    return parsedate_to_datetime(headers["Last-Modified"]) <= since.astimezone(UTC)
