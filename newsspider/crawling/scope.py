"""Keeps requests on the newspaper's own origins, redirects included."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request

from newsspider.sites import Site
from newsspider.urls import origin

ORIGINS = "newsspider_origins"
"""Key of ``Request.meta``: the origins (scheme, host, port) that the request may reach, as a list of texts. Without
it a request may reach any: a sitemap on another host, or what a user types into ``scrapy shell``."""


class OutOfScope(IgnoreRequest):
    """The request would leave the newspaper."""


class ScopeMiddleware:
    """Downloader middleware that drops what is out of scope, before robots.txt of the other host is asked for."""

    def process_request(self, request: Request) -> None:
        """Let the request pass.

        Raises:
            OutOfScope: its URL is on none of the origins that it may reach.
        """
        origins = request.meta.get(ORIGINS)
        if origins is not None and not _is_within(request.url, origins):
            raise OutOfScope(f"{request.url} is not one of {', '.join(origins)}")


def scope_meta(site: Site) -> dict[str, list[str]]:
    """What keeps a request on the newspaper, for ``Request.meta``."""
    return {ORIGINS: sorted(site.all_origins)}


def _is_within(url: str, origins: list[str]) -> bool:
    try:
        return origin(url) in origins
    except ValueError:
        return False
