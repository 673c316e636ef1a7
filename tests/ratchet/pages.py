"""The pages whose scores are pinned: our own sample newspaper's, and the real ones of ../shared/pages."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from newsspider.errors import PageRefused
from newsspider.extraction import extract_article
from newsspider.sample import Newspaper, TrueStory
from tests.ratchet.scoring import Truth, score, truth_of_json

SHARED = Path(__file__).parents[3] / "shared" / "pages"
"""The real pages; they are not part of the product."""
FETCHED = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """A page and what is known of it."""

    name: str
    body: bytes
    url: str
    truth: Truth
    headers: dict[str, str] = field(default_factory=dict)


def scores_of(cases: Iterator[Case]) -> dict[str, dict[str, float]]:
    """The scores of each page, by its name; a page that is refused scores 0."""
    return {case.name: {name: round(float(value), 4) for name, value in _score(case).items()} for case in cases}


def sample_cases() -> Iterator[Case]:
    """The stories of the sample newspaper that stand on one page."""
    paper = Newspaper("http://paper.test")
    for story in (story for story in paper.truth() if not story.parts):
        answer = paper.answer(story.path)
        yield Case(story.path, answer.body, story.url, _truth(story), dict(answer.headers))


def shared_cases() -> Iterator[Case]:
    """The real pages."""
    for line in (SHARED / "index.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        body = gzip.decompress((SHARED / row["file"]).read_bytes())
        yield Case(row["file"], body, row["url"] or "https://example.org/page", truth_of_json(row["truth"]))


def _truth(story: TrueStory) -> Truth:
    """A true story: its paragraphs stay, headlines of other stories and captions don't."""
    around = [link.title for link in story.links if link.kind != "inline"]
    return Truth(
        text=story.text,
        standfirst=story.standfirst or "",
        contains=story.paragraphs,
        contains_not=tuple(words for words in (*around, *story.captions) if words not in story.text),
        title=story.title,
        published=story.published if story.precision == "second" else None,
        day=story.published.date(),
        authors=story.authors,
        tags=story.tags,
    )


def _score(case: Case) -> dict[str, float]:
    try:
        article = extract_article(case.body, case.url, fetched_at=FETCHED, headers=case.headers)
    except PageRefused:
        return dict.fromkeys(score(case.truth, extract_article(b"<p>x</p>", case.url)), 0.0)
    return score(case.truth, article)
