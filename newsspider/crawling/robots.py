"""What a robots.txt lets us fetch, by RFC 9309. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from protego import Protego

from newsspider.items import Page, Refused

TOKEN = "newsspider"
"""The name by which groups of rules address us."""
READ = 500 * 1024
"""Bytes of a robots.txt that are read; the rest is as if it were not there (RFC 9309, 2.5)."""


_GROUP = re.compile(rb"^[ \t]*user-?agent[ \t]*:", re.IGNORECASE | re.MULTILINE)
_AGENT = re.compile(r"^([ \t]*user-?agent[ \t]*:[ \t]*)(.*)$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin."""

    rules: Protego | None = None
    """Its groups of rules; None without any."""
    closed: str | None = None
    """Why nothing at all may be fetched; None if the rules decide."""

    def forbids(self, url: str) -> str | None:
        """Why the URL may not be fetched; None if it may."""
        if self.closed:
            return self.closed
        if self.rules is None or self.rules.can_fetch(url, TOKEN):
            return None
        return "robots.txt forbids it"

    @property
    def delay(self) -> float | None:
        """The Crawl-delay that we are asked for, in seconds; None for none. (No RFC knows it, many a site does.)"""
        return self.rules.crawl_delay(TOKEN) if self.rules else None


def read_robots(answer: Page | Refused) -> Robots:
    """The rules in the answer to a request for robots.txt.

    2xx is parsed; 4xx, and redirects that lead nowhere, allow all (2.3.1.2, 2.3.1.3); an error of the server, no
    answer, one that ends early and one that is no text forbid all (2.3.1.4).
    """
    if isinstance(answer, Refused):
        return Robots(closed=f"robots.txt can't be had, so nothing may be fetched: {answer.detail}")
    if answer.status >= 500:
        return Robots(closed=f"robots.txt can't be had, so nothing may be fetched: status {answer.status}")
    if answer.status >= 300:
        return Robots()
    body = answer.body[:READ]
    if b"\0" in body and not _GROUP.search(body):
        return Robots(closed="robots.txt is no text, so nothing may be fetched")
    return Robots(rules=Protego.parse(_AGENT.sub(_addressed, _whole_lines(body))))


def _addressed(line: re.Match[str]) -> str:
    """The line that begins a group, without a name that only resembles ours: Protego takes the group of "news" for
    one of newsspider's too, RFC 9309 does not (2.2.1).
    """
    name = line[2].partition("#")[0].strip().partition("/")[0].casefold()
    return f"{line[1]}{name if name in ('*', TOKEN) else f'not-{TOKEN[::-1]}'}"


def _whole_lines(body: bytes) -> str:
    """The text; a line that the limit cuts in two is left out."""
    if len(body) == READ:
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r")) + 1]
    # of the line ends that RFC 9309 knows (CR, LF, CRLF), Protego takes one that stands alone for a space
    return body.decode("utf-8-sig", errors="ignore").replace("\r\n", "\n").replace("\r", "\n")
