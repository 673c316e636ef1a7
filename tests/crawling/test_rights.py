from __future__ import annotations

import json

import pytest

from newsspider.crawling.rights import read_tdmrep


def reserved(rules: object, path: str) -> bool:
    body = rules if isinstance(rules, bytes) else json.dumps(rules).encode()
    return not read_tdmrep(body).can_fetch(f"https://lantern.test{path}", "*")


def test_locations_are_patterns_of_which_the_longest_decides() -> None:
    rules = [
        {"location": "/", "tdm-reservation": 0},
        {"location": "/press/*", "tdm-reservation": 1, "tdm-policy": "https://lantern.test/policy.json"},
        {"location": "/press/open/", "tdm-reservation": 0},
        {"location": "*.pdf$", "tdm-reservation": "1"},
    ]
    assert reserved(rules, "/press/2026/ferry")
    assert not reserved(rules, "/press/open/ferry")
    assert not reserved(rules, "/news/ferry")
    assert reserved(rules, "/news/ferry.pdf")
    assert reserved({"location": "/", "tdm-reservation": 1}, "/")
    assert reserved([{"location": "/", "tdm-reservation": 1}], "/news?x=1")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>not found</html>",
        b"[" * 100_000,
        b"[1, null, {}]",
        b'[{"location": 7}]',
        b'{"location": "/a\\nDisallow: /"}',
    ],
)
def test_a_file_that_is_none_reserves_nothing(body: bytes) -> None:
    assert not reserved(body, "/news/ferry")
