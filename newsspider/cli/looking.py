"""Gets one page, from its newspaper or from a file, and sends it through the pipeline's stages."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Request, Response
from scrapy.http.request import NO_CALLBACK
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from newsspider.cli.running import WITHOUT_STORE
from newsspider.crawling.exchange import page_of
from newsspider.errors import NewspaperUnreachable, UsageError
from newsspider.extraction.document import parse_document
from newsspider.items import Article, Fetched, Page, Refused


def fetch_page(url: str, settings: Settings) -> Page:
    """Fetch a page as a crawl would, robots.txt and all.

    Raises:
        NewspaperUnreachable: it can't be had; says why.
    """
    run = settings.copy()
    run.update(dict(WITHOUT_STORE), priority="cmdline")
    process = AsyncCrawlerProcess(run)
    crawler = process.create_crawler("page")
    answers: list[Response] = []
    refusals: list[Refused] = []

    def received(response: Response, request: Request) -> None:
        if request.callback is not NO_CALLBACK and response.status == 200:
            answers.append(response)

    def scraped(item: object) -> None:
        if isinstance(item, Refused):
            refusals.append(item)

    crawler.signals.connect(received, signals.response_received)
    crawler.signals.connect(scraped, signals.item_scraped)
    process.crawl(crawler, urls=[url])
    process.start()
    if not answers:
        why = f"{refusals[0].reason}: {refusals[0].detail}" if refusals else "no answer"
        raise NewspaperUnreachable(f"{url}: {why}. A saved page can be explained too: newsspider explain FILE")
    return page_of(answers[0])  # behind it come the other parts of its story


def open_page(path: str, url: str | None) -> Page:
    """A saved page, under the address that the user or its canonical link gives.

    Raises:
        UsageError: the file can't be read, or nobody tells its address.
    """
    file = Path(path)
    try:
        body = file.read_bytes()
        body = gzip.decompress(body) if file.suffix == ".gz" else body
    except (OSError, EOFError, zlib.error) as error:
        why = getattr(error, "strerror", None) or error
        raise UsageError(f"{path}: {why}; expected a URL (https://…) or a saved page") from None
    address = url or _own_address(body)
    if address is None:
        raise UsageError(f"{path}: the page names no canonical URL; give its address with --url")
    return Page(url=address, status=200, headers={}, body=body, fetched_at=datetime.now(UTC))


def through_stages(article: Article, page: Page, settings: Settings) -> Iterator[tuple[str, Article | None]]:
    """What each stage of ITEM_PIPELINES makes of the article; None for one that needs a running crawl."""
    item: object = Fetched(article=article, page=page)
    for path in build_component_list(settings.getwithbase("ITEM_PIPELINES")):
        stage = load_object(path)
        if hasattr(stage, "from_crawler"):
            yield str(path), None
            continue
        item = stage().process_item(item)
        assert isinstance(item, Fetched)
        yield str(path), item.article


def _own_address(body: bytes) -> str | None:
    document = parse_document(body, "http://localhost/")
    links = document.root.iterfind(".//link[@rel='canonical']")
    named = next((link.get("href") for link in links if link.get("href")), None) or document.meta("og:url")
    return named if named and "://" in named else None
