"""How a newspaper stands: its last run beside its earlier ones, in words and as a record. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from statistics import median
from typing import Any

from newsspider.alarm import YIELD, Share, compare, is_comparable
from newsspider.runs import RunRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A newspaper, its last run and what is usual for it."""

    site: str
    """The newspaper's name."""
    last: RunRecord | None
    """The last run of any command; None if none is recorded."""
    usual_new: float | None
    """Median number of new stories of the crawls before the last one; None without any."""
    shares: tuple[Share, ...]
    """The last crawl's yield and coverage of fields beside those of earlier ones; empty where they can't be told."""
    refused: Mapping[str, int]
    """URLs that did not become a story, in all runs, by reason."""


def standing(site: str, runs: Sequence[RunRecord], refused: Mapping[str, int]) -> Standing:
    """How a newspaper stands.

    Args:
        site: its name.
        runs: its runs, the latest first.
        refused: its URLs that did not become a story, by reason.
    """
    crawls = [run for run in runs if is_comparable(run)]
    return Standing(
        site=site,
        last=runs[0] if runs else None,
        usual_new=median(run.new for run in crawls[1:]) if crawls[1:] else None,
        shares=tuple(compare(crawls[0], crawls[1:])) if crawls else (),
        refused=refused,
    )


def told(found: Standing) -> Iterator[str]:
    """The standing in a few lines."""
    yield found.site
    if found.last is None:
        yield "  last run  none is recorded"
    else:
        yield f"  last run  {_run(found.last)}"
        yield f"            {_numbers(found.last, found.usual_new)}"
        for alarm in found.last.alarms:
            yield f"  ALARM     {alarm}"
    if found.shares:
        yield f"  yield     {_share(found.shares[0])} of the pages are stories"
        fallen = [f"{share.name} {_share(share)}" for share in found.shares if share.name != YIELD and share.has_fallen]
        yield f"  fields    {'; '.join(fallen) or 'filled as usual'}"
    elif found.last is not None:
        yield "  yield     too few pages, or no earlier run, to compare"
    if found.refused:
        yield f"  refused   {_counts(found.refused)} in all; listed by newsspider status {found.site} --refused"


def outcome(run: RunRecord) -> str:
    """How a run ended, in a word or two."""
    if run.state != "ended":
        return run.state
    return f"{run.reason}, exit {run.exit_code}"


def record(value: Standing | RunRecord) -> dict[str, Any]:
    """The standing, or a run, as a record for JSON: instants in ISO 8601, in UTC."""
    return {name: _plain(field) for name, field in asdict(value).items()}


def _plain(value: Any) -> Any:
    match value:
        case datetime():
            return value.isoformat()
        case dict():
            return {name: _plain(field) for name, field in value.items()}
        case _:
            return value


def _run(run: RunRecord) -> str:
    begun = f"{run.started:%Y-%m-%d %H:%M} UTC" if run.started else ""
    return f"{begun} {run.command}, {outcome(run)}, {run.seconds:.0f} s, {run.requests} requests"


def _numbers(run: RunRecord, usual_new: float | None) -> str:
    usual = "" if usual_new is None else f" (median of earlier crawls: {usual_new:g})"
    refused = f", {_counts(run.refused)} refused" if run.refused else ""
    return f"{run.new} new{usual}, {run.edited} edited, {run.unchanged} unchanged, {run.gone} gone{refused}"


def _share(share: Share) -> str:
    return f"{share.now:.0%} (usually {share.usual:.0%})" + (" — fallen" if share.has_fallen else "")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in counts.items())
