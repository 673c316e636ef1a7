"""Saved pages: each field of each is as expected. ``pytest --update-golden`` rewrites what is expected."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from newsspider.cli.golden import read_expected, read_page, record_of, write_expected
from newsspider.extraction import extract_article
from newsspider.items import Article
from tests.conftest import TOLD

GOLDEN = Path(__file__).parent / "golden"
PLACES = sorted(file.parent for file in GOLDEN.glob("*/page.json"))
CASES = [(place, field.name) for place in PLACES for field in fields(Article)]


@cache
def found_in(place: Path) -> dict[str, Any]:
    page = read_page(place)
    return record_of(extract_article(page.body, page.url, fetched_at=page.fetched_at, headers=page.headers))


@pytest.fixture(scope="module", autouse=True)
def update(request: pytest.FixtureRequest) -> None:
    """With ``--update-golden`` the expected files are rewritten first, and the changed fields told."""
    if not request.config.getoption("--update-golden"):
        return
    for place in PLACES:
        expected, found = read_expected(place), found_in(place)
        names = sorted({*expected, *found})
        changed = [name for name in names if expected.get(name, ...) != found.get(name, ...)]
        if changed:
            write_expected(place, found)
            request.config.stash[TOLD].append(f"golden {place.name}: {', '.join(changed)}")


@pytest.mark.parametrize(("place", "field"), CASES, ids=[f"{place.name}-{field}" for place, field in CASES])
def test_a_saved_page_gives_what_is_expected(place: Path, field: str) -> None:
    expected = read_expected(place)
    if field not in expected:
        pytest.fail(f"{place.name} expects nothing of {field}: pytest --update-golden", pytrace=False)
    found = found_in(place)[field]
    if found != expected[field]:
        pytest.fail(f"{place.name}, {field}:\n  expected {expected[field]!r}\n  found    {found!r}", pytrace=False)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_nothing_is_expected_that_is_no_field(place: Path) -> None:
    assert read_expected(place).keys() <= {field.name for field in fields(Article)}


def test_there_are_saved_pages() -> None:
    assert PLACES
