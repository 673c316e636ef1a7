"""The commands about the installation."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

import pytest
from typer.testing import CliRunner

from newsspider.archive.stories import StoredArticle, StoredLink
from newsspider.cli import app, checks
from newsspider.cli.fields import exported_fields, field_meanings
from newsspider.errors import UsageError
from newsspider.items import Article, Link
from tests.conftest import Store


def test_the_version_is_told() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"newsspider {version('newsspider')}\n"


def test_sites_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('home = "https://mine.example/"\nzone = "Asia/Kolkata"')
    result = CliRunner().invoke(app, ["sites", "--sites", str(tmp_path)])
    found = {record["name"]: record for record in map(json.loads, result.stdout.splitlines())}
    assert found["mine"]["zone"] == "Asia/Kolkata"
    assert "asianlite" in found


def test_every_field_has_a_meaning() -> None:
    for cls in (Article, Link):
        assert field_meanings(cls).keys() == {field.name for field in fields(cls)}
    for derived, base in ((StoredArticle, Article), (StoredLink, Link)):
        assert {**field_meanings(base), **field_meanings(derived)}.keys() == {field.name for field in fields(derived)}
    for record in exported_fields().values():
        assert all(field.meaning and field.type for field in record)


def test_schema_in_a_pipe() -> None:
    result = CliRunner().invoke(app, ["schema", "link"])
    found = {record["name"]: record for record in map(json.loads, result.stdout.splitlines())}
    assert found["teaser"]["type"] == "text or null"
    assert found["kind"]["record"] == "link"
    wrong = CliRunner().invoke(app, ["schema", "links"])
    assert isinstance(wrong.exception, UsageError)


def test_the_page_of_the_schema_is_current() -> None:
    page = (Path(__file__).parents[2] / "docs" / "schema.md").read_text(encoding="utf-8")
    told = CliRunner().invoke(app, ["schema", "--markdown"]).stdout
    assert page == told, "renew it: newsspider schema --markdown > docs/schema.md"
    wrong = CliRunner().invoke(app, ["schema", "link", "--markdown"])
    assert isinstance(wrong.exception, UsageError)


def test_the_doctor_finds_all_well(store: Store) -> None:
    result = CliRunner().invoke(app, ["doctor", "--mongo", store.uri, "--database", store.database])
    assert result.exit_code == 0, result.stdout
    assert "newsspider and pipelines from" in result.stdout
    assert "0 stories" in result.stdout


def test_the_doctor_finds_a_store_that_is_not_there() -> None:
    result = CliRunner().invoke(app, ["doctor", "--mongo", "mongodb://me:s3cr3t@127.0.0.1:9/"])
    assert result.exit_code == 3
    assert "BAD store: no MongoDB answers at 127.0.0.1:9" in result.stdout
    assert "s3cr3t" not in result.output


def test_the_doctor_finds_a_wrong_toml(store: Store, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('hom = "https://mine.example/"')
    options = ["--mongo", store.uri, "--database", store.database, "--sites", str(tmp_path)]
    result = CliRunner().invoke(app, ["doctor", *options])
    assert result.exit_code == 2
    assert "did you mean 'home'" in result.stdout


def test_the_doctor_finds_a_foreign_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pipelines").mkdir()
    (tmp_path / "pipelines" / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "pipelines", raising=False)
    check = checks.packages()
    assert check.exit_code == 1
    assert "pip uninstall pipelines" in check.finding


_LEFT = """
import atexit, sys, threading, scrapy
from newsspider import cli
atexit.register(print, "closed")
threading.Thread(target=threading.Event().wait).start()
cli.app = lambda: sys.exit(CODE)
cli.main()
"""


@pytest.mark.parametrize("code", [0, 4])
def test_a_thread_that_a_library_left_keeps_no_command(code: int) -> None:
    command = [sys.executable, "-c", _LEFT.replace("CODE", str(code))]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (code, "closed\n")


def test_reading_imports_nothing_of_crawling() -> None:
    code = "import sys, newsspider.archive.reader; print({'scrapy', 'trafilatura', 'OpenSSL'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_help_is_quick() -> None:
    before = getrusage(RUSAGE_CHILDREN)
    code = "import sys, newsspider.cli; print({'scrapy', 'pymongo', 'trafilatura'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
    after = getrusage(RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2, "seconds of a processor"
