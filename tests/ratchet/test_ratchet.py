"""The scores of extraction don't fall below their pins in scores.json.

``pytest --raise-ratchet`` pins scores that rose, and never lowers one; ``pytest --lower-ratchet`` pins all as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TOLD
from tests.ratchet.pages import SHARED, Case, sample_cases, scores_of, shared_cases
from tests.ratchet.scoring import FIELDS, means

PINS = Path(__file__).parent / "scores.json"
SLACK = 0.0005
"""How far a score may fall below its pin."""
SETS: Mapping[str, Callable[[], Iterator[Case]]] = {"sample": sample_cases, "shared": shared_cases}


@cache
def now(name: str) -> dict[str, dict[str, float]]:
    if name == "shared" and not SHARED.exists():
        pytest.skip(f"the real pages are not at {SHARED}")
    return scores_of(SETS[name]())


def pinned() -> dict[str, Any]:
    pins: dict[str, Any] = json.loads(PINS.read_text(encoding="utf-8"))
    return pins


def written(pins: Mapping[str, Any]) -> str:
    """The pins as JSON with a page a line, so that a difference names the pages."""
    sets = []
    for name, pin in sorted(pins.items()):
        pages = ",\n".join(f"   {json.dumps(page)}: {json.dumps(pin['pages'][page])}" for page in sorted(pin["pages"]))
        mean = json.dumps(pin["mean"])
        sets.append(f' {json.dumps(name)}: {{\n  "mean": {mean},\n  "pages": {{\n{pages}\n  }}\n }}')
    return "{\n" + ",\n".join(sets) + "\n}\n"


def moved_pins(pins: Mapping[str, Any], pages: Mapping[str, Mapping[str, float]], lower: bool) -> dict[str, Any]:
    """The pins of a set of pages after a move: of each field that rose, and with ``lower`` of each that fell too."""
    found = {field: round(value, 4) for field, value in means(pages).items()}
    moved = [field for field, value in found.items() if lower or value > pins.get("mean", {}).get(field, -1)]
    before = pins.get("pages", {})
    return {
        "mean": {**pins.get("mean", {}), **{field: found[field] for field in moved}},
        "pages": {
            name: {
                field: scores[field] if field in moved else before.get(name, {}).get(field, scores[field])
                for field in scores
            }
            for name, scores in pages.items()
        },
    }


def worse_pages(field: str, pins: Mapping[str, Any], pages: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The pages whose score fell, the deepest fall first."""
    falls = {
        name: (before[field], pages.get(name, {}).get(field, 0.0))
        for name, before in pins["pages"].items()
        if field in before and pages.get(name, {}).get(field, 0.0) < before[field] - SLACK
    }
    ordered = sorted(falls.items(), key=lambda fall: fall[1][1] - fall[1][0])
    return [f"{name}  {before:.4f} -> {after:.4f}" for name, (before, after) in ordered]


@pytest.fixture(scope="module", autouse=True)
def move(request: pytest.FixtureRequest) -> None:
    """With one of the flags the pins move first, and what moved is told."""
    lower = bool(request.config.getoption("--lower-ratchet"))
    if not lower and not request.config.getoption("--raise-ratchet"):
        return
    pins = pinned()
    for name in SETS if SHARED.exists() else ["sample"]:
        before, pins[name] = pins.get(name, {}), moved_pins(pins.get(name, {}), now(name), lower)
        for field, value in pins[name]["mean"].items():
            old = before.get("mean", {}).get(field)
            if old != value:
                request.config.stash[TOLD].append(f"ratchet {name} {field}: {old} -> {value}")
    PINS.write_text(written(pins), encoding="utf-8")


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", SETS)
def test_a_score_does_not_fall(name: str, field: str) -> None:
    pages = now(name)
    pin, found = pinned()[name]["mean"][field], means(pages)[field]
    if found < pin - SLACK:
        worse = "\n  ".join(worse_pages(field, pinned()[name], pages)) or "no page got worse: other pages came in"
        pytest.fail(f"{field} of the {name} pages fell from {pin:.4f} to {found:.4f}:\n  {worse}", pytrace=False)


PAGES = {"a": {"text": 1.0, "title": 0.0}, "b": {"text": 0.5, "title": 1.0}}
PINNED = {"mean": {"text": 0.7, "title": 1.0}, "pages": {"a": {"text": 0.9, "title": 1.0}, "b": {"text": 0.5}}}


def test_raising_never_lowers() -> None:
    moved = moved_pins(PINNED, PAGES, lower=False)
    assert moved["mean"] == {"text": 0.75, "title": 1.0}
    assert moved["pages"]["a"] == {"text": 1.0, "title": 1.0}


def test_lowering_pins_what_is() -> None:
    assert moved_pins(PINNED, PAGES, lower=True) == {"mean": {"text": 0.75, "title": 0.5}, "pages": PAGES}


def test_pins_are_written_as_json() -> None:
    assert json.loads(written({"sample": PINNED, "shared": PINNED})) == {"sample": PINNED, "shared": PINNED}


def test_the_pages_that_got_worse_are_named() -> None:
    assert worse_pages("title", PINNED, PAGES) == ["a  1.0000 -> 0.0000"]
