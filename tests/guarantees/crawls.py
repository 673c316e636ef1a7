"""Runs the command as a user does, in processes of its own, and watches what they take.

What is watched, and what is sent signals, begins with an interpreter of its own; see ``tests.warm.server``.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Thread
from typing import IO

from tests.warm.process import PATIENCE, Process, run

COMMAND = (sys.executable, "-c", "from newsspider.cli import main; main()")
FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16")
"""Settings for a newspaper on loopback."""


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    stdout: str
    stderr: str
    seconds: float
    peak: int = 0
    """Bytes of memory that its processes had together at most (RSS), a mongod apart, if it was watched."""
    own: int = 0
    """Bytes that the largest of its children had to itself at most, if it was watched."""


@dataclass
class Command:
    """A command that runs."""

    process: subprocess.Popen[bytes] | Process
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
def begun(*arguments: str) -> Iterator[Command]:
    """``newsspider ARGUMENTS``; whatever is left of it at the end of the block is killed."""
    with Process("newsspider", *arguments) as process:
        yield Command(process)


@contextmanager
def signalled(*arguments: str) -> Iterator[Command]:
    """``newsspider ARGUMENTS`` in an interpreter of its own, as who sends it signals sees it."""
    with subprocess.Popen([*COMMAND, *arguments], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        try:
            yield Command(process)
        finally:
            process.kill()


def newsspider(*arguments: str) -> Done:
    """``newsspider ARGUMENTS`` until it ends."""
    begun = time.monotonic()
    done = run("newsspider", *arguments)
    return Done(done.returncode, done.stdout, done.stderr, time.monotonic() - begun)


def watched(*arguments: str) -> Done:
    """``newsspider ARGUMENTS`` until it ends, in an interpreter of its own, with what it takes."""
    over = Event()
    with TemporaryFile() as out, TemporaryFile() as err:
        with subprocess.Popen([*COMMAND, *arguments], stdout=out, stderr=err) as process:
            command = Command(process)
            watcher = Thread(target=command.watch, args=(over,), daemon=True)
            watcher.start()
            try:
                code = process.wait(PATIENCE)
            finally:
                process.kill()
                over.set()
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


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8", "replace")
