"""Shows on stderr how runs go: a live table on a terminal, a line every few seconds elsewhere, a summary at the end."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import count
from threading import Event, Thread
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

from newsspider.cli.running import Run
from newsspider.cli.way import Way, way_table
from newsspider.crawling.ending import LEASE_HELD, LEASE_LOST, UNREACHABLE, refusals, stored

logger = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two lines where no terminal is."""
A_MOMENT = 0.5
"""Seconds until it is told there that a run goes on where another stopped."""


def show_runs(console: Console, runs: Sequence[Run]) -> AbstractContextManager[object]:
    """A context that shows the runs as long as it is entered; nothing where the log is JSON."""
    if any(run.crawler.settings.getbool("NEWSSPIDER_LOG_JSON") for run in runs):
        return nullcontext()
    if console.is_terminal:
        return Live(get_renderable=lambda: _table(runs), console=console, refresh_per_second=4)
    return _lines(console, runs)


def show_nothing(runs: Sequence[Run]) -> AbstractContextManager[object]:  # noqa: ARG001 - as ``show_runs``
    """A context that shows nothing."""
    return nullcontext()


def tell(console: Console, run: Run) -> None:
    """Say what came of a run: on the console, or in the log where that is JSON."""
    if run.crawler.settings.getbool("NEWSSPIDER_LOG_JSON"):
        logger.info("%s", summary(run))
    else:
        console.print(summary(run), soft_wrap=True)


def summary(run: Run) -> str:
    """What came of a run, in a few lines; of one that could not begin, why."""
    if run.error:
        return f"{run.title}: {run.error}"
    stats = run.stats
    if stats.get("finish_reason") == LEASE_HELD:
        return f"{run.title}: not begun; another run of it goes on (see above, and newsspider runs)"
    names = {"new": "new", "edited": "edited", "unchanged": "known and unchanged"}
    counted = [f"{number} {names[word]}" for word, number in stored(stats).items() if number]
    lines = [f"{run.title}: stories {', '.join(counted) or 'none'}"]
    if found := refusals(stats):
        reasons = ", ".join(f"{number} {reason.replace('_', ' ')}" for reason, number in found.items())
        lines.append(f"  refused {sum(found.values())}: {reasons}")
    if gone := stats.get("newsspider/gone"):
        lines.append(f"  {_plural(gone, 'story is', 'stories are')} gone")
    if stopped := stats.get("newsspider/goes_on"):
        lines.append(f"  went on where {stopped}")
    if again := stats.get("newsspider/stored/reread"):
        lines.append(f"  {_plural(again, 'story', 'stories')} read again from the kept pages")
    lines.append(f"  {_plural(_requests(stats), 'request', 'requests')} in {run.seconds:.1f} s")
    return "\n".join([*lines, *(f"  {line}" for line in _remarks(stats))])


def _remarks(stats: Mapping[str, Any]) -> Iterator[str]:
    """What a reader must know of how the run ended."""
    reason = str(stats.get("finish_reason", ""))
    if reason == UNREACHABLE:
        yield "the newspaper can't be reached, or blocks us: see the reasons above"
    elif reason.startswith("closespider"):
        yield f"ended by its budget: {reason.removeprefix('closespider_').upper()} (see the CLOSESPIDER settings)"
    elif reason == LEASE_LOST:
        yield "another run took this one for dead, and goes on in its place"
    elif reason == "shutdown" and stats.get("newsspider/total"):
        yield "interrupted; what was read is kept: the same command goes on from here, with --from-start it begins anew"
    elif reason == "shutdown":
        yield "interrupted; what was fetched is kept"
    elif stats.get("newsspider/leads") == 0:
        yield "nothing names a story there: is it the newspaper's own address?"
    yield from _waits(stats)
    if stats.get("newsspider/alarms"):
        yield "fell far below earlier runs: see above, and newsspider status"
    if left := stats.get("newsspider/leads/left"):
        yield f"{_plural(left, 'lead', 'leads')} not fetched"
    if older := stats.get("newsspider/leads/older"):
        yield f"{_plural(older, 'lead', 'leads')} older than --since"


def _waits(stats: Mapping[str, Any]) -> Iterator[str]:
    """How the newspaper asked to be treated."""
    if delay := stats.get("newsspider/robots/delay"):
        yield f"robots.txt asks for {delay:g} s between two requests: kept"
    if waits := stats.get("newsspider/waits"):
        longest = stats.get("newsspider/waits/seconds", 0)
        yield f"{_plural(waits, 'answer', 'answers')} asked us to wait: up to {longest:g} s were kept"
    if put_off := stats.get("newsspider/waits/put_off"):
        yield f"{_plural(put_off, 'page was', 'pages were')} put off, as the newspaper asked"


@contextmanager
def _lines(console: Console, runs: Sequence[Run]) -> Iterator[None]:
    over = Event()
    told: set[str] = set()

    def tell() -> None:
        for tick in count(1):
            if over.wait(A_MOMENT):
                return
            for run in runs:
                if (stopped := run.stats.get("newsspider/goes_on")) and run.title not in told:
                    told.add(run.title)
                    console.print(f"{run.title}: goes on where {stopped}", soft_wrap=True)
                if run.ended is None and not tick % round(EVERY / A_MOMENT):
                    console.print(_line(run), soft_wrap=True)

    thread = Thread(target=tell, name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _line(run: Run) -> str:
    fetched, kept, refused, waiting = _numbers(run.stats)
    rate = kept / run.seconds if run.seconds else 0.0
    if (studied := run.stats.get("newsspider/studied")) and not waiting:
        return f"{run.title}: {_plural(studied, 'kept page', 'kept pages')} studied, {run.seconds:.0f} s"
    if way := Way.of(run):
        return f"{run.title}: {way.told}"
    waits = run.stats.get("newsspider/waits")
    return (
        f"{run.title}: {fetched} pages fetched, {kept} stories stored, {refused} refused, {waiting} leads, "
        f"{rate:.1f} stories/s, {run.seconds:.0f} s" + (f", asked {waits} times to wait" if waits else "")
    )


def _table(runs: Sequence[Run]) -> Table:
    if ways := {run.title: way for run in runs if (way := Way.of(run))}:
        return way_table(ways)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("newspaper")
    for name in ("leads", "fetched", "stored", "refused", "stories/s", "seconds"):
        table.add_column(name, justify="right")
    for run in runs:
        fetched, kept, refused, waiting = _numbers(run.stats)
        rate = kept / run.seconds if run.seconds else 0.0
        table.add_row(run.title, *map(str, (waiting, fetched, kept, refused)), f"{rate:.1f}", f"{run.seconds:.0f}")
    return table


def _numbers(stats: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """Pages fetched, stories stored, pages refused, leads found."""
    fetched = int(stats.get("response_received_count", 0))
    kept = sum(stored(stats).values()) or int(stats.get("newsspider/stored/reread", 0))
    return fetched, kept, sum(refusals(stats).values()), int(stats.get("newsspider/leads", 0))


def _requests(stats: Mapping[str, Any]) -> int:
    return int(stats.get("downloader/request_count", 0))


def _plural(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
