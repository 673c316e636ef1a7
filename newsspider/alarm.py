"""Tells when a run falls far below its newspaper's own earlier runs: a layout that changed, a wall that went up. Pure.

Numbers of stories tell nothing: there are quiet days. Shares do: of the pages that should have been stories, how many
were (the yield); of the pages read as stories, how many gave a headline, a date, an author … (the coverage of fields).

The rule. Runs are judged in groups of at least 20 pages, as small ones tell nothing alone: a run with fewer counts
together with the small ones right before it. A group's share has fallen if it lies

1. under two thirds of the median of the earlier groups, and
2. further under it than chance explains: by four standard deviations of a draw of so many pages, and
3. further under it than is usual for this newspaper: by three times the groups' median distance from it.

Only runs that ended in good order count (``is_comparable``), and of the earlier groups only those without an alarm
among the last 50 runs: so an alarm comes again until it is mended, and what has stayed for that long is the new normal.
Without an earlier group, or with too few pages, nothing is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

from newsspider.runs import FIELDS, RunRecord

MEMORY = 50
"""Runs that are looked back on."""
GROUP = 20
"""Pages under which a run is judged together with those before it."""
_FAR = 2 / 3
_CHANCE = 4.0
_USUAL = 3.0

YIELD = "yield"
"""Name of the share of pages that are stories; the others are named after ``FIELDS``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share of a newspaper's pages, now and before; both from 0 to 1."""

    name: str
    """``yield``, or a field's name."""
    now: float
    """In the last group of runs."""
    usual: float
    """Median of the earlier groups."""
    has_fallen: bool
    """Whether it fell far, by the rule."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Runs that are judged together, the latest first."""

    runs: tuple[RunRecord, ...]

    @property
    def pages(self) -> int:
        return sum(run.pages for run in self.runs)

    def share(self, name: str) -> tuple[float, int]:
        """A share, and the number of pages that it is of."""
        read = sum(run.read for run in self.runs)
        whole = self.pages if name == YIELD else read
        part = read if name == YIELD else sum(run.fields.get(name, 0) for run in self.runs)
        return (part / whole if whole else 0.0), whole


def is_comparable(run: RunRecord) -> bool:
    """Whether a run tells how its newspaper is read: a crawl that ended in good order, or by hand."""
    return run.command == "crawl" and run.exit_code in (0, 6, 130)


def compare(run: RunRecord, earlier: Sequence[RunRecord]) -> list[Share]:
    """The run's shares beside those of the newspaper's earlier runs; empty where they can't be compared.

    Args:
        run: a crawl of one newspaper.
        earlier: runs of the same newspaper before it, the latest first.
    """
    current, *before = _groups([run, *filter(is_comparable, earlier)][: MEMORY + 1])
    known = [group for group in before if group.pages >= GROUP and not group.runs[0].alarms]
    if current.pages < GROUP or not known:
        return []
    return [share for name in (YIELD, *FIELDS) if (share := _compared(name, current, known))]


def alarms(run: RunRecord, earlier: Sequence[RunRecord]) -> list[str]:
    """What has fallen far, each in a sentence; empty if nothing has, or can't be told."""
    return [_told(share, run) for share in compare(run, earlier) if share.has_fallen]


def _groups(runs: Sequence[RunRecord]) -> list[_Group]:
    """The runs in groups, the latest first. A small run goes with the small ones before it that gave no alarm."""
    groups: list[list[RunRecord]] = []
    for run in runs:
        last = groups[-1] if groups else []
        small = run.pages < GROUP and not run.alarms
        if last and small and last[0].pages < GROUP and sum(r.pages for r in last) < GROUP:
            last.append(run)
        else:
            groups.append([run])
    return [_Group(tuple(group)) for group in groups]


def _compared(name: str, current: _Group, before: Sequence[_Group]) -> Share | None:
    now, pages = current.share(name)
    known = [share for group in before for share, of in [group.share(name)] if of >= GROUP]
    if not known or pages < GROUP:
        return None
    usual = median(known)
    distance = median(abs(share - usual) for share in known)
    fall = usual - now
    has_fallen = now < _FAR * usual and fall > _CHANCE * sqrt(usual * (1 - usual) / pages) and fall > _USUAL * distance
    return Share(name=name, now=now, usual=usual, has_fallen=has_fallen)


def _told(share: Share, run: RunRecord) -> str:
    numbers = f"{share.now:.0%}, against {share.usual:.0%} in earlier runs"
    site = ", ".join(run.sites)
    if share.name != YIELD:
        return f"{site}: stories with {share.name}: {numbers}"
    why = ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in Counter(run.lost).most_common())
    return f"{site}: pages that are stories: {numbers}" + (f" (refused: {why})" if why else "")
