"""Unpacks compressed bodies, and tells those that end before their time. A gzip stream that was cut short passes as
whole in Scrapy's own middleware, whose place this one takes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Self

import brotli
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import Request, Response
from scrapy.responsetypes import responsetypes
from zstandard import ZstdDecompressor, ZstdError

CUT = "cut short"
"""Flag of a response (``Response.flags``) whose body ended early."""
PART = 65_536
"""Bytes that are unpacked together."""
_GZIP = 31
"""zlib's window bits for a stream with gzip's head and tail (zlib manual, inflateInit2)."""
_MAGIC = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd")
"""How gzip (RFC 1952) and zstd (RFC 8878) begin."""
_TEXT = re.compile(rb"[\t\r\n\x20-\x7e\x80-\xff]*")


class CutShort(Exception):
    """The stream ends early; ``begun`` is what could be unpacked of it."""

    def __init__(self, begun: bytes) -> None:
        super().__init__("the stream ends early")
        self.begun = begun


class TooLarge(Exception):
    """The body is larger than allowed when unpacked."""


def unpack(body: bytes, codings: Sequence[str], most: int) -> bytes:
    """A body without its content codings (RFC 9110, 8.4): gzip, deflate, br, zstd; unknown ones are left as they are.

    A body that is plain text although it is said to be packed is taken as it is.

    Args:
        body: as it came.
        codings: in the order in which they were applied.
        most: bytes that the result may have.

    Raises:
        CutShort: a stream has no end, or can't be unpacked to it.
        TooLarge: the result is larger.
    """
    for coding in reversed(codings):
        pieces = _PIECES.get(coding)
        if pieces is None or not body:
            return body
        try:
            body = _joined(pieces(body), most)
        except CutShort:
            if _is_plain(body):
                return body
            raise
    return body


class CompressionMiddleware:
    """Downloader middleware that asks for packed bodies and unpacks them; one cut short is flagged ``CUT``."""

    def __init__(self, most: int) -> None:
        """``most``: bytes that a body may have when it is unpacked."""
        self._most = most

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware with the limit of the settings."""
        return cls(crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def process_request(self, request: Request) -> None:
        """Say what can be unpacked."""
        request.headers.setdefault("Accept-Encoding", b"gzip, deflate, br, zstd")

    def process_response(self, request: Request, response: Response) -> Response:
        """The response with its body unpacked.

        Raises:
            DownloadCancelledError: the body is larger than DOWNLOAD_MAXSIZE when unpacked.
        """
        said = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
        codings = [coding for word in said.lower().split(",") if (coding := word.strip())]
        if not codings or request.method == "HEAD":
            return response
        flags = list(response.flags)
        try:
            body = unpack(response.body, codings, self._most)
        except CutShort as error:
            body = error.begun
            flags.append(CUT)
        except TooLarge:
            raise DownloadCancelledError(f"larger than {self._most} bytes when unpacked") from None
        headers = response.headers.copy()
        del headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return response.replace(cls=kind, body=body, headers=headers, flags=flags)


def _is_plain(body: bytes) -> bool:
    return not body.startswith(_MAGIC) and _TEXT.fullmatch(body[:400]) is not None


def _joined(pieces: Iterator[bytes], most: int) -> bytes:
    found = bytearray()
    try:
        for piece in pieces:
            found += piece
            if len(found) > most:
                raise TooLarge
    except (zlib.error, brotli.error, ZstdError, EOFError):
        raise CutShort(bytes(found)) from None
    return bytes(found)


def _gunzip(body: bytes) -> Iterator[bytes]:
    while True:  # several members may follow each other (RFC 1952, 2.2)
        stream = zlib.decompressobj(_GZIP)
        yield from _inflated(stream, body)
        body = stream.unused_data
        if not body.startswith(b"\x1f\x8b"):
            return


def _deflate(body: bytes) -> Iterator[bytes]:
    """Zlib's format, or the bare stream that some servers send in its place."""
    try:
        zlib.decompressobj().decompress(body, 1)
    except zlib.error:
        yield from _inflated(zlib.decompressobj(-zlib.MAX_WBITS), body)
    else:
        yield from _inflated(zlib.decompressobj(), body)


def _inflated(stream: zlib._Decompress, body: bytes) -> Iterator[bytes]:
    while body and not stream.eof:
        yield stream.decompress(body, PART)
        body = stream.unconsumed_tail
    if not stream.eof:
        raise EOFError


def _brotli(body: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    while not stream.is_finished():
        piece = stream.process(body, output_buffer_limit=PART)
        if not piece and not body:
            raise EOFError
        yield piece
        body = b""


def _zstd(body: bytes) -> Iterator[bytes]:
    stream = ZstdDecompressor(max_window_size=1 << 27).decompressobj()
    for start in range(0, len(body), PART // 64):
        yield stream.decompress(body[start : start + PART // 64])
        if stream.eof:
            return
    raise EOFError


_PIECES: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "x-gzip": _gunzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
