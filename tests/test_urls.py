"""Canonical URLs are told without taking them apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsspider.urls import canonical_url


@given(st.from_regex(r"https?://[a-z0-9.-]{1,12}/[A-Za-z0-9._~/-]{0,12}", fullmatch=True))
def test_what_looks_canonical_is_what_taking_it_apart_gives(url: str) -> None:
    assert _outcome(url) == _outcome(f"{url}#fragment")


def _outcome(url: str) -> str | None:
    try:
        return canonical_url(url)
    except ValueError:
        return None
