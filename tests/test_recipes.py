"""The recipes of docs/recipes.md: each is run as it stands, on a small store whose answers are known."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pymongo
import pytest
from bson import json_util
from pymongo.database import Database

from newsspider.archive import StoredArticle
from newsspider.archive.documents import revision_to_document
from newsspider.urls import article_id, identity_key
from tests.archive.stories import stored, story, url

Mongo = Database[dict[str, Any]]
PAGE = (Path(__file__).parents[1] / "docs" / "recipes.md").read_text(encoding="utf-8")
FERRY = "https://www.example.org/2024/top-news/ferry-crews-end-strike"
"""The story that the page asks for."""


class Recipe(NamedTuple):
    """A part of the page."""

    question: str
    words: str
    collection: str
    pipeline: list[dict[str, Any]]


def read_pipeline(written: str) -> list[dict[str, Any]]:
    """A pipeline as mongosh and Compass read it: names need no quotation marks, and dates are ISODate("…")."""

    def as_json(found: re.Match[str]) -> str:
        if found["date"]:
            return f'{{"$date": {found["date"]}}}'
        return f'"{found["name"]}":' if found["name"] else found[0]

    tokens = r'ISODate\((?P<date>"[^"]*")\)|"[^"]*"|(?P<name>[$\w]+):'
    pipeline: list[dict[str, Any]] = json_util.loads(re.sub(tokens, as_json, written))
    return pipeline


RECIPES = [
    Recipe(question, words, collection, read_pipeline(written.replace(article_id(FERRY), article_id(url("Ferry")))))
    for question, words, collection, written in re.findall(
        r"^## ([^\n]+)\n((?:(?!^##).)*?)^```javascript\ndb\.(\w+)\.aggregate\((.*?)\)\n```$",
        PAGE,
        re.DOTALL | re.MULTILINE,
    )
]


def on(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2024, 5, day, hour, minute, tzinfo=UTC)


def shown(made: StoredArticle, first: int, last: int) -> StoredArticle:
    """The story, fetched from one day to another with all of its links."""
    links = tuple(replace(link, first_seen=on(first), last_seen=on(last)) for link in made.links)
    return replace(made, links=links, first_seen=on(first), last_seen=on(last))


def of(name: str, *leads_to: tuple[str, str], day: int, **told: Any) -> StoredArticle:
    """A story of asianlite, published on a day and fetched for two days from then on."""
    told = {"site": "asianlite", "section": "Top News", "published": on(day), **told}
    return shown(story(name, *leads_to, **told), day, day + 2)


NIGHT = on(4, hour=20)
"""Is the next day in Kolkata."""
NAMED = (identity_key(url("Ferry")), identity_key(FERRY))
STORIES = (
    of("Ferry", ("inline", "Strike"), ("also_read", "Lost"), ("promoted", "Zoo"), day=6, aliases=NAMED, revision=3),
    of("Strike", ("related", "Harbour"), ("inline", "Lost"), day=4, published=NIGHT, published_zone="Asia/Kolkata"),
    of("Harbour", ("related", "Ferry"), ("latest", "Zoo"), day=7, section="City", agencies=("Reuters",), revision=2),
    of("Zoo", ("inline", "Ferry"), ("inline", "Nowhere"), ("promoted", "Strike"), day=20, section="City"),
    of("Copy", ("inline", "Strike"), day=6, published=on(6, minute=30), site="b.org", agencies=("Reuters",)),
    of("Gone", day=8, gone_at=on(9), agencies=("Reuters",)),
    # that an index is worth its while
    *(of(f"Old {n}", day=1, published=on(1) - timedelta(days=n + 9), site="c.org", section="Past") for n in range(99)),
)
INLINKS = {"Ferry": 2, "Strike": 2, "Harbour": 1}
EDITS = (("Ferry", 1, "Ferry crews on strike", True), ("Ferry", 2, "Ferry", False), ("Harbour", 1, "Port", False))


@pytest.fixture(scope="module")
def mongo(archive_address: str, mongo_client: pymongo.MongoClient[dict[str, Any]]) -> Iterator[Mongo]:
    told: dict[str, Any] = {"Copy": {"duplicate_of": article_id(url("Ferry"))}}
    told |= {name: {"inlinks": {"editorial": number}} for name, number in INLINKS.items()}
    stories = [replace(one, **told.get(one.title or "", {})) for one in STORIES]
    with stored(archive_address, "recipes", stories) as store:
        database = mongo_client[store.database]
        by_title = {one.title: one for one in stories}
        database["revisions"].insert_many(
            revision_to_document(
                replace(by_title[name], revision=number, title=title, content_hash=str(number)),
                by_title[name].id,
                matters=matters,
            )
            for name, number, title, matters in EDITS
        )
        database["frontier"].insert_many(refused(*one) for one in REFUSED)
        yield database


REFUSED = (("tags", "not_an_article", "listing"), ("menu", "not_an_article", "listing"), ("lost", "status", "404"))


def refused(name: str, reason: str, detail: str) -> dict[str, Any]:
    said = {"url": url(name), "site": "asianlite", "reason": reason, "detail": detail}
    return {"_id": article_id(url(name)), "state": "refused", "seen_at": on(7), "article": None, **said}


def edge(depth: int, source: str, kind: str, target: str) -> dict[str, Any]:
    return {"depth": depth, "source_title": source, "kind": kind, "title": words(target), "target_url": url(target)}


def words(target: str) -> str:
    """What a link says."""
    return f"To {url(target)}"


def one_on(day: str, section: str) -> dict[str, Any]:
    return {"_id": {"day": day, "section": section}, "stories": 1}


def leads(kind: str, source: str, day: int) -> dict[str, Any]:
    told = {"source_published": on(day), "source_title": source, "source_url": url(source)}
    return {**told, "kind": kind, "label": None}


def seen(name: str, promoted: int, chosen: int) -> dict[str, Any]:
    return {"_id": article_id(url(name)), "title": words(name), "promoted": promoted, "chosen": chosen}


def cites(source: str, target: str, links: int) -> dict[str, Any]:
    return {"_id": {"from": source, "to": target}, "links": links}


ANSWERS: dict[str, list[dict[str, Any]]] = {
    "A story by its URL": [
        {
            "_id": article_id(url("Ferry")),
            "url": url("Ferry"),
            "title": "Ferry",
            "published": on(6),
            "inlinks": {"editorial": 2},
        }
    ],
    "The newest stories of a section": [
        {"published": on(6), "title": "Ferry", "url": url("Ferry")},
        {"published": NIGHT, "title": "Strike", "url": url("Strike")},
    ],
    "Stories by day and section": [
        one_on("2024-05-05", "Top News"),
        one_on("2024-05-06", "Top News"),
        one_on("2024-05-07", "City"),
        one_on("2024-05-20", "City"),
    ],
    "The stories of a week that most others link to": [
        {"inlinks": 2, "title": "Ferry", "url": url("Ferry")},
        {"inlinks": 1, "title": "Harbour", "url": url("Harbour")},
    ],
    "Who runs an agency's stories": [{"_id": "asianlite", "stories": 1, "first": on(7), "last": on(7)}],
    "What links to a story": [leads("inline", "Zoo", 20), leads("related", "Harbour", 7)],
    "Two steps from a story": [
        edge(0, "Ferry", "inline", "Strike"),
        edge(0, "Ferry", "also_read", "Lost"),
        edge(1, "Strike", "related", "Harbour"),
        edge(1, "Strike", "inline", "Lost"),
    ],
    "One text in several newspapers": [
        {"newspaper": "asianlite", "title": "Ferry", "copied_by": "b.org", "copy_title": "Copy", "minutes_later": 30}
    ],
    "Stories that were edited most": [
        {
            "edits": 2,
            "that_matter": 1,
            "title": "Ferry",
            "first_title": "Ferry crews on strike",
            "url": url("Ferry"),
        },
        {"edits": 1, "that_matter": 0, "title": "Harbour", "first_title": "Port", "url": url("Harbour")},
    ],
    "What the site pushed on a day, and what its desk linked": [
        seen("Zoo", 2, 0),
        seen("Strike", 0, 2),
        seen("Ferry", 0, 1),
        seen("Lost", 0, 1),
    ],
    "What stories link to that was never crawled": [
        {"wanted_by": 2, "title": words("Lost"), "url": url("Lost")},
        {"wanted_by": 1, "title": words("Nowhere"), "url": url("Nowhere")},
    ],
    "Which pages were refused, and why": [
        {"_id": "not_an_article", "pages": 2, "for_example": {"url": url("menu"), "detail": "listing"}},
        {"_id": "status", "pages": 1, "for_example": {"url": url("lost"), "detail": "404"}},
    ],
    "Which sections cite which": [
        cites("City", "Top News", 2),
        cites("Top News", "City", 1),
        cites("Top News", "Top News", 1),
    ],
}


def indexes(plan: Any) -> Iterator[str]:
    """The indexes that a plan goes by, and COLLSCAN where it reads all."""
    if isinstance(plan, dict):
        yield from (value for key, value in plan.items() if key == "indexName" or value == "COLLSCAN")
        yield from (name for key, value in plan.items() if key != "rejectedPlans" for name in indexes(value))
    elif isinstance(plan, list):
        yield from (name for one in plan for name in indexes(one))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.question)
def test_a_recipe_answers_its_question(recipe: Recipe, mongo: Mongo) -> None:
    assert list(mongo[recipe.collection].aggregate(recipe.pipeline)) == ANSWERS[recipe.question]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.question)
def test_a_recipe_goes_by_the_index_that_it_names(recipe: Recipe, mongo: Mongo) -> None:
    asked = {"aggregate": recipe.collection, "pipeline": recipe.pipeline, "cursor": {}}
    used = set(indexes(mongo.command("explain", asked, verbosity="queryPlanner")))
    named = set(re.findall(r"`([\w.-]+_-?1?)`", recipe.words))
    assert used == {"COLLSCAN"} if "Reads all" in recipe.words else used and used <= named


def test_each_recipe_is_tested() -> None:
    assert [recipe.question for recipe in RECIPES] == re.findall(r"^## (.*)$", PAGE, re.MULTILINE)
    assert ANSWERS.keys() == {recipe.question for recipe in RECIPES}
