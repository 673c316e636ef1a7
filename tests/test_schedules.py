"""The README's recipes for scheduled runs: systemd's files are verified, scrapyd is deployed to and run for real."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from newsspider.sample import serve
from tests.conftest import Store

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_systemd_files_are_valid(tmp_path: Path) -> None:
    """By ``systemd-analyze verify`` where it is; it looks for the program, so ours stands in for the one in /opt."""
    names = []
    for body in blocks("systemd"):
        name = body.splitlines()[0].removeprefix("# ")
        (tmp_path / name).write_text(body.replace("/opt/newsspider/.venv/bin", str(BIN)), encoding="utf-8")
        names.append(name)
    assert names == ["newsspider@.service", "newsspider@.timer"]
    assert f"ExecStart={BIN}/newsspider crawl %i" in (tmp_path / names[0]).read_text(encoding="utf-8")
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not on this machine: the files are not verified")
    files = [str(tmp_path / name.replace("@", "@asianlite")) for name in names]
    for name, file in zip(names, files, strict=True):
        shutil.copy(tmp_path / name, file)
    done = subprocess.run([analyze, "verify", "--man=no", *files], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or "asianlite" in line]
    assert (done.returncode, said) == (0, []), done.stderr


def test_the_container_uses_what_there_is() -> None:
    """No engine builds it here: what it names is looked at alone."""
    [body] = blocks("dockerfile")
    settings = (Path(__file__).parents[1] / "newsspider" / "settings.py").read_text(encoding="utf-8")
    for name in re.findall(r"NEWSSPIDER_\w+", body):
        assert f'"{name}"' in settings
    assert 'ENTRYPOINT ["newsspider"]' in body


@contextmanager
def scrapyd(folder: Path, port: int) -> Iterator[None]:
    """A scrapyd on loopback."""
    (folder / "scrapyd.conf").write_text(f"[scrapyd]\nhttp_port = {port}\npoll_interval = 0.5\n", encoding="utf-8")
    with (folder / "scrapyd.log").open("wb") as log:
        process = subprocess.Popen([str(BIN / "scrapyd")], cwd=folder, stdout=log, stderr=log)
        try:
            await_answer(port, "daemonstatus.json")
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def await_answer(port: int, path: str) -> dict[str, Any]:
    end = time.monotonic() + 30
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=10) as answer:
                return dict(json.load(answer))
        except OSError:
            assert time.monotonic() < end
            time.sleep(0.1)


def await_jobs(port: int, number: int) -> None:
    end = time.monotonic() + 90
    while len(await_answer(port, "listjobs.json?project=newsspider")["finished"]) < number:
        assert time.monotonic() < end
        time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_scrapyd_is_deployed_to_and_runs_what_is_scheduled(tmp_path: Path, store: Store) -> None:
    [script] = blocks("scrapyd")
    port = free_port()
    settings = [
        f"NEWSSPIDER_MONGO_URI={store.uri}",
        f"NEWSSPIDER_DATABASE={store.database}",
        "DOWNLOAD_DELAY=0",
        "NEWSSPIDER_LOG_JSON=1",
    ]
    more = " ".join(f"--data-urlencode 'setting={setting}'" for setting in settings)
    with serve() as paper, scrapyd(tmp_path, port):
        script = script.replace("127.0.0.1:6800", f"127.0.0.1:{port}")
        script = script.replace("site=https://www.example.org", f"site={paper.url} -d limit=5 {more}")
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        deployed, scheduled = map(json.loads, done.stdout.splitlines())
        assert (deployed["status"], scheduled["status"]) == ("ok", "ok"), done.stdout
        await_jobs(port, 1)
    with store.open() as archive:
        [run] = archive.runs()
        assert (run.command, run.reason, run.exit_code, run.new) == ("crawl", "finished", 0, 5)
    [log] = tmp_path.glob("logs/newsspider/news/*.log")
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert {line.get("run") for line in lines} == {None, run.id}
