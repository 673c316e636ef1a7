"""The embedded MongoDB: a real mongod of our own, for who has none, shared by the commands that run at one time.

Each command holds a shared lock on the data folder's ``users.lock``; the one that gets the lock for itself alone
stops the server. ``server.json`` names the server, so that all commands on one data folder find the same one. A
command that was killed leaves its server running: the next one uses it, and stops it.
"""

from __future__ import annotations

import atexit
import fcntl
import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from platformdirs import user_data_path

from newsspider.archive import mongod
from newsspider.errors import StoreUnavailable
from newsspider.open_files import allow_open_files


class EmbeddedMongod:
    """A share in the mongod of one data folder. The first to come starts it, the last to go stops it."""

    def __init__(self, data_dir: Path | None = None) -> None:
        """Take a share.

        Args:
            data_dir: folder of the data; made where missing. None means the user's data folder.

        Raises:
            StoreUnavailable: there is no mongod, or it can't start; quotes what its log says.
            UsageError: too few files may be open.
        """
        self.data_dir = (data_dir or user_data_path("newsspider")).absolute()
        self._record = self.data_dir / "server.json"
        self._child: subprocess.Popen[bytes] | None = None
        try:
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self.data_dir / "db").mkdir(exist_ok=True)
            self._share = (self.data_dir / "users.lock").open("w")
        except OSError as error:
            raise StoreUnavailable(
                f"the data folder {self.data_dir} can't be used: {error.strerror}; {mongod.WAYS_OUT}"
            ) from None
        try:
            with self._alone_at_the_door():
                fcntl.flock(self._share, fcntl.LOCK_SH)
                self.socket = self._running() or self._start()
        except BaseException:
            self._share.close()
            raise
        atexit.register(self.close)

    @property
    def uri(self) -> str:
        """Address of the server for a MongoDB client."""
        return mongod.uri_of(self.socket)

    def close(self) -> None:
        """Give the share back, and stop the server if nobody else has one. A second call does nothing."""
        if self._share.closed:
            return
        atexit.unregister(self.close)
        with self._alone_at_the_door(), self._share:
            try:
                fcntl.flock(self._share, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._leave_running()
            else:
                self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _alone_at_the_door(self) -> Iterator[None]:
        """One at a time comes or goes."""
        with (self.data_dir / "door.lock").open("w") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield

    def _start(self) -> str:
        allow_open_files()
        end = time.monotonic() + mongod.DYING
        while True:
            try:
                socket, self._child = mongod.start(self.data_dir / "db", self.data_dir / "mongod.log", self._write_down)
            except BaseException as error:
                self._record.unlink(missing_ok=True)
                if mongod.IN_USE not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.1)
            else:
                return socket

    def _write_down(self, socket: str, pid: int) -> None:
        part = self._record.with_suffix(".part")
        part.write_text(json.dumps({"socket": socket, "pid": pid}))
        part.replace(self._record)

    def _running(self) -> str | None:
        """The socket of the server that runs on this folder. A dead one, or one that is silent, is cleared away."""
        if (recorded := self._recorded()) is None:
            return None
        socket, pid = recorded
        end = time.monotonic() + mongod.SILENCE
        while mongod.runs(pid, socket):
            if mongod.answers(socket):
                return socket
            if time.monotonic() > end:
                os.kill(pid, signal.SIGKILL)
        mongod.remove_socket(socket)
        return None

    def _stop(self) -> None:
        """Stop the folder's server: ours, or the one that another command started after ours had died."""
        if recorded := self._recorded():
            socket, pid = recorded
            mongod.stop(pid, socket)
            mongod.remove_socket(socket)
            self._record.unlink(missing_ok=True)
        if self._child is not None:
            self._child.wait()

    def _leave_running(self) -> None:
        """Others go on with our child: forget it, or Popen warns of a process that nobody waited for."""
        if self._child is not None and self._child.poll() is None:
            self._child.returncode = 0

    def _recorded(self) -> tuple[str, int] | None:
        try:
            found = json.loads(self._record.read_bytes())
            return str(found["socket"]), int(found["pid"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
