"""What ``newsspider doctor`` looks at."""

from __future__ import annotations

import platform
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from newsspider.archive import open_archive
from newsspider.archive.mongod import find_mongod
from newsspider.errors import NewsspiderError
from newsspider.sites import known_sites


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, and what was found."""

    name: str
    finding: str
    exit_code: int = 0
    """0 if all is well, else what the command ends with."""


def run_checks(mongo: str | None, data_dir: Path | None, database: str, sites: Path | None) -> Iterator[Check]:
    """All checks, one after the other."""
    yield Check("versions", _versions())
    yield packages()
    if not mongo:
        yield _checked("mongod", find_mongod)
    yield _checked("store", lambda: _store(mongo, data_dir, database))
    yield _checked("newspapers", lambda: ", ".join(known_sites(sites)) or "none with a TOML")


def packages() -> Check:
    """Both packages of the project must come from one place: PyPI has another project called ``pipelines``."""
    places = [_place(name) for name in ("newsspider", "pipelines")]
    if places[1] is None:
        return Check("packages", "the package pipelines is not installed: install newsspider again", 1)
    if places[0] != places[1]:
        finding = (
            f"newsspider comes from {places[0]}, pipelines from {places[1]}: another package of that "
            "name is in the way; pip uninstall pipelines, then install newsspider again"
        )
        return Check("packages", finding, 1)
    return Check("packages", f"newsspider and pipelines from {places[0]}")


def _versions() -> str:
    names = ("newsspider", "scrapy", "trafilatura", "pymongo")
    return f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in names)


def _place(package: str) -> Path | None:
    found = find_spec(package)
    folders = found.submodule_search_locations if found else None
    return next((Path(folder).parent for folder in folders or ()), None)


def _store(mongo: str | None, data_dir: Path | None, database: str) -> str:
    with open_archive(mongo, data_dir=data_dir, database=database, writable=True) as archive:
        return f"{archive.place}, database {database}: {archive.summary().stories} stories"


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, look())
    except NewsspiderError as error:
        return Check(name, str(error), error.exit_code)
