"""How well an Article agrees with what is known of its page: each score is from 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from statistics import mean
from typing import Any

from newsspider.items import Article

FIELDS = ("text", "kept", "clean", "title", "instant", "day", "authors", "tags")
"""text: F1 of the text's runs of four words. kept, clean: share of the given words that must (must not) stand in the
text and do (do not). title: equal. instant, day: of publication. authors, tags: F1 of the names."""

_RUN = 4


@dataclass(frozen=True)
class Truth:
    """What is known of a page; None and empty where nothing is."""

    text: str | None = None
    standfirst: str = ""
    """Counts as right both in the text and left out of it."""
    contains: tuple[str, ...] = ()
    contains_not: tuple[str, ...] = ()
    title: str | None = None
    published: datetime | None = None
    day: date | None = None
    """Day of publication, where ``published`` is not known."""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def score(truth: Truth, article: Article) -> dict[str, float]:
    """The scores of the fields that the truth tells."""
    return {**_score_text(truth, article), **_score_date(truth, article), **_score_names(truth, article)}


def means(pages: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """The mean of each field over the pages that have it."""
    found = {field: [scores[field] for scores in pages.values() if field in scores] for field in FIELDS}
    return {field: mean(values) for field, values in found.items() if values}


def truth_of_json(told: Mapping[str, Any]) -> Truth:
    """The truth as the index of ../shared/pages writes it."""
    published = _instant(told.get("published"))
    day = told.get("published_day")
    authors = told.get("authors") or told.get("author") or ()
    return Truth(
        text="\n".join(told["paragraphs"]) if "paragraphs" in told else told.get("text"),
        standfirst="\n".join(told.get("standfirst") or ()),
        contains=tuple(told.get("contains") or ()),
        contains_not=tuple(told.get("contains_not") or ()),
        title=told.get("title"),
        published=published,
        day=date.fromisoformat(day) if day and not published else None,
        authors=(authors,) if isinstance(authors, str) else tuple(authors),
        tags=tuple(told.get("tags") or ()),
    )


def _score_text(truth: Truth, article: Article) -> dict[str, float]:
    found: dict[str, float] = {}
    if truth.text:
        own = runs(article.text)
        found["text"] = max(f1(runs(truth.text), own), f1(runs(f"{truth.standfirst}\n{truth.text}"), own))
    shown = flat(article.text)
    if truth.contains:
        found["kept"] = mean(flat(words) in shown for words in truth.contains)
    if truth.contains_not:
        found["clean"] = mean(flat(words) not in shown for words in truth.contains_not)
    if truth.title:
        found["title"] = float(flat(truth.title) == flat(article.title or ""))
    return found


def _score_date(truth: Truth, article: Article) -> dict[str, float]:
    have, want = article.published, truth.published
    day = want.date() if want else truth.day
    found: dict[str, float] = {}
    if want and want.tzinfo:
        found["instant"] = float(have is not None and have == want)
    if day:
        found["day"] = float(have is not None and have.date() == day)
    return found


def _score_names(truth: Truth, article: Article) -> dict[str, float]:
    found: dict[str, float] = {}
    if truth.authors:
        found["authors"] = f1(_names(truth.authors), _names(article.authors))
    if truth.tags:
        found["tags"] = f1({tag.lower() for tag in truth.tags}, {tag.lower() for tag in article.tags})
    return found


def runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1))} if words else set()


def f1(one: Set[Any], other: Set[Any]) -> float:
    both = len(one & other)
    return 2 * both / (len(one) + len(other)) if both else float(not one and not other)


def _names(values: Iterable[str]) -> set[str]:
    return {flat(part).lower() for value in values for part in re.split(r"[;,]| and ", value) if part.strip()}


def flat(text: str) -> str:
    return " ".join(text.split())


def _instant(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
    except ValueError:
        return None
