from __future__ import annotations

import ipaddress

import pytest
from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Request
from scrapy.settings import Settings

from newsspider.crawling import scope
from newsspider.crawling.scope import OutOfScope, ScopeMiddleware, is_public, scope_meta
from newsspider.sites import Site

SITE = Site(name="lantern", home="https://lantern.test/")


class Named(Spider):
    name = "named"
    origins = SITE.named_origins


@pytest.fixture
def layer(monkeypatch: pytest.MonkeyPatch) -> ScopeMiddleware:
    """The layer, in a world where each host of elsewhere is where its name says."""

    async def looked_up(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
        where = {"public.test": "93.184.216.34", "inside.test": "10.0.0.7", "here.test": "127.0.0.1"}.get(host)
        return ipaddress.ip_address(where) if where else None

    monkeypatch.setattr(scope, "_looked_up", looked_up)
    crawler = Crawler(Named, Settings())
    crawler.spider = Named()
    return ScopeMiddleware(crawler)


@pytest.mark.parametrize(
    "url", ["https://elsewhere.test/", "https://lantern.test:8443/", "ftp://lantern.test/", "http://evil.lantern.test/"]
)
async def test_a_request_stays_on_the_newspapers_origins(layer: ScopeMiddleware, url: str) -> None:
    with pytest.raises(OutOfScope):
        await layer.process_request(Request(url, meta=scope_meta(SITE)))


@pytest.mark.parametrize("url", ["https://lantern.test/x", "http://www.lantern.test:80/x"])
async def test_in_scope(layer: ScopeMiddleware, url: str) -> None:
    assert await layer.process_request(Request(url, meta=scope_meta(SITE))) is None


@pytest.mark.parametrize("url", ["https://public.test/feed", "https://8.8.8.8/", "https://unknown.test/"])
async def test_other_public_hosts_may_be_asked_for_feeds(layer: ScopeMiddleware, url: str) -> None:
    assert await layer.process_request(Request(url)) is None


@pytest.mark.parametrize(
    "url",
    ["http://inside.test/feed", "http://here.test:8080/", "http://169.254.169.254/latest", "http://[::1]/"],
)
async def test_private_addresses_are_out_of_scope(layer: ScopeMiddleware, url: str) -> None:
    with pytest.raises(OutOfScope, match="no public address"):
        await layer.process_request(Request(url))


async def test_credentials_are_left_out(layer: ScopeMiddleware) -> None:
    clean = await layer.process_request(Request("https://user:secret@lantern.test/x", meta=scope_meta(SITE)))
    assert clean is not None
    assert clean.url == "https://lantern.test/x"
    with pytest.raises(OutOfScope) as error:
        await layer.process_request(Request("https://user:secret@elsewhere.test/", meta=scope_meta(SITE)))
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "127.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "fe80::1", "::ffff:10.0.0.1",
                "2002:7f00:1::", "64:ff9b::a00:1", "224.0.0.1", "0.0.0.0", "fd00::1"]
)  # fmt: skip
def test_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
