"""G9: robots.txt by RFC 9309, of one newspaper a case, all crawled together. The rules' own readings are tested in
tests/crawling/test_robots.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain, cycle, pairwise, repeat

import pytest

from newsspider.items import Refused
from tests.conftest import Store
from tests.guarantees.crawls import FAST, newsspider
from tests.guarantees.hostile import page
from tests.guarantees.wire import Answer, Asked, Host, Piece, reply, served

OPEN, SHUT = "/town/an-open-story-of-the-day", "/shut/a-closed-story-of-the-day"
RULES = "User-agent: *\nDisallow: /shut/\n"
LONG = "# a long line that says nothing at all\n" * 14_000
CLOSED = ("error", "silent", "drip", "reset", "binary")
"""The newspapers of which nothing may be fetched."""
FREE = ("missing", "forbidden", "late", "around")
"""Those of which all may be fetched."""
AT_REST = 0.6
"""Seconds between two requests that a crawl keeps at most, here."""


def robots(case: str, asked: Asked) -> Iterable[Piece]:
    """The robots.txt of a case."""
    text = "text/plain"
    step = int("0" + asked.path.rpartition("-")[2]) if "-" in asked.path else 0
    onward = reply("", status=301, Location=f"/robots-{step + 1}")
    cases: Mapping[str, Iterable[Piece]] = {
        "missing": [reply(RULES, text, status=404)],
        "forbidden": [reply(RULES, text, status=403)],
        "error": [reply("User-agent: *\nDisallow:\n", text, status=500)],
        "silent": repeat(0.2),
        "drip": chain([reply("", text, length=-1)], cycle([b"#", 0.2])),
        "reset": ["reset"],
        "binary": [reply(b"\x89PNG\0\0" + bytes(900), "image/png")],
        "far": [reply(RULES, text) if step == 5 else onward],
        "around": [onward],
        "dirty": [reply(f"{RULES}<html>\n\0\1\nHost: x\n", text)],
        "early": [reply(RULES + LONG, text)],
        "late": [reply(LONG + RULES, text)],
        "endless": chain([reply(RULES, text, length=-1)], repeat(LONG.encode())),
        "own-group": [
            reply(f"User-agent: *\nDisallow: /\n\nUser-agent: NewsSpider/2\n{RULES.partition(chr(10))[2]}", text)
        ],
        "slow": [reply(f"{RULES}Crawl-delay: 9999\n", text)],
    }
    return cases[case]


def paper(case: str) -> Answer:
    def answer(asked: Asked) -> Iterable[Piece]:
        if asked.path.startswith("/robots"):
            return robots(case, asked)
        if asked.path in (OPEN, SHUT):
            return [reply(page(asked.path))]
        links = "".join(f'<h2><a href="{path}">What you should know of it today</a></h2>' for path in (OPEN, SHUT))
        return [reply(f"<html><body>{links}</body></html>") if asked.path == "/" else reply("", status=404)]

    return answer


CASES = (*CLOSED, *FREE, "far", "dirty", "early", "endless", "own-group", "slow")


@dataclass
class Crawled:
    papers: Mapping[str, Host]
    refused: Mapping[str, list[Refused]]


@pytest.fixture(scope="module")
def crawled(archive_address: str) -> Iterator[Crawled]:
    """All the newspapers, crawled at once."""
    store = Store(archive_address, "robots")
    settings = ("DOWNLOAD_TIMEOUT=2", f"NEWSSPIDER_CRAWL_DELAY_MAX={AT_REST}", "DOWNLOAD_MAXSIZE=300000")
    with ExitStack() as stack:
        papers = {case: stack.enter_context(served(paper(case))) for case in CASES}
        place = ("--mongo", store.uri, "--database", store.database)
        options = [word for setting in settings for word in ("-s", setting)]
        done = newsspider("crawl", *(host.base for host in papers.values()), *place, *FAST, *options)
        assert done.code == 4, done.stderr
        with store.open() as archive:
            refused = {case: list(archive.refused(host.base.partition("//")[2])) for case, host in papers.items()}
        yield Crawled(papers, refused)


@pytest.mark.parametrize("case", CASES)
def test_what_is_fetched_is_what_robots_txt_allows(crawled: Crawled, case: str) -> None:
    asked = {one.path for one in crawled.papers[case].log}
    assert (OPEN in asked) == (case not in CLOSED)
    assert (SHUT in asked) == (case in FREE)
    if case in CLOSED:
        assert asked <= {"/robots.txt"}
    if case not in FREE:
        assert "robots" in {one.reason for one in crawled.refused[case]}


def test_a_crawl_delay_is_kept_up_to_its_cap(crawled: Crawled) -> None:
    times = [one.at for one in crawled.papers["slow"].log if not one.path.startswith("/robots")]
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert gaps
    assert sum(gaps) / len(gaps) > AT_REST * 0.95
    assert min(gaps) > AT_REST / 2, "but for what the machine takes"


def test_what_can_not_be_had_is_told_as_the_reason(crawled: Crawled) -> None:
    for case in CLOSED:
        assert any(word in one.detail for one in crawled.refused[case] for word in ("can't be had", "no text")), case


def test_robots_txt_is_asked_for_a_few_times_at_most(crawled: Crawled) -> None:
    for case, host in crawled.papers.items():
        assert sum(one.path == "/robots.txt" for one in host.log) <= 4, case
