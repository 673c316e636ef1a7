"""Guards before a page is parsed: its size, and shapes that cost the parsers minutes.

Measured with lxml 6.1: a tag with a million attributes, and half a million empty paragraphs, cost minutes; 2,000
attributes and 150,000 elements a second or four, a link half a millisecond. No story of a newspaper comes near.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newsspider.errors import PageRefused

MAX_BYTES = 10_000_000
"""The largest body that is parsed, in bytes."""
MAX_ELEMENTS = 150_000
"""Most start tags of a page, without empty elements in a row."""
MAX_ATTRIBUTES = 2_000
"""Most attributes of an element that are read."""
MANY_LINKS = 5_000
"""Links of a page above which long rows of nothing else are left out."""
MAX_LINKS = 15_000
"""Most links of a page, without such rows."""

_LONG = 20_000
"""Characters of a tag that are looked at more closely."""
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG},}}>?")
_ATTRIBUTE = re.compile(r"""\s[^\s=<>"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]*))?""")
_START = re.compile(r"<[a-zA-Z]")
_LINK = re.compile(r"<a\s", re.IGNORECASE)
_UNPARSED = re.compile(r"<(script|style)\b[^>]*>(?P<text>.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_LINK_ROW = re.compile(
    r"(?:(?:<(?:li|p|div|br|span)\b[^<>]{0,200}>\s*)*<a\s[^<>]{0,2000}>[^<]{0,300}</a>\s*"
    r"(?:</(?:li|p|div|span)>\s*)*[\s,|·]*){100,}+",
    re.IGNORECASE,
)
_NESTED = 100
"""Elements right inside each other that are one for a reader; the parser gives up at 256."""
_WRAPPERS = r"(?:div|span|section|article|main|center|font|b|i|em|strong|blockquote|ul|ol)"
# each begins with a letter of its own, which is looked for fast
_DEEP = re.compile(
    rf"<{_WRAPPERS}\b[^<>]{{0,200}}>\s*(?:<({_WRAPPERS})\b[^<>]{{0,200}}>\s*){{{_NESTED - 1},}}+", re.IGNORECASE
)
_DEEP_END = re.compile(rf"</{_WRAPPERS}\s*>\s*(?:</({_WRAPPERS})\s*>\s*){{{_NESTED - 1},}}+", re.IGNORECASE)
_EMPTY_ROW = re.compile(
    r"(?:<(?P<name>p|div|span|li|br|b|i|td|tr|a)\b[^<>]{0,200}>\s*(?:</(?P=name)\s*>)?\s*){50,}+", re.I
)


def check_size(body: bytes) -> None:
    """Let a body pass that is small enough.

    Raises:
        PageRefused: it is larger than ``MAX_BYTES``.
    """
    if len(body) > MAX_BYTES:
        raise PageRefused("size", f"{len(body)} bytes, {MAX_BYTES} are the most that is parsed")


def thinned(text: str) -> str:
    """The page without what only weighs: attributes beyond ``MAX_ATTRIBUTES``, wrappers around wrappers, long rows of
    empty elements or links.

    Raises:
        PageRefused: it has more than ``MAX_ELEMENTS`` elements, or ``MAX_LINKS`` links, nevertheless.
    """
    tags = text.split("<")
    if max(map(len, tags)) > _LONG:
        text = _LONG_TAG.sub(lambda tag: _with_fewer_attributes(tag[0]), text)
    if _many_in_a_row(tags):
        text = _DEEP_END.sub(r"</\1>", _DEEP.sub(r"<\1>", text))
    if text.count("<") > MANY_LINKS and _number(_LINK, text) > MANY_LINKS:
        text = _LINK_ROW.sub(" ", text)
        _check("links", _number(_LINK, text), MAX_LINKS)
    if text.count("<") > MAX_ELEMENTS:
        text = _EMPTY_ROW.sub(" ", text)
        _check("elements", _number(_START, text), MAX_ELEMENTS)
    return text


def _many_in_a_row(tags: Sequence[str]) -> bool:
    """Whether as many tags as are too deep begin elements, or end them, without one between that does the other."""
    forms = "".join([tag[:1] for tag in tags])
    return "/" * _NESTED in forms or max(map(len, forms.split("/"))) >= _NESTED


def _number(what: re.Pattern[str], text: str) -> int:
    """How often a tag begins outside of scripts and styles: what stands in those is text to the parser."""
    inside = sum(1 for part in _UNPARSED.finditer(text) for _ in what.finditer(text, *part.span("text")))
    return sum(1 for _ in what.finditer(text)) - inside


def _check(what: str, number: int, most: int) -> None:
    if number > most:
        raise PageRefused("size", f"{number} {what}, {most} are the most that is parsed")


def _with_fewer_attributes(tag: str) -> str:
    ends = [found.end() for found, _ in zip(_ATTRIBUTE.finditer(tag), range(MAX_ATTRIBUTES), strict=False)]
    if len(ends) < MAX_ATTRIBUTES:
        return tag
    return tag[: ends[-1]] + ">"
