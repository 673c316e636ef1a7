"""Connections that no server fills without end: Scrapy bounds the body of an answer, this bounds its head."""

from __future__ import annotations

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.web._newclient import HTTP11ClientProtocol

HEAD = 262_144
"""Bytes that the head of an answer may have, with those of answers that announce it (1xx)."""


class BoundedHTTP11DownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler for http and https; a connection whose answer begins with an endless head is cut."""

    def __init__(self, crawler: Crawler) -> None:
        """See Scrapy's."""
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    _head = 0

    def dataReceived(self, data: bytes) -> None:
        """A part of an answer came."""
        parser = self._parser
        if parser is None or parser.state == "BODY":
            self._head = 0
        else:
            self._head += len(data)
            if self._head > HEAD and self.transport:
                self.transport.abortConnection()
                return
        super().dataReceived(data)  # type: ignore[no-untyped-call]


class _BoundedFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002 - Twisted's form
        """The protocol of a new connection."""
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
