"""The commands of who asks the store: what they print in a pipe and on a terminal, and their answers to mistakes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from newsspider.cli import app, output
from newsspider.cli.charts import bar, following, sparkline
from newsspider.cli.tables import article_tables
from newsspider.errors import UsageError
from newsspider.export import article_to_json
from tests.archive.pages import AT
from tests.archive.stories import stored, story, url
from tests.conftest import Store

DAY = timedelta(days=1)
STORIES = (
    story(
        "Bridge falls",
        ("also_read", "Ferry sails"),
        ("latest", "Rain"),
        ("next", "Never fetched"),
        section="City",
        authors=("Mira Okafor",),
        agencies=("Reuters",),
        standfirst="Nobody was on it.",
        paragraphs=("It fell.", "Why", "Nobody knows.", "A bolt"),
        paragraph_kinds=("paragraph", "subhead", "quote", "list_item"),
        reading_minutes=2,
    ),
    story("Ferry sails", "Rain", published=AT - 2 * DAY, section="Sea", inlinks={"editorial": 1, "rotating": 4}),
    story("Rain", published=AT - 9 * DAY, published_precision="day", section="City", inlinks={"editorial": 1}),
    story("Rain again", published=None, duplicate_of=story("Rain").id, site="b.org", gone_at=AT),
)


@pytest.fixture(scope="module")
def store(archive_address: str) -> Iterator[Store]:
    with stored(archive_address, "test_cli_asking", STORIES) as found:
        yield found


@pytest.fixture
def ask(store: Store) -> Callable[..., Result]:
    def run(*arguments: str) -> Result:
        end = arguments.index("--") if "--" in arguments else len(arguments)
        where = ("--mongo", store.uri, "--database", store.database)
        result = CliRunner().invoke(app, [*arguments[:end], *where, *arguments[end:]])
        if isinstance(result.exception, UsageError):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result

    return run


@pytest.fixture
def show(ask: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What a command shows on a terminal of 100 columns."""
    monkeypatch.setattr(output, "is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "100")
    return lambda *arguments: [line.rstrip() for line in ask(*arguments).stdout.splitlines()]


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_the_same_options_choose_for_all_commands(ask: Callable[..., Result]) -> None:
    chosen = ("--section", "City", "--since", "2026-11-23")
    assert [one["title"] for one in records(ask("articles", *chosen))] == ["Bridge falls"]
    assert [one["title"] for one in records(ask("export", "articles", *chosen))] == ["Bridge falls"]
    assert [one["name"] for one in records(ask("authors", *chosen))] == ["Mira Okafor"]
    assert [one["stories"] for one in records(ask("timeline", *chosen))] == [1]
    assert [one["title"] for one in records(ask("search", "bridge", *chosen))] == ["Bridge falls"]
    assert records(ask("top", *chosen)) == []
    assert len(records(ask("articles", "--unique"))) == len(STORIES) - 1


def test_a_list_of_stories(show: Callable[..., list[str]]) -> None:
    lines = show("articles")
    assert lines[0].split() == ["published", "newspaper", "section", "title", "links"]
    assert lines[1].split() == ["2026-11-23", "12:00", "a.org", "City", "Bridge", "falls", "3"]
    assert lines[3].split() == ["2026-11-14", "a.org", "City", "Rain", "0"]
    assert lines[4].split() == ["undated", "b.org", "Rain", "again", "(duplicate)", "(gone)", "0"]


def test_the_columns_of_a_long_list_stay(show: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    whole = show("articles")
    monkeypatch.setattr("newsspider.cli.tables._AT_ONCE", 1)
    monkeypatch.setattr("newsspider.cli.tables._WIDEST", 9)
    assert show("articles") == whole


def test_a_list_begins_before_all_stories_are_read() -> None:
    read: list[int] = []
    stories = (read.append(number) or STORIES[0] for number in range(50))  # type: ignore[func-returns-value]
    assert next(article_tables(stories)).row_count == len(read) == 20


def test_a_story_to_read(show: Callable[..., list[str]]) -> None:
    lines = show("article", url("Bridge falls"))
    assert lines[:3] == [
        "Bridge falls",
        "2026-11-23 12:00 UTC · a.org · City · by Mira Okafor · reports Reuters · 2 min",
        url("Bridge falls"),
    ]
    assert [line for line in lines[3:] if line][:5] == [
        "Nobody was on it.",
        "It fell.",
        "Why",
        "    Nobody knows.",
        "  • A bolt",
    ]
    places = [lines.index(one) for one in ("also read", "  Ferry sails  2026-11-21", "latest", "next")]
    assert places == sorted(places)
    assert lines[-1].startswith("first seen 2026-11-23 12:00 UTC, last 2026-11-23 12:00 UTC · no edit seen")


def test_what_is_around_a_story(show: Callable[..., list[str]]) -> None:
    lines = show("article", url("Rain"))
    assert lines[lines.index("linked from 1 by editorial links") + 1] == "  Ferry sails  2026-11-21, related"
    assert lines[lines.index("the same text") + 1] == "  Rain again  undated, b.org"


def test_a_story_for_a_program(ask: Callable[..., Result], store: Store) -> None:
    with store.open() as archive:
        whole = archive.article(url("Rain"))
    assert whole
    assert records(ask("article", url("Rain"), "--json")) == [article_to_json(whole, {})]


def test_related_stories_as_a_tree(show: Callable[..., list[str]]) -> None:
    assert show("related", url("Bridge falls"), "--depth", "2", "--kinds", "editorial,next") == [
        "Bridge falls",
        "├── also_read 2026-11-21  Ferry sails",
        "│   └── related   2026-11-14  Rain",
        "└── next      To https://a.org/never-fetched",
    ]
    assert show("related", url("Rain"), "--kinds", "editorial") == [
        "Rain",
        "└── linked from",
        "    └── related   2026-11-21  Ferry sails",
    ]


def test_a_tree_shows_the_newest_of_many_links_that_lead_there(
    show: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsspider.cli.relating._SHOWN", 1)
    assert show("related", url("Rain"))[-2:] == [
        "    ├── latest    2026-11-23  Bridge falls",
        "    └── and 1 more: --json gives them all",
    ]


def test_related_stories_as_records(ask: Callable[..., Result]) -> None:
    found = records(ask("related", "http://a.org/Bridge-falls/?utm_source=x".lower(), "--depth", "2"))
    assert [(one["depth"], one["of"], one["kind"], one["url"], one["stored"]) for one in found] == [
        (1, url("Bridge falls"), "also_read", url("Ferry sails"), True),
        (1, url("Bridge falls"), "latest", url("Rain"), True),
        (1, url("Bridge falls"), "next", url("Never fetched"), False),
    ]
    assert [one["published"] for one in found] == ["2026-11-21T12:00:00+00:00", "2026-11-14", None]
    (back,) = records(ask("related", url("Rain"), "--kinds", "related"))
    assert (back["direction"], back["url"]) == ("from", url("Ferry sails"))
    nothing = ask("related", url("Rain"), "--kinds", "sequence", "--kinds", "promoted")
    assert nothing.stdout == ""
    assert "has no sequence or promoted links" in nothing.stderr


def test_a_wrong_kind_is_told_the_right_ones(ask: Callable[..., Result]) -> None:
    with pytest.raises(UsageError, match="--kinds editoral: did you mean editorial"):
        ask("related", url("Rain"), "--kinds", "next,editoral")


def test_an_unknown_story(ask: Callable[..., Result]) -> None:
    for command in ("related", "article", "revisions"):
        with pytest.raises(UsageError, match=r"the nearest known: https://a\.org/bridge-falls"):
            ask(command, "https://a.org/2023/bridge")
        with pytest.raises(UsageError, match="newsspider scrape --store"):
            ask(command, "https://c.org/1")
        with pytest.raises(UsageError, match="https://"):
            ask(command, "a.org/bridge")


def test_the_most_linked(ask: Callable[..., Result], show: Callable[..., list[str]]) -> None:
    assert [line.split()[-2:] for line in show("top")[1:]] == [["sails", "1"], ["Rain", "1"]]
    (only,) = records(ask("top", "--group", "rotating", "--json"))
    assert (only["title"], only["inlinks"], only["group"]) == ("Ferry sails", 4, "rotating")
    assert "no sequence link leads to a story that fits" in ask("top", "--group", "sequence").stderr


def test_stories_over_time(ask: Callable[..., Result], show: Callable[..., list[str]]) -> None:
    assert [line.split() for line in show("timeline", "--by", "week")[1:]] == [
        ["2026-11-09", "█" * 40, "1"],
        ["2026-11-16", "█" * 40, "1"],
        ["2026-11-23", "█" * 40, "1"],
        [],
        ["section", "stories"],
        ["City", "█", "█", "2"],
        ["Sea", "█", "1"],
    ]
    days = records(ask("timeline", "--limit", "3", "--json"))
    assert [(day["start"], day["sections"]) for day in days] == [
        ("2026-11-21", {"Sea": 1}),
        ("2026-11-22", {}),
        ("2026-11-23", {"City": 1}),
    ]


def test_a_chart_shows_what_there_is() -> None:
    assert sparkline([0, 1, 4, 8]) == " ▁▄█"
    assert sparkline([]) == ""
    assert sparkline([1, 1000]) == "▁█"
    assert [bar(number, 100, 10) for number in (0, 1, 50, 100)] == ["", "█", "█████", "██████████"]
    assert following(AT.date().replace(day=30), "month").isoformat() == "2026-12-01"


def test_names(ask: Callable[..., Result], show: Callable[..., list[str]]) -> None:
    assert [line.split() for line in show("sections")[1:]] == [
        ["a.org", "2026-11-14", "2026-11-23", "City", "2"],
        ["a.org", "2026-11-21", "2026-11-21", "Sea", "1"],
    ]
    assert [one["name"] for one in records(ask("agencies", "--json"))] == ["Reuters"]
    assert len(records(ask("sections", "--limit", "1", "--json"))) == 1
    assert "no story that fits has any author" in ask("authors", "--section", "Sea").stderr


def test_words(ask: Callable[..., Result], show: Callable[..., list[str]]) -> None:
    assert [line.split()[-2] for line in show("search", "bridge", "nobody")[1:]] == ["falls"]
    assert [line.split()[-2] for line in show("search", "rain")[1:]] == ["Rain", "(duplicate)"]
    assert [one["title"] for one in records(ask("search", "--json", "--", "rain", "-again"))] == ["Rain"]
    assert "has all of these words: bridge rain" in ask("search", "bridge", "rain").stderr
    assert "the nearest known: City" in ask("search", "bridge", "--section", "Ctiy").stderr


def test_the_index_of_whole_stories_tells_its_cost_first(ask: Callable[..., Result]) -> None:
    with pytest.raises(UsageError, match="newsspider index --make"):
        ask("search", "--full", "bolt")
    told = ask("index")
    assert told.stdout == ""
    assert "4 stories to index take about 0 s" in told.stderr
    assert "newsspider index --drop frees it" in ask("index", "--make").stderr
    assert [one["title"] for one in records(ask("search", "--full", "bolt"))] == ["Bridge falls"]
    assert "is dropped" in ask("index", "--drop").stderr
    with pytest.raises(UsageError, match="one of them"):
        ask("index", "--make", "--drop")


@pytest.mark.parametrize(
    ("option", "told"),
    [
        (("--site", "a.og"), "the nearest known: a.org"),
        (("--author", "mira okafor"), "the nearest known: Mira Okafor"),
        (("--agency", "Rueters"), "the nearest known: Reuters"),
        (("--tag", "x"), "tags in the store: none"),
        (("--language", "fr"), "languages in the store: none"),
    ],
)
def test_a_name_that_no_story_has(ask: Callable[..., Result], option: tuple[str, str], told: str) -> None:
    for command in ("articles", "timeline", "top", "sections"):
        assert told in ask(command, *option).stderr


def test_every_command_has_an_example() -> None:
    for command in "articles article related search index top timeline sections authors agencies".split():
        assert f"newsspider {command}" in CliRunner().invoke(app, [command, "--help"]).stdout.replace("Usage", "", 1)
