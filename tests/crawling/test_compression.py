from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from scrapy.exceptions import DownloadCancelledError
from scrapy.http import HtmlResponse, Request, Response

from newsspider.crawling.compression import CUT, CompressionMiddleware, CutShort, TooLarge, unpack

PAGE = b"<html><body>" + b"".join(b"<p>The ferry sails at %d.</p>" % n for n in range(9_000)) + b"</body></html>"
MOST = 1_000_000


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("coding", PACKED)
def test_packed_bodies(coding: str) -> None:
    packed = PACKED[coding](PAGE)
    assert unpack(packed, [coding], MOST) == PAGE
    with pytest.raises(CutShort) as error:
        unpack(packed[: len(packed) // 2], [coding], MOST)
    assert PAGE.startswith(error.value.begun)
    with pytest.raises(TooLarge):
        unpack(packed, [coding], len(PAGE) - 1)
    assert unpack(PAGE[:5_000], [coding], MOST) == PAGE[:5_000], "a plain body that is said to be packed"
    assert unpack(b"", [coding], MOST) == b""


def test_other_ways_to_pack() -> None:
    assert unpack(bare(PAGE), ["deflate"], MOST) == PAGE
    assert unpack(gzip.compress(PAGE[:99]) + gzip.compress(PAGE[99:]), ["gzip"], MOST) == PAGE
    assert unpack(gzip.compress(PAGE) + b"\0\0", ["gzip"], MOST) == PAGE
    assert unpack(brotli.compress(gzip.compress(PAGE)), ["gzip", "br"], MOST) == PAGE
    assert unpack(gzip.compress(PAGE), ["gzip", "rot13"], MOST) == gzip.compress(PAGE)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(200_000_000), compresslevel=1)
    with pytest.raises(TooLarge):
        unpack(bomb, ["gzip"], MOST)


def test_responses() -> None:
    layer = CompressionMiddleware(MOST)
    request = Request("https://lantern.test/x")
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    packed = gzip.compress(PAGE)
    whole = layer.process_response(request, Response(request.url, headers=headers, body=packed))
    assert isinstance(whole, HtmlResponse)
    assert (whole.body, whole.flags, whole.headers.get("Content-Encoding")) == (PAGE, [], None)
    cut = layer.process_response(request, Response(request.url, headers=headers, body=packed[:-9]))
    assert cut.flags == [CUT]
    with pytest.raises(DownloadCancelledError):
        CompressionMiddleware(99).process_response(request, Response(request.url, headers=headers, body=packed))
