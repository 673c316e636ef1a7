"""Runs the command as a user does, in processes of its own, and watches what they take."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Thread
from typing import IO

COMMAND = (sys.executable, "-c", "from newsspider.cli import main; main()")
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
"""Settings for a newspaper on loopback."""
PATIENCE = 240.0
"""Seconds after which a command that should have ended is taken for one that never will."""


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    peak: int
    """Bytes of memory that its processes had together at most (RSS), a mongod apart."""
    own: int
    """Bytes that the largest of its children had to itself at most."""


@dataclass
class Command:
    """A command that runs."""

    process: subprocess.Popen[bytes]
    begun: float = field(default_factory=time.monotonic)
    peak: int = 0
    own: int = 0

    @property
    def runs(self) -> bool:
        return self.process.poll() is None

    def watch(self, over: Event) -> None:
        """Note what it takes, until it is over."""
        while not over.wait(0.15):
            tree = family(self.process.pid)
            self.peak = max(self.peak, sum(_memory(pid, "VmRSS", "status") for pid in tree))
            self.own = max([self.own, *(_memory(pid, "Private_", "smaps_rollup") for pid in tree[1:])])


@contextmanager
def begun(*arguments: str, environment: Mapping[str, str] | None = None) -> Iterator[Command]:
    """``newsspider ARGUMENTS``; whatever is left of it at the end of the block is killed."""
    with subprocess.Popen(
        [*COMMAND, *arguments], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=_environment(environment)
    ) as process:
        try:
            yield Command(process)
        finally:
            process.kill()


def newsspider(*arguments: str, environment: Mapping[str, str] | None = None, watched: bool = False) -> Done:
    """``newsspider ARGUMENTS`` until it ends."""
    over = Event()
    with TemporaryFile() as out, TemporaryFile() as err:
        with subprocess.Popen([*COMMAND, *arguments], stdout=out, stderr=err, env=_environment(environment)) as process:
            command = Command(process)
            watcher = Thread(target=command.watch, args=(over,), daemon=True)
            if watched:
                watcher.start()
            try:
                code = process.wait(PATIENCE)
            finally:
                process.kill()
                over.set()
        if watched:
            watcher.join()
        seconds = time.monotonic() - command.begun
        return Done(code, _text(out), _text(err), seconds, command.peak, command.own)


def ended(command: Command, *signals: signal.Signals, gap: float = 0.0, limit: float) -> tuple[int, float]:
    """Send it signals; its exit code, and the seconds that it took from the last of them."""
    for number, sent in enumerate(signals):
        if number:
            time.sleep(gap)
        command.process.send_signal(sent)
    at = time.monotonic()
    return command.process.wait(limit), time.monotonic() - at


def family(pid: int) -> list[int]:
    """A process and all that descend from it, each mongod and what descends from it apart."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            head, _, rest = stat.read_text(errors="replace").rpartition(")")
            if not head.endswith("(mongod"):
                parents.setdefault(int(rest.split()[1]), []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += parents.get(one, ())
    return found


def servers_on(folder: Path) -> list[int]:
    """The mongods whose data lie in a folder."""
    found = []
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            words = line.read_bytes()
            if b"--dbpath" in words and str(folder).encode() in words:
                found.append(int(line.parent.name))
    return found


def _memory(pid: int, name: str, file: str) -> int:
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
        return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(name))
    return 0


def _environment(more: Mapping[str, str] | None) -> dict[str, str]:
    return {**os.environ, **(more or {})}


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
