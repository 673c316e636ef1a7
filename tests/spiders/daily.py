"""A newspaper that changes: plain stories, sitemaps by month with lastmod, a feed, ETag and Last-Modified."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

TODAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
_WORDS = "harbour council ferry bridge school winter market pilot storm library tide rope engine island".split()


@dataclass(frozen=True)
class Item:
    """One story."""

    number: int
    published: datetime
    modified: datetime
    text: str

    @property
    def path(self) -> str:
        return f"/{self.published:%Y/%m}/{_word(self.number)}-{_word(self.number // 7)}-{self.number}-in-the-news"

    @property
    def title(self) -> str:
        return f"The {_word(self.number)} and the {_word(self.number // 7)}, part {self.number}"


@dataclass
class Daily:
    """The newspaper as it stands; ``sitemaps`` says whether it has any."""

    count: int = 60
    sitemaps: bool = True
    stories: dict[int, Item] = field(default_factory=dict)
    base: str = ""
    now: datetime = TODAY
    requests: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for number in range(self.count):
            at = TODAY - timedelta(hours=7 * (self.count - number))
            self.stories[number] = Item(
                number, at, at, f"At the {_word(number * 5)} of the {_word(number // 3)}, the news was said first."
            )

    def edit(self, *numbers: int) -> None:
        for number in numbers:
            self.now += timedelta(minutes=1)
            where = f"At the {_word(number * 5)} of the {_word(number // 3)}"
            text = f"{where}, the news was mended after {number + 3} complaints."
            self.stories[number] = replace(self.stories[number], modified=self.now, text=text)

    def add(self, count: int) -> list[int]:
        first = max(self.stories) + 1
        for number in range(first, first + count):
            self.now += timedelta(minutes=1)
            self.stories[number] = Item(
                number, self.now, self.now, f"The {_word(number * 5)} of the {_word(number // 3)} is new."
            )
        return list(range(first, first + count))

    def remove(self, *numbers: int) -> None:
        for number in numbers:
            del self.stories[number]

    def answer(self, path: str) -> tuple[str, bytes, datetime] | None:
        """Content type, body and last change of what stands at a path; None for nothing."""
        if path == "/robots.txt":
            named = f"Sitemap: {self.base}/sitemap.xml\n" if self.sitemaps else ""
            return "text/plain", f"User-agent: *\nDisallow:\n{named}".encode(), TODAY
        if path == "/feed/":
            return "application/rss+xml", self._feed(), self.now
        if path == "/" or path.startswith("/section/"):
            return "text/html", self._front(path), self.now
        if path.endswith(".xml") and self.sitemaps:
            return self._sitemap(path)
        story = next((story for story in self.stories.values() if story.path == path), None)
        return ("text/html", self._page(story), story.modified) if story else None

    def _sitemap(self, path: str) -> tuple[str, bytes, datetime] | None:
        months: dict[str, list[Item]] = {}
        for story in self.stories.values():
            months.setdefault(f"/stories-{story.published:%Y-%m}.xml", []).append(story)
        changed = {name: max(story.modified for story in found) for name, found in months.items()}
        if path == "/sitemap.xml":
            rows = "".join(
                f"<sitemap><loc>{self.base}{name}</loc><lastmod>{when.isoformat()}</lastmod></sitemap>"
                for name, when in changed.items()
            )
            return "application/xml", f"<sitemapindex>{rows}</sitemapindex>".encode(), self.now
        if path not in months:
            return None
        rows = "".join(
            f"<url><loc>{self.base}{s.path}</loc><lastmod>{s.modified.isoformat()}</lastmod></url>"
            for s in months[path]
        )
        return "application/xml", f"<urlset>{rows}</urlset>".encode(), changed[path]

    def _newest(self) -> list[Item]:
        return sorted(self.stories.values(), key=lambda story: story.published, reverse=True)

    def _feed(self) -> bytes:
        items = "".join(
            f"<item><title>{s.title}</title><link>{self.base}{s.path}</link>"
            f"<pubDate>{format_datetime(s.published)}</pubDate></item>"
            for s in self._newest()[:20]
        )
        return f'<rss version="2.0"><channel><title>Daily</title>{items}</channel></rss>'.encode()

    def _front(self, path: str) -> bytes:
        shown = self._newest()[:20] if path == "/" else self._newest()[20:40]
        links = "".join(f'<h2><a href="{s.path}">{s.title}, and what it means</a></h2>' for s in shown)
        menu = '<nav><a href="/section/town">Town</a></nav>'
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed/">'
        return f"<html><head>{feed}<title>Daily</title></head><body>{menu}{links}</body></html>".encode()

    def _page(self, story: Item) -> bytes:
        lines = [
            f"The {_word(story.number + n)} of {_word(n)} has told the {_word(story.number * n + 3)} what was decided "
            f"on the {n}th evening, when {story.number} people had come to the old hall to hear it."
            for n in range(4)
        ]
        body = "".join(f"<p>{line}</p>" for line in (lines[0], story.text, *lines[1:]))
        newest = "".join(f'<li><a href="{s.path}">{s.title}, and what it means</a></li>' for s in self._newest()[:3])
        head = f'<meta property="article:published_time" content="{story.published.isoformat()}">'
        box = f"<aside><h3>Latest stories</h3><ul>{newest}</ul></aside>"
        return (
            f"<html lang='en'><head><title>{story.title} - Daily</title>{head}</head><body><article>"
            f"<h1>{story.title}</h1><p class='byline'>By Ann Lee</p>{body}</article>{box}</body></html>"
        ).encode()

    @contextmanager
    def serve(self) -> Iterator[None]:
        """The newspaper on a free port of 127.0.0.1 for as long as the block lasts."""
        paper = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                paper.requests[self.path] += 1
                _send(self, paper.answer(self.path))

            def log_message(self, format: str, *args: object) -> None: ...

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            server.daemon_threads = True
            self.base = f"http://127.0.0.1:{server.server_port}"
            thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            try:
                yield
            finally:
                server.shutdown()
                thread.join()


def _send(handler: BaseHTTPRequestHandler, found: tuple[str, bytes, datetime] | None) -> None:
    kind, body, changed = found or ("text/html", b"<html><body><h1>Not found</h1></body></html>", TODAY)
    tag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
    same = found is not None and handler.headers.get("If-None-Match") == tag
    handler.send_response(304 if same else 200 if found else 404)
    headers: Mapping[str, str] = {
        "Content-Type": kind,
        "ETag": tag,
        "Last-Modified": format_datetime(changed, usegmt=True),
    }
    for name, value in headers.items() if found else ():
        handler.send_header(name, value)
    if not same:
        handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    if not same:
        handler.wfile.write(body)


def _word(number: int) -> str:
    return _WORDS[number % len(_WORDS)]
