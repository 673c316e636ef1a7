"""Scope: requests stay on the newspaper's own origins, and off private networks, redirects included."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.utils.defer import maybe_deferred_to_future

from newsspider.sites import Site
from newsspider.urls import origin, without_credentials

ORIGINS = "newsspider_origins"
"""Key of ``Request.meta``: the origins (scheme, host, port) that the request may reach, as a list of texts. Without
it a request may reach any public one: a sitemap on another host."""

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class OutOfScope(IgnoreRequest):
    """The request would leave the newspaper, or the public network."""


class ScopeMiddleware:
    """Downloader middleware that drops what is out of scope, before robots.txt of the other host is asked for.

    A host that the user didn't name is looked up, and its address must be a public one. Scrapy's resolver remembers
    the answer, so that the address that was checked is the one that is connected to.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Use ``from_crawler``."""
        self._crawler = crawler
        self._proxied = frozenset(getproxies()) if crawler.settings.getbool("HTTPPROXY_ENABLED") else frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Request | None:
        """Let the request pass, without credentials.

        Raises:
            OutOfScope: its URL is on none of the origins that it may reach, or its host has no public address.
        """
        origins = request.meta.get(ORIGINS)
        if origins is not None and not _is_within(request.url, origins):
            raise OutOfScope(f"{without_credentials(request.url)} is not one of {', '.join(origins)}")
        named: Collection[str] | None = getattr(self._crawler.spider, "origins", None)
        if named is not None and not _is_within(request.url, named):
            await self._check_address(request.url)
        if "@" in urlsplit(request.url).netloc:
            return request.replace(url=without_credentials(request.url))
        return None

    async def _check_address(self, url: str) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        address = _literal(host)
        if address is None and not (parts.scheme in self._proxied and not proxy_bypass(host)):
            address = await _looked_up(host)
        if address and not is_public(address):
            raise OutOfScope(f"{host} ({address}) is no public address, and nobody named it")


def scope_meta(site: Site) -> dict[str, Any]:
    """What keeps a request on the newspaper, for ``Request.meta``."""
    return {ORIGINS: sorted(site.all_origins)}


def is_public(address: _Address) -> bool:
    """Whether an address is one of the public network: neither private, loopback nor link-local, nor one of the ways
    to write such an address in IPv6 (RFC 4291, 2.5.5; RFC 3056; RFC 6052).
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def _literal(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


async def _looked_up(host: str) -> _Address | None:
    """The address that a request to the host will connect to; None for an unknown host."""
    from twisted.internet import reactor  # Scrapy installs it when it starts

    try:
        found = await maybe_deferred_to_future(reactor.resolve(host))  # type: ignore[arg-type]  # its stub is wrong
    except Exception:
        return None  # the request will fail with the reason
    return _literal(found)


def _is_within(url: str, origins: Collection[str]) -> bool:
    try:
        return origin(url) in origins
    except ValueError:
        return False
