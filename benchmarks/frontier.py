"""How much memory a crawl takes that knows a million URLs.

    python benchmarks/frontier.py [URLS]

A made-up newspaper on loopback names URLS stories (1,000,000 unless told) in sitemaps of 50,000. Two crawls store 30 of
them each: the first sees all URLs for the first time, the second finds them due in the store. Prints, beside the same
for 1,000 URLs, each crawl's time, stories, URLs known and peak resident memory (of the process, mongod apart).
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import perf_counter

from newsspider.archive.connection import connect
from newsspider.archive.embedded import EmbeddedMongod

PER_FILE = 50_000
STORIES = 30
CRAWL = """
import resource, sys
from newsspider.cli import main
try:
    main()
finally:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""
PAGE = """<html lang=en><head><title>{0}</title><meta property=og:type content=article>
<meta property="article:published_time" content="2026-11-20T10:00:00Z"></head><body><article><h1>Story number {0}</h1>
<p>Story {0} is told here, in a paragraph that is long enough to be one, and it has words of its own: {1}.</p>
<p>Another paragraph of story {0} follows, and says what was decided in the town that day, {1}.</p></article></body>"""


@contextmanager
def newspaper(urls: int) -> Iterator[str]:
    """A newspaper of so many stories; its URL."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            base = f"http://{self.headers['Host']}"
            if self.path == "/sitemap.xml":
                files = range((urls + PER_FILE - 1) // PER_FILE)
                body = "".join(f"<sitemap><loc>{base}/sitemap-{number}.xml</loc></sitemap>" for number in files)
                self.answer(f"<sitemapindex>{body}</sitemapindex>", "application/xml")
            elif found := re.fullmatch(r"/sitemap-(\d+)\.xml", self.path):
                first = int(found[1]) * PER_FILE
                told = "<url><loc>{}/2026/11/20/story-of-the-town-{}</loc><lastmod>2026-11-20</lastmod></url>"
                body = "".join(told.format(base, n) for n in range(first, min(urls, first + PER_FILE)))
                self.answer(f"<urlset>{body}</urlset>", "application/xml")
            elif found := re.search(r"-(\d+)$", self.path):
                self.answer(PAGE.format(found[1], " ".join(f"word{int(found[1]) * n}" for n in range(30))), "text/html")
            elif self.path == "/":
                self.answer("<html><body><h1>Home</h1></body></html>", "text/html")
            else:
                self.answer("", "text/plain", 404)

        def answer(self, text: str, kind: str, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def crawl(url: str, uri: str) -> tuple[float, int]:
    """Crawl some stories: seconds, peak resident memory in MB."""
    options = ["--limit", str(STORIES), "--mongo", uri, "-s", "DOWNLOAD_DELAY=0"]
    begun = perf_counter()
    done = subprocess.run([sys.executable, "-c", CRAWL, "crawl", url, *options], capture_output=True, text=True)
    found = re.search(r"^peak (\d+)", done.stderr, re.MULTILINE)
    if done.returncode or found is None:
        raise SystemExit(done.stderr)
    return perf_counter() - begun, int(found[1]) // 1024


def main() -> None:
    """Measure and print."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for urls in (1_000, most):
        with tempfile.TemporaryDirectory() as folder, EmbeddedMongod(Path(folder)) as mongod, newspaper(urls) as url:
            for name in ("first", "second"):
                seconds, peak = crawl(url, mongod.uri)
                with connect(mongod.uri) as client:
                    known = client["newsspider"]["frontier"].estimated_document_count()
                    stored = client["newsspider"]["articles"].estimated_document_count()
                print(f"{urls:>9,} URLs, {name} crawl: {peak} MB, {seconds:.0f} s, {stored} stories, {known:,} known")


if __name__ == "__main__":
    main()
