"""Our commands as a user runs them, but that their imports are paid once: see ``tests.warm.server``."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0
"""Seconds after which a command that should have ended is taken for one that never will."""
NUMBER = struct.Struct("i")
"""How the server tells a process and how it ended."""


class Process:
    """A command that runs, with the methods of ``subprocess.Popen``. What it says is kept."""

    def __init__(
        self,
        program: str,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        """Begin ``newsspider ARGUMENTS`` or ``scrapy ARGUMENTS``, with more environment and in another folder."""
        self._arguments = [program, *arguments]
        self._stdout, self._stderr = _Gathered(), _Gathered()
        self._channel, its = socket.socketpair()
        with its:
            given = [its.fileno(), self._stdout.entry, self._stderr.entry]
            socket.send_fds(_server.requests(), [b"?"], given)
        self._stdout.begin()
        self._stderr.begin()
        asked = {
            "program": program,
            "arguments": arguments,
            "environment": {**os.environ, **(environment or {})},
            "folder": str(folder or Path.cwd()),
        }
        self._channel.sendall(json.dumps(asked).encode())
        self._channel.shutdown(socket.SHUT_WR)
        self.pid = self._told()
        self.returncode: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill it if it runs."""
        self.kill()
        self.communicate()
        self._channel.close()

    def poll(self) -> int | None:
        """Its exit code, or minus the signal that ended it; None while it runs."""
        if self.returncode is None and select.select([self._channel], [], [], 0)[0]:
            self.returncode = self._told()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, as soon as it has ended."""
        if self.returncode is None:
            if not select.select([self._channel], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self._arguments, timeout or 0)
            self.returncode = self._told()
        return self.returncode

    def communicate(self, timeout: float = PATIENCE) -> tuple[str, str]:
        """What it says on stdout and on stderr until it, and who else has them from it, has ended."""
        self.wait(timeout)
        return self._stdout.text(timeout), self._stderr.text(timeout)

    def where(self) -> str:
        """What it has said on stderr, and where its threads are; it is killed."""
        self.send_signal(signal.SIGUSR1)
        time.sleep(1)
        self.kill()
        return self.communicate()[1]

    def send_signal(self, sent: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, sent)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def _told(self) -> int:
        said = self._channel.recv(NUMBER.size, socket.MSG_WAITALL)
        number: int = NUMBER.unpack(said)[0]
        return number


def run(
    program: str,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    timeout: float = PATIENCE,
) -> subprocess.CompletedProcess[str]:
    """``newsspider ARGUMENTS`` or ``scrapy ARGUMENTS`` until it ends."""
    with Process(program, *arguments, environment=environment, folder=folder) as process:
        try:
            stdout, stderr = process.communicate(timeout)
        except subprocess.TimeoutExpired as late:
            raise AssertionError(f"it never ends: {process.where()}") from late
        return subprocess.CompletedProcess([program, *arguments], process.wait(), stdout, stderr)


def end_server() -> None:
    """End the server, if one was begun."""
    _server.end()


class _Gathered:
    """All that is written to a pipe."""

    def __init__(self) -> None:
        self._exit, self.entry = os.pipe()
        self._said = b""
        self._thread = Thread(target=self._gather, daemon=True)

    def begin(self) -> None:
        """Gather until all have closed the entry; this process does so now."""
        os.close(self.entry)
        self._thread.start()

    def text(self, timeout: float) -> str:
        self._thread.join(timeout)
        assert not self._thread.is_alive(), "somebody has the pipe of a command that has ended"
        return self._said.decode()

    def _gather(self) -> None:
        with open(self._exit, "rb") as pipe:  # noqa: PTH123 - of a number
            self._said = pipe.read()


class _Server:
    """The server of this process of pytest, begun when it is first asked."""

    def __init__(self) -> None:
        self._requests: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def requests(self) -> socket.socket:
        if self._requests is None:
            self._requests, its = socket.socketpair()
            with its:
                code = "from tests.warm.server import main; main()"
                self._process = subprocess.Popen(
                    [sys.executable, "-c", code, str(its.fileno())],
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    pass_fds=[its.fileno()],
                )
        return self._requests

    def end(self) -> None:
        if self._requests and self._process:
            self._requests.close()
            self._process.wait(PATIENCE)


_server = _Server()
