"""The README's blocks: each is run. The first two are run as they stand by .ci/run, in a fresh clone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from newsspider.archive import open_archive
from newsspider.sample import SampleServer, serve
from newsspider.sites import SITE_KEYS, read_site

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
SHELL = [body for language, body in BLOCKS if language == "bash"]
BIN = Path(sys.executable).parent


def adapted(block: str, server: SampleServer) -> str:
    """The block with the sample newspaper in the place of a real one, and without a real one's delay."""
    block = block.replace("https://www.example.org", server.url)
    block = re.sub(r"^(newsspider (?:crawl|scrape|explain) .*)$", r"\1 -s DOWNLOAD_DELAY=0", block, flags=re.MULTILINE)
    return re.sub(r"^(scrapy crawl .*)$", r"\1 -s DOWNLOAD_DELAY=0", block, flags=re.MULTILINE)


def run(script: str, data_dir: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "NEWSSPIDER_DATA_DIR": str(data_dir / "data"),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    (data_dir / "scrapy.cfg").write_bytes((ROOT / "scrapy.cfg").read_bytes())
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=data_dir,
        env=environment,
        text=True,
        capture_output=True,
        timeout=300,
        check=False,
    )


def test_the_first_two_blocks_are_what_the_whole_check_runs() -> None:
    check = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert '"$(readme_block 1)"' in check
    assert '"$(readme_block 2)"' in check
    assert SHELL[0].splitlines()[-1] == ".venv/bin/newsspider demo"
    assert SHELL[1].splitlines()[-1] == ".venv/bin/pytest"


def test_the_shell_blocks_work_one_after_the_other(tmp_path: Path) -> None:
    with serve() as server:
        for block in SHELL[2:]:
            done = run(adapted(block, server), tmp_path)
            assert done.returncode == 0, f"{block}\n{done.stdout}\n{done.stderr}"
    assert (tmp_path / "stories.jsonl").stat().st_size > 0


def test_the_cron_line_is_a_schedule_and_a_command_that_exists(tmp_path: Path) -> None:
    [line] = [body.strip() for language, body in BLOCKS if language == "crontab"]
    schedule, command = line.split("  ")
    command, quiet, failed = re.split(r" (?=2>|\|\|)", command)
    assert failed == f"|| cat {quiet.removeprefix('2>')}"
    assert len(schedule.split()) == 5
    verb = " ".join(command.split()[:2])
    done = run(f"{verb} --help", tmp_path)
    assert done.returncode == 0
    for option in re.findall(r"--\w+", command):
        assert option in done.stdout


def test_the_python_blocks_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsspider.settings.NEWSSPIDER_DATA_DIR", str(tmp_path))
    with open_archive(writable=True):
        for language, body in BLOCKS:
            if language == "python":
                exec(compile(body, "README.md", "exec"), {})


def test_the_toml_block_is_a_newspaper(tmp_path: Path) -> None:
    [body] = [body for language, body in BLOCKS if language == "toml"]
    (tmp_path / "example.toml").write_text(body, encoding="utf-8")
    assert read_site(tmp_path / "example.toml").labels == {"Harbour lights": "promoted"}
    assert set(tomllib.loads(body)) <= set(SITE_KEYS)


def test_every_block_has_a_test() -> None:
    schedules = {"crontab", "systemd", "scrapyd", "dockerfile"}  # tests/test_schedules.py
    assert {language for language, _ in BLOCKS} == {"bash", "python", "toml"} | schedules
