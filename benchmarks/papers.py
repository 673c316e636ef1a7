"""A newspaper of any size for the benchmarks: the sample newspaper's pages, copied with other words and addresses.

    python benchmarks/papers.py STORIES        # serves it on loopback, in this process, and prints its URL

Each copy has the sample's markup and boxes, and links within the copy, but to what all pages promote; its longer words
are others, so that no two stories say the same.
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from random import Random

from newsspider.sample import Newspaper

HOST = "127.0.0.1"
PER_SITEMAP = 1_000
_BASE = "http://paper.example"
_HREF = re.compile(r'((?:href|content)="|"@id":\s*"|"url":\s*")([^"]*)')
_SLUG = re.compile(r"[\w-]*")
_TEXT = re.compile(r">((?!Sign up)[^<]{20,})<")
_MONTHS = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"(?P<before>{_MONTHS} )(?P<day>\d{{1,2}})(?P<middle>, )(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?P<middle2> {_MONTHS} )(?P<year2>\d{{4}})"
    r"|(?P<year3>\d{4})(?P<middle3>-\d\d-)(?P<day3>\d\d)(?=T)"
)
"""A date as the sample's pages print and declare it."""
_WORD = re.compile(r"\b[a-z]{4,}\b")


class Copies:
    """The pages of a newspaper of so many stories; each is written when it is asked for."""

    def __init__(self, stories: int) -> None:
        """Of so many stories."""
        sample = Newspaper(_BASE)
        chosen = [
            s.row for s in sample.layout.stories if s.row.style in ("blocks", "magazine") and s.row.language == "en"
        ]
        self._rows = [row for row in chosen if not (row.breaks or row.entries or row.duplicate_of)]
        self._rows = [row for row in self._rows if row.canonical == "own"]
        self._sources = {row.path: sample.answer(row.path).body.decode() for row in self._rows}
        table = sample.layout.table
        promoted = {_SLUG.match(slug)[0] for slug in (*table.paper.dont_miss, *table.paper.most_read)}  # type: ignore[index]
        self._same = {row.path for row in table.rows if row.slug in promoted}
        self._words = sorted({word for page in self._sources.values() for word in _WORD.findall(page)})
        self.paths = {self._path(n % len(self._rows), n // len(self._rows)): n for n in range(stories)}

    def _path(self, row: int, copy: int) -> str:
        return _copied(self._rows[row].path, copy)

    def page(self, path: str, base: str) -> bytes:
        """The page of a story."""
        number = self.paths[path]
        source, copy = self._rows[number % len(self._rows)].path, number // len(self._rows)
        page = _HREF.sub(lambda found: found[1] + self._linked(found[2], copy), self._sources[source])
        others = Random(copy)
        table = dict(zip(self._words, others.sample(self._words, len(self._words)), strict=True)) if copy else {}
        page = _TEXT.sub(lambda found: f">{_WORD.sub(lambda word: table.get(word[0], word[0]), found[1])}<", page)
        page = _DATE.sub(lambda found: _moved(found, copy), page)
        return page.replace(_BASE, base).encode()

    def _linked(self, url: str, copy: int) -> str:
        path = url.removeprefix(_BASE)
        own = path in self._sources and path not in self._same
        return url.removesuffix(path) + _copied(path, copy) if own else url

    def answers(self, base: str) -> Mapping[str, tuple[str, bytes]]:
        """Content type and body of everything there is, by path."""
        paths = list(self.paths)
        files = range((len(paths) + PER_SITEMAP - 1) // PER_SITEMAP)
        index = "".join(f"<sitemap><loc>{base}/stories-{number}.xml</loc></sitemap>" for number in files)
        found = {path: ("text/html; charset=utf-8", self.page(path, base)) for path in paths}
        found["/robots.txt"] = "text/plain", f"User-agent: *\nDisallow:\nSitemap: {base}/sitemap.xml\n".encode()
        found["/sitemap.xml"] = "application/xml", f"<sitemapindex>{index}</sitemapindex>".encode()
        for number in files:
            listed = paths[number * PER_SITEMAP : (number + 1) * PER_SITEMAP]
            rows = "".join(f"<url><loc>{base}{path}</loc><lastmod>2026-11-20</lastmod></url>" for path in listed)
            found[f"/stories-{number}.xml"] = "application/xml", f"<urlset>{rows}</urlset>".encode()
        menu = "".join(f'<li><a href="{path}">{path}</a></li>' for path in paths[:20])
        found["/"] = "text/html", f"<html><body><h1>Home</h1><ul>{menu}</ul></body></html>".encode()
        return found


def _moved(date: re.Match[str], copy: int) -> str:
    """A date moved by a copy's number of years and days, so that no line of dates is the same on many pages."""
    kind = "" if date["day"] else "2" if date["day2"] else "3"
    day = (int(date[f"day{kind}"]) + 3 * copy - 1) % 28 + 1
    year = str(int(date[f"year{kind}"]) - copy % 25)
    if kind == "":
        return f"{date['before']}{day}{date['middle']}{year}"
    return f"{day}{date['middle2']}{year}" if kind == "2" else f"{year}{date['middle3']}{day:02}"


def _copied(path: str, copy: int) -> str:
    return f"{path.rstrip('/')}-{copy}{'/' if path.endswith('/') else ''}" if copy else path


@contextmanager
def serving(stories: int) -> Iterator[str]:
    """The newspaper of so many stories served by a process of its own; its URL."""
    with subprocess.Popen([sys.executable, __file__, str(stories)], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().strip()
        finally:
            server.kill()


async def serve(stories: int) -> None:
    """Serve, and print the URL."""
    answers: Mapping[str, tuple[str, bytes]] = {}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while request := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                path = request.split()[1].decode().partition("?")[0]
                kind, body = answers.get(path, ("text/plain", b""))
                status = "200 OK" if path in answers else "404 Not Found"
                head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
                writer.write(head.encode() + body)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, HOST, 0)
    base = f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
    answers = Copies(stories).answers(base)
    print(base, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
