"""Reads newspapers' TOMLs strictly: a wrong key or value names the file, the key and the nearest valid name."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args
from zoneinfo import available_timezones

from newsspider.errors import SiteError
from newsspider.items import LinkKind
from newsspider.sites.site import Site, host_of, permalink_names, permalink_pattern
from newsspider.urls import canonical_url

SITE_KEYS: tuple[str, ...] = tuple(f.name for f in fields(Site) if f.name != "name")
"""The keys that a newspaper's TOML may have; ``Site`` documents them."""

OWN_FOLDER = Path("sites")

T = TypeVar("T")


def load_site(name_or_url: str, folder: Path | None = None) -> Site:
    """The newspaper of that name, or the one that owns the URL, or the default for a URL that nobody owns.

    Args:
        name_or_url: a TOML's name ("asianlite") or an http or https URL of the newspaper.
        folder: one's own TOMLs; None means ``./sites`` where it exists.

    Raises:
        SiteError: no newspaper has that name, or a TOML is wrong.
    """
    if "://" in name_or_url:
        return site_for_url(name_or_url, known_sites(folder).values())
    sites = known_sites(folder)
    if name_or_url in sites:
        return sites[name_or_url]
    near = difflib.get_close_matches(name_or_url, sites, 1)
    hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(sites)) or 'none'}."
    raise SiteError(f"no newspaper is called {name_or_url!r}: {hint} A URL (https://…) works without a TOML.")


def site_for_url(url: str, sites: Iterable[Site] = ()) -> Site:
    """The first of the sites that owns the URL, else the default for its host.

    Raises:
        SiteError: the URL is not http or https.
    """
    for site in sites:
        if site.owns(url):
            return site
    try:
        clean = canonical_url(url)
        return Site(name=host_of(clean), home=canonical_url("/", clean))
    except ValueError as error:
        raise SiteError(f"{error}: a newspaper's address starts with https:// or http://") from None


def known_sites(folder: Path | None = None) -> Mapping[str, Site]:
    """All newspapers with a TOML, by name; one's own win over those of the package.

    Raises:
        SiteError: a TOML is wrong, or ``folder`` doesn't exist.
    """
    if folder is not None and not folder.is_dir():
        raise SiteError(f"--sites {folder}: no such folder")
    own = folder or OWN_FOLDER
    paths = [Path(str(entry)) for entry in files("newsspider.sites").iterdir() if entry.name.endswith(".toml")]
    if own.is_dir():
        paths += own.glob("*.toml")
    return MappingProxyType({path.stem: read_site(path) for path in sorted(paths, key=lambda p: p.parent == own)})


def read_site(path: Path) -> Site:
    """The newspaper that a TOML describes; its name is the file's.

    Raises:
        SiteError: names the file, the key and what would be right.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SiteError(f"{path}: {error}") from None
    for key in table:
        if key not in SITE_KEYS:
            raise SiteError(f"{path}: unknown key {key!r}{_nearest(key, SITE_KEYS)}")
    if "home" not in table:
        raise SiteError(f"{path}: the key 'home' is missing: the URL of the home page")
    values = {key: _CHECKS[key](f"{path}: {key}", value) for key, value in table.items()}
    return Site(name=path.stem, **values)


def _nearest(word: str, valid: Iterable[str]) -> str:
    names = list(valid)
    near = difflib.get_close_matches(word, names, 1)
    return f": did you mean {near[0]!r}?" if near else f": it is none of {', '.join(names)}"


def _text(where: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SiteError(f"{where}: expected a text, got {value!r}")
    return value


def _url(where: str, value: Any) -> str:
    try:
        return canonical_url(_text(where, value))
    except ValueError as error:
        raise SiteError(f"{where}: {error}") from None


def _zone(where: str, value: Any) -> str:
    name = _text(where, value)
    if name not in available_timezones():
        raise SiteError(f"{where}: unknown zone {name!r}{_nearest(name, sorted(available_timezones()))[:200]}")
    return name


def _permalink(where: str, value: Any) -> str:
    template = _text(where, value)
    try:
        permalink_pattern(template)
    except KeyError as error:
        raise SiteError(
            f"{where}: unknown part {{{error.args[0]}}}{_nearest(error.args[0], permalink_names())}"
        ) from None
    return template


def _kind(where: str, value: Any) -> LinkKind:
    kinds: tuple[LinkKind, ...] = get_args(LinkKind)
    for kind in kinds:
        if kind == value:
            return kind
    raise SiteError(f"{where}: unknown kind {value!r}{_nearest(str(value), kinds)}")


def _list_of(check: Callable[[str, Any], T]) -> Callable[[str, Any], tuple[T, ...]]:
    def checked(where: str, value: Any) -> tuple[T, ...]:
        if not isinstance(value, list):
            raise SiteError(f"{where}: expected a list, got {value!r}")
        return tuple(check(f"{where}[{n}]", entry) for n, entry in enumerate(value))

    return checked


def _table_of(check: Callable[[str, Any], T]) -> Callable[[str, Any], Mapping[str, T]]:
    def checked(where: str, value: Any) -> Mapping[str, T]:
        if not isinstance(value, dict):
            raise SiteError(f"{where}: expected a table, got {value!r}")
        return MappingProxyType({key: check(f"{where}.{key}", entry) for key, entry in value.items()})

    return checked


_CHECKS: Mapping[str, Callable[[str, Any], Any]] = MappingProxyType(
    {
        "home": _url,
        "title": _text,
        "origins": _list_of(_url),
        "zone": _zone,
        "language": _text,
        "permalinks": _list_of(_permalink),
        "credits": _list_of(_text),
        "labels": _table_of(_kind),
        "sections": _table_of(_text),
        "sitemaps": _list_of(_url),
        "feeds": _list_of(_url),
    }
)
