"""The rule that tells a changed layout from a quiet day."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsspider.alarm import MEMORY, YIELD, alarms, compare
from newsspider.items import Refused
from newsspider.runs import RunRecord, filled_fields, is_loss
from tests.archive.pages import AT, fetched


def run(
    read: int,
    lost: int = 0,
    *,
    fields: Mapping[str, float] | None = None,
    command: str = "crawl",
    code: int = 0,
    alarm: bool = False,
) -> RunRecord:
    """A run that read so many stories; ``fields`` are shares of them."""
    shares = {"title": 1.0, "published": 1.0, "authors": 0.6} | dict(fields or {})
    return RunRecord(
        id="0",
        command=command,
        sites=("a.org",),
        state="ended",
        exit_code=code,
        read=read,
        lost={"not_an_article": lost} if lost else {},
        fields={name: round(read * share) for name, share in shares.items()},
        alarms=("something",) if alarm else (),
    )


def fallen(last: RunRecord, earlier: Sequence[RunRecord]) -> list[str]:
    return [share.name for share in compare(last, earlier) if share.has_fallen]


USUAL = [run(100, 3), run(80, 2), run(120, 5)]


def test_a_layout_change_is_told_with_what_fell_and_from_where() -> None:
    [told] = alarms(run(40, 60), USUAL)
    assert told == "a.org: pages that are stories: 40%, against 97% in earlier runs (refused: 60 not an article)"
    assert alarms(run(90, fields={"authors": 0.0, "published": 0.1}), USUAL) == [
        "a.org: stories with published: 10%, against 100% in earlier runs",
        "a.org: stories with authors: 0%, against 60% in earlier runs",
    ]


def test_one_earlier_run_is_enough_if_it_tells_enough() -> None:
    assert fallen(run(100, fields={"title": 0.1}), [run(70)]) == ["title"]
    assert fallen(run(100, fields={"title": 0.1}), [run(19)]) == []


@pytest.mark.parametrize("last", [run(0), run(3), run(0, 5), run(10, 9), run(2, 0, fields={"authors": 0.0})])
def test_a_quiet_day_is_none(last: RunRecord) -> None:
    """Nothing new, a few stories, a few that are none: too few pages to tell."""
    assert compare(last, USUAL) == []


def test_the_first_runs_have_nothing_to_fall_from() -> None:
    assert compare(run(5, 95), []) == []
    assert compare(run(5, 95), [run(4), run(3, 1)]) == []


def test_small_runs_count_together() -> None:
    """Five pages an hour: the fourth one after the change has seen enough."""
    bad = run(5, fields={"published": 0.0})
    assert fallen(bad, [bad, bad, *USUAL]) == []
    assert fallen(bad, [bad, bad, bad, *USUAL]) == ["published"]
    small = [run(5) for _ in range(12)]
    assert fallen(bad, [bad, bad, bad, *small]) == ["published"]


def test_after_an_alarm_small_runs_begin_anew() -> None:
    """A mended layout isn't judged by what was bad before, and a bad one is told again."""
    bad, told = run(5, fields={"published": 0.0}), run(5, fields={"published": 0.0}, alarm=True)
    assert compare(run(5), [told, bad, bad, bad, *USUAL]) == []
    assert fallen(bad, [bad, bad, bad, told, bad, bad, bad, *USUAL]) == ["published"]


def test_alarms_go_on_until_they_are_the_new_normal() -> None:
    bad, history = run(50, 50), list(USUAL)
    for _ in range(MEMORY - len(USUAL)):
        assert fallen(bad, history) == [YIELD]
        history.insert(0, run(50, 50, alarm=True))
    assert compare(bad, [run(50, 50, alarm=True)] * MEMORY) == []


def test_what_is_usual_for_a_newspaper_is_no_alarm() -> None:
    """One whose authors come and go; one of which a small part has tags."""
    shares = [0.9, 0.3, 0.8, 0.35, 0.7, 0.4]
    assert fallen(run(100, fields={"authors": 0.3}), [run(100, fields={"authors": s}) for s in shares]) == []
    assert fallen(run(30, fields={"tags": 0.0}), [run(100, fields={"tags": 0.08})] * 5) == []


def test_other_commands_and_runs_that_failed_tell_nothing() -> None:
    assert compare(run(100), [run(100, command="ingest"), run(100, command="reextract"), run(100, code=4)]) == []


@given(st.integers(0, 2**32), st.sampled_from([0.02, 0.2, 0.5, 0.8, 0.97, 1.0]), st.integers(1, 150))
def test_chance_alone_raises_no_alarm(seed: int, share: float, most: int) -> None:
    dice = random.Random(seed)

    def drawn() -> RunRecord:
        read = dice.randint(0, most)
        return run(read, fields={"authors": sum(dice.random() < share for _ in range(read)) / max(read, 1)})

    assert fallen(drawn(), [drawn() for _ in range(30)]) == []


def test_what_counts_as_lost() -> None:
    def refused(reason: str, detail: str) -> Refused:
        return Refused(url="https://a.org/1", site="a.org", reason=reason, detail=detail, seen_at=AT)  # type: ignore[arg-type]

    assert is_loss(refused("not_an_article", "listing"))
    assert is_loss(refused("status", "403"))
    assert not is_loss(refused("status", "410"))
    assert not is_loss(refused("status", "redirects to the home page"))
    assert not is_loss(refused("older", "published 2020-01-01"))


def test_what_a_feed_or_the_url_stands_in_for_is_not_filled() -> None:
    article = fetched("https://a.org/1", published=AT).article
    assert filled_fields(article) == ["title", "text", "published"]
    assert filled_fields(replace(article, rules={"title": "lead", "published": "url"})) == ["text"]
