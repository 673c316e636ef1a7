"""A hostile newspaper on loopback: ordinary stories, and around them what servers do to a crawl.

    /robots.txt                   names /sitemap.xml, the same on another port, and a file: URL; forbids /forbidden/
    /                             links all that stands below; its links carry credentials here and there
    /feed.xml                     with a billion laughs in its DTD; the only one to name /found/only-in-the-feed…
    /sitemap.xml                  an index that names itself and
        /stories.xml  /broken.xml  /laughs.xml  /outside.xml  /bomb.xml.gz  and one on another port
    /.well-known/tdmrep.json      reserves /reserved/
    /town/…                       ordinary stories
    /maze/…?visit=N               a story that links itself and its neighbours under ever new addresses
    /events/…                     a calendar without end, a list whose pages go on for ever, facets
    /ends/…                       slow, silent and endless answers, bombs of all codings
    /parse/…                      pages that cost parsers minutes
    /whole/…                      answers that stop short: always, or the first time
    /fields/…                     impossible dates, broken references, poisoned JSON-LD
    /clean/…                      lying charsets, control characters, and what is no story at a story's address
    /scope/…                      redirects and links to other ports, private addresses, other schemes
    /secret/…                     redirects and links with credentials
    /rights/…  /reserved/…        reservations of all kinds
    /asked/…                      a host that asks to be left alone for a day
    /once/…                       a story under many addresses, and one whose address another claims

Nothing but what ``Hostile.hazards`` names is served; each hazard says what is to become of it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain, cycle, repeat

import brotli
import zstandard

from tests.guarantees import poison
from tests.guarantees.prose import paragraphs_of, title_of
from tests.guarantees.wire import Asked, Piece, reply

SECRET = "s3cr3t-Pa55"
"""The password in the newspaper's links."""
PLAIN = tuple(
    f"/town/the-{name}-story-of-the-{place}-quarter"
    for name in ("first", "second", "third", "fourth")
    for place in ("north", "south", "east", "west")
)
"""The ordinary stories."""
MANY = "?utm_source=mail", "?jsessionid=71AF", "/amp/", "/", "?print=1", "#comments", "?fbclid=xyz"
"""Endings under which the story of many addresses is linked."""

DATE = '<meta property="article:published_time" content="2026-11-20T10:00:00+01:00">'
STORY = '<meta property="og:type" content="article">'
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda body: gzip.compress(body, 1, mtime=0),
    "deflate": lambda body: zlib.compress(body, 1),
    "br": lambda body: bytes(brotli.compress(body, quality=4)),
    "zstd": lambda body: zstandard.ZstdCompressor().compress(body),
}


Make = Callable[[], Iterable[Piece]]
"""Makes an answer, which may have no end."""


@dataclass(frozen=True)
class Hazard:
    """A page, and what is to become of it."""

    path: str
    becomes: frozenset[str]
    """"story", or reasons of a refusal."""
    answers: tuple[Make, ...]
    """The first time, the second time, …; the last one from then on."""


def page(
    path: str,
    *,
    head: str = DATE,
    title: str | None = None,
    lines: Iterable[str] | None = None,
    more: str = "",
    lang: str = "en",
) -> str:
    """The whole page of a story of the path's own."""
    title = title or title_of(path)
    text = "".join(f"<p>{line}</p>\n" for line in (paragraphs_of(path) if lines is None else lines))
    return (
        f"<!doctype html><html lang={lang}><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>\n"
        f'<p class="byline">By Ann Lee</p>{text}</article>{more}</body></html>'
    )


@dataclass
class Hostile:
    """The newspaper at ``base``; ``elsewhere`` is another port of the same address, which nobody named."""

    base: str
    elsewhere: str
    hazards: dict[str, Hazard] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for path in PLAIN:
            self.add(path, "story", page(path))
        areas = (self._ends, self._parse, self._whole, self._fields, self._clean, self._scope, self._secret)
        for area in (*areas, self._rights, self._once, self._found):
            area()

    def add(self, path: str, becomes: str, *said: str | bytes | Make) -> None:
        """Let a page be there: a page as text, a whole answer as bytes, or a function's pieces."""
        whole = (reply(one) if isinstance(one, str) else one for one in said)
        makes = tuple(pieces(one) if isinstance(one, bytes) else one for one in whole)
        self.hazards[path] = Hazard(path, frozenset(becomes.split()), makes)

    def answer(self, asked: Asked) -> Iterable[Piece]:
        """What the newspaper sends."""
        path, _, query = asked.path.partition("?")
        if found := self.hazards.get(asked.path) or self.hazards.get(path):
            return found.answers[min(asked.turn, len(found.answers) - 1)]()
        if path.startswith("/maze/"):
            return [self._maze(path, query)]
        if path.startswith("/events/"):
            return [self._events(path, query)]
        return [self._frame(path) or reply("<h1>Not found</h1>", status=404)]

    # The frame ------------------------------------------------------------------------------------------------------

    def _frame(self, path: str) -> bytes | None:
        """What names the stories."""
        match path:
            case "/robots.txt":
                places = (f"{self.base}/sitemap.xml", f"{self.elsewhere}/named.xml", "file:///etc/")
                lines = ("User-agent: *", "Disallow: /forbidden/", *(f"Sitemap: {place}" for place in places))
                return reply("\n".join(lines), "text/plain")
            case "/":
                return reply(self._home(), Set_Cookie="visitor=1; Path=/")
            case "/.well-known/tdmrep.json":
                return reply('[{"location": "/reserved/*", "tdm-reservation": 1}]', "application/json")
        return self._lists(path)

    def _lists(self, path: str) -> bytes | None:
        """Sitemaps and feeds."""
        base, xml = self.base, "application/xml"
        urls = "".join(f"<url><loc>{base}{path}</loc></url>" for path in PLAIN)
        found = f"<url><loc>{base}/found/only-in-the-{{}}-of-the-paper</loc></url>"
        children = ("sitemap.xml", "stories.xml", "broken.xml", "laughs.xml", "outside.xml", "bomb.xml.gz")
        places = [*(f"{base}/{name}" for name in children), f"{self.elsewhere}/child.xml", "file:///etc/passwd"]
        credentials = base.replace("//", f"//editor:{SECRET}@")
        match path:
            case "/sitemap.xml":
                entries = "".join(f"<sitemap><loc>{place}</loc></sitemap>" for place in places)
                return reply(f"<sitemapindex>{entries}</sitemapindex>", xml)
            case "/stories.xml":
                secret = f"<url><loc>{credentials}/secret/a-story-that-the-sitemap-names</loc></url>"
                return reply(f"<urlset>{urls}{secret}{found.format('sitemap')}</urlset>", xml)
            case "/broken.xml":
                return reply(f"<urlset>{found.format('broken-sitemap')}<url><loc></urlset", xml)
            case "/laughs.xml":
                loc = f"<url><loc>{base}/laughs/&l9;</loc></url>"
                return reply(f"{poison.LAUGHS}<urlset>{loc}{found.format('laughing-sitemap')}</urlset>", xml)
            case "/outside.xml":
                outside = poison.outside(self.elsewhere)
                return reply(f"{outside}<urlset><url><loc>{base}/outside/&f;</loc></url></urlset>", xml)
            case "/bomb.xml.gz":
                return reply(bomb("gzip"), "application/gzip")
            case "/feed.xml":
                items = (
                    f"{base}/found/only-in-the-feed-of-the-paper",
                    f"{self.elsewhere}/entry",
                    f"{base}/laughs/&l9;",
                )
                entries = "".join(f"<item><title>A story</title><link>{url}</link></item>" for url in items)
                rss = f'<rss version="2.0"><channel><title>Feed</title>{entries}</channel></rss>'
                return reply(poison.LAUGHS.replace("urlset", "rss") + rss, "application/rss+xml")
        return None

    def _home(self) -> str:
        paths = [hazard for hazard in self.hazards if not hazard.startswith("/found/")]
        many = [f"/once/a-story-under-many-addresses-of-its-own{ending}" for ending in MANY]
        places = [
            *paths,
            *many,
            "/maze/a-story-in-the-maze-of-sessions?visit=1",
            "/forbidden/a-story-behind-robots-txt",
        ]
        credentials = self.base.replace("//", f"//editor:{SECRET}@")
        links = [f"{credentials}{path}" if number % 3 == 0 else path for number, path in enumerate(places)]
        links += [f"{self.elsewhere}/linked-from-the-home-page-here", "file:///etc/passwd", "javascript:alert(1)"]
        rows = "".join(f'<h2><a href="{link}">What you should know: part {n}</a></h2>' for n, link in enumerate(links))
        feeds = "".join(
            f'<link rel="alternate" type="application/rss+xml" href="{place}">'
            for place in ("/feed.xml", f"{self.elsewhere}/feed.xml")
        )
        return f'<html><head>{feeds}</head><body><nav><a href="/events/">Events</a></nav>{rows}</body></html>'

    def _maze(self, path: str, query: str) -> bytes:
        visit = int(query.rpartition("=")[2] or 0)
        links = "".join(
            f'<li><a href="/maze/a-story-in-the-maze-of-{name}?visit={4 * visit + n}">More from the {name}</a></li>'
            for n, name in enumerate(("sessions", "mirrors", "clicks", "shadows"), 1)
        )
        return reply(page(path, more=f"<aside><h3>Related stories</h3><ul>{links}</ul></aside>"))

    def _events(self, path: str, query: str) -> bytes:
        number = int("0" + "".join(letter for letter in path if letter.isdigit())[:9])
        facets = "".join(f'<a href="/events/all?{query}&colour={n}">Colour {n}</a>' for n in range(5))
        months = "".join(f'<a href="/events/{number + n}/">Month {number + n}</a>' for n in (1, 2))
        known = f'<h2><a href="{PLAIN[0]}">What you should know of the quarter</a></h2>'
        following = f'<a rel="next" href="/events/page/{number + 1}/">Next</a>'
        return reply(f"<html><body><nav>{months}{facets * (not number)}</nav>{known}{following}</body></html>")

    # The hazards ----------------------------------------------------------------------------------------------------

    def _ends(self) -> None:
        head = reply("", length=-1)
        drip, more = b"<p>drop</p>", b"<p>on and on</p>" * 5_000
        self.add("/ends/the-slow-drip-of-a-page", "time", lambda: chain([head], cycle([drip, 0.2])))
        self.add("/ends/the-silence-in-place-of-a-page", "time", lambda: repeat(0.2))
        self.add("/ends/the-body-that-never-comes-to-its-end", "size", lambda: chain([head], repeat(more)))
        line = b"X-On: and on\r\n" * 5_000
        endless: Make = lambda: chain([b"HTTP/1.1 200 OK\r\n"], repeat(line))  # noqa: E731
        self.add("/ends/the-head-that-never-comes-to-its-end", "status size time", endless)
        for coding in CODINGS:
            self.add(f"/ends/the-{coding}-bomb-of-the-evening", "size", partial(_packed_bomb, coding))
        one, other = "/ends/the-redirect-loop-of-the-day", "/ends/the-other-end-of-the-loop"
        self.add(one, "status", reply("", status=302, Location=other))
        self.add(other, "status", reply("", status=302, Location=one))
        self.add("/asked/to-stay-away-for-a-day", "status time", reply("Wait", status=429, Retry_After="86400"))

    def _parse(self) -> None:
        for name, body in poison.heavy().items():
            self.add(f"/parse/the-page-of-{name}", "story size parse not_an_article", body)

    def _whole(self) -> None:
        for coding, pack in CODINGS.items():
            for path, becomes in self._cut(f"a-{coding}-stream"):
                packed = pack(page(path).encode())
                short = reply(packed[: len(packed) * 2 // 3], Content_Encoding=coding)
                self.add(path, becomes, short, *[reply(packed, Content_Encoding=coding)] * (becomes == "story"))
        for path, becomes in self._cut("a-body"):
            body = page(path).encode()
            short = reply(body[: len(body) // 2], length=len(body))
            self.add(path, becomes, short, *[reply(body)] * (becomes == "story"))
        body = page("/whole/a-story-cut-short").encode()
        half, bare = body[: len(body) // 2], body.replace(b"<html lang=en>", b"")[: len(body) // 2]
        chunk = b"%x\r\n%s\r\n" % (len(half), half)
        ways = {
            "without-html-tag": pieces(reply(bare, length=len(body))),
            "without-length": pieces(reply(half, length=-1)),
            "chunked": pieces(reply(b"", length=-1, Transfer_Encoding="chunked") + chunk),
            "reset": pieces(reply(half, length=len(body)), 0.1, "reset"),
        }
        for name, way in ways.items():
            self.add(f"/whole/an-answer-{name}-cut-short", "size status", way)

    def _cut(self, name: str) -> Iterable[tuple[str, str]]:
        """A page that is always cut, and one that is cut but once: path, and what becomes of it."""
        return (f"/whole/{name}-cut-short-each-time", "size"), (f"/whole/{name}-cut-short-at-first", "story")

    def _fields(self) -> None:
        for name, head in poison.heads().items():
            self.add(f"/fields/a-story-with-{name}", "story", page(f"/fields/a-story-with-{name}", head=STORY + head))
        for name, line in poison.LINES.items():
            path = f"/fields/a-story-with-{name}"
            self.add(
                path, "story", page(path, lines=[*paragraphs_of(path), line], title=f"{title_of(path)} {line[-8:]}")
            )

    def _clean(self) -> None:
        for name, (text, sent_as, told, lang) in poison.TONGUES.items():
            path = f"/clean/a-page-of-{name}-letters"
            meta = f"<meta charset={told}>" if told else ""
            body = page(path, head=DATE + meta, title=text[0], lines=text[1:], lang=lang).encode(sent_as)
            self.add(path, "story", reply(body, "text/html"))
        for name, (kind, status, body) in poison.NO_STORIES.items():
            self.add(
                f"/clean/{name}-at-the-address-of-a-story",
                "not_an_article status parse",
                reply(body, kind, status=status),
            )
        rows = "".join(f'<li><a href="{path}">{title_of(path)} and more</a></li>' for path in PLAIN)
        self.add(
            "/clean/a-list-at-the-address-of-a-story", "not_an_article", f"<html><body><ul>{rows}</ul></body></html>"
        )

    def _scope(self) -> None:
        port = self.elsewhere.rpartition(":")[2]
        places = {
            "another-port": f"{self.elsewhere}/redirected",
            "a-private-name": f"http://localhost:{port}/redirected",
            "an-address-in-disguise": f"http://2130706433:{port}/redirected",
            "an-address-in-brackets": f"http://[::ffff:127.0.0.1]:{port}/redirected",
            "a-file": "file:///etc/passwd",
            "data": "data:text/html,<h1>Data</h1>",
            "ftp": f"ftp://127.0.0.1:{port}/",
        }
        for name, place in places.items():
            self.add(f"/scope/a-redirect-that-leads-to-{name}", "scope status", reply("", status=302, Location=place))
        heads = {
            "refresh": f'<meta http-equiv="refresh" content="0;url={self.elsewhere}/refreshed">',
            "canonical": f'<link rel="canonical" href="{self.elsewhere}/claimed">',
            "base": f'<base href="{self.elsewhere}/based/">',
            "next": f'<link rel="next" href="{self.elsewhere}/2"><link rel="amphtml" href="{self.elsewhere}/amp">',
        }
        for name, head in heads.items():
            path = f"/scope/a-story-with-a-foreign-{name}"
            more = (
                f'<aside><h3>Related</h3><a href="2026/more-of-the-{name}-story">More of the {name} story</a></aside>'
            )
            self.add(path, "story", page(path, head=DATE + head, more=more if name == "base" else ""))

    def _secret(self) -> None:
        own = self.base.replace("//", f"//editor:{SECRET}@")
        self.add("/secret/a-story-that-the-sitemap-names", "story", page("/secret/a-story-that-the-sitemap-names"))
        target = "/secret/a-story-behind-a-redirect-of-the-editor"
        self.add(target, "story", page(target))
        self.add("/secret/a-redirect-with-the-key-in-it", "story", reply("", status=301, Location=f"{own}{target}"))
        path = "/secret/a-story-full-of-the-editors-links"
        head = f'<link rel="canonical" href="{own}{path}"><meta property="og:image" content="{own}/picture.jpg">'
        line = f'<p>See <a href="http://me:{SECRET}@partner.example/2026/the-long-read">the long read</a> as well.</p>'
        self.add(path, "story", page(path, head=DATE + head, lines=[*paragraphs_of(path), line]))
        self.add(
            "/secret/a-redirect-out-of-town-with-a-key",
            "scope",
            reply("", status=302, Location=f"http://me:{SECRET}@127.0.0.1:9/x"),
        )

    def _rights(self) -> None:
        metas = {"noindex": "noindex", "none": "none", "noarchive": "noarchive", "nofollow": "nofollow"}
        for name, word in metas.items():
            path = f"/rights/a-story-that-says-{name}-in-its-head"
            head = f'{DATE}<meta name="robots" content="{word}">'
            more = (
                '<p><a href="/rights/a-story-behind-a-link-not-to-follow">A story behind a link not to follow</a></p>'
            )
            becomes = "rights" if name in ("noindex", "none") else "story"
            self.add(
                path,
                becomes,
                page(path, head=head, more=f"<aside><h3>Related</h3>{more}</aside>" * (name == "nofollow")),
            )
        self._with_header("all-robots", "rights", X_Robots_Tag="noindex")
        self._with_header("us-by-name", "rights", X_Robots_Tag="newsspider: noindex")
        self._with_header("another-robot", "story", X_Robots_Tag="otherbot: noindex")
        self._with_header("miners", "rights", tdm_reservation="1")
        path = "/rights/a-story-that-tells-miners-in-its-head"
        self.add(path, "rights", page(path, head=f'{DATE}<meta name="tdm-reservation" content="1">'))
        self.add("/reserved/a-story-that-the-site-reserves", "rights", page("/reserved/a-story-that-the-site-reserves"))

    def _with_header(self, name: str, becomes: str, *, X_Robots_Tag: str = "", tdm_reservation: str = "") -> None:
        path = f"/rights/a-story-with-a-header-for-{name}"
        self.add(path, becomes, reply(page(path), X_Robots_Tag=X_Robots_Tag, tdm_reservation=tdm_reservation))

    def _once(self) -> None:
        path = "/once/a-story-under-many-addresses-of-its-own"
        for ending in ("", "/amp/", "/"):
            self.add(path + ending, "story", page(path))
        honest, thief = "/once/the-honest-story-of-the-mill", "/once/the-greedy-story-of-the-dam"
        self.add(thief, "story", page(thief, head=f'{DATE}<link rel="canonical" href="{honest}">'))
        self.add(honest, "story", page(honest))

    def _found(self) -> None:
        for source in ("sitemap", "broken-sitemap", "feed"):
            path = f"/found/only-in-the-{source}-of-the-paper"
            self.add(path, "story", page(path))


def pieces(*sent: Piece) -> Make:
    """An answer of a few pieces."""
    return lambda: sent


@cache
def bomb(coding: str) -> bytes:
    """120 MB, packed into next to nothing."""
    return CODINGS[coding](bytes(120_000_000))


def _packed_bomb(coding: str) -> Iterable[Piece]:
    return [reply(bomb(coding), Content_Encoding=coding)]
