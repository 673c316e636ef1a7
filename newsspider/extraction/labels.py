"""What the heading of a box, or the first words of a call-out, say of the links beside them."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import get_args

from newsspider.items import LinkKind
from newsspider.sites import Site

LONGEST = 70
"""No heading of a box is longer, in characters."""

_LONGEST_RAW = 3 * LONGEST
"""Characters of a text, with blanks and edges, above which it is not looked at."""
_REMEMBERED = 4_096
"""The pages of a newspaper show the same lines again and again: so many are kept worked out."""
_KINDS: tuple[LinkKind, ...] = get_args(LinkKind)
_EDGES = ' \t:|<=>»›«‹→←▶►•·*+#…–—-!?.[](){}"“”¶'
_NUKTA = "\u093c"
_LEFT, _RIGHT = "«‹←⟵◀◄<", "»›→⟶▶►>"
_HEADLINE = 4
"""Words, an arrow's among them, from which on a link's text is a headline rather than "Read more »"."""
_PARTS = re.compile(r"[:|–—»>]|-\s")
_SECTION = re.compile(r"(?:latest|more|recent)\s+(?:\w+\s+)?(?:from|in)\s*[-–—:]*\s*(?P<section>\S.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """The words that name a box."""

    kind: LinkKind
    """The kind of the links that it heads."""
    text: str
    """As printed, without a colon behind it."""


def read_label(text: str, site: Site) -> Label | None:
    """The label that the whole text is; None if it is none. The newspaper's own labels go before the general ones."""
    if len(text) > _LONGEST_RAW:
        return None
    plain = _plain(text)
    if not plain or len(plain) > LONGEST:
        return None
    own = next((kind for heading, kind in site.labels.items() if _plain(heading) == plain), None)
    kind = own or _kind_of(plain)
    return Label(kind, text.strip().rstrip(":").strip()) if kind else None


def split_callout(text: str, site: Site) -> tuple[Label, str] | None:
    """The label that a text begins with and the rest behind its colon, bar or dash; None without either.

    "ALSO READ: Beijing walks tightrope" gives the label ALSO READ and "Beijing walks tightrope".
    """
    match = re.match(r"\s*\W{0,3}(?P<label>[^:|–—»>-]{3,30}?)\s*(?:[:|–—»>]|\s?-\s)\s*(?P<rest>\S.*)", text, re.DOTALL)
    if not match:
        return None
    label = read_label(match["label"], site)
    return (label, match["rest"].strip()) if label else None


def arrow_kind(text: str) -> LinkKind | None:
    """What the arrow before or behind a headline says: "« Council votes on the bridge" leads to the previous story."""
    if len(text.split()) < _HEADLINE:
        return None
    return "previous" if text[0] in _LEFT else "next" if text[-1] in _RIGHT else None


def may_be_callout(text: str) -> bool:
    """Whether a text has what parts a call-out's label from its rest, near its start: cheap to ask."""
    return _PARTS.search(text, 0, 40) is not None


def section_in(label: str) -> str | None:
    """The section that a label names ("Latest from -Top News" names Top News); None if it names none."""
    match = _SECTION.fullmatch(label.strip())
    return match["section"].strip(_EDGES) or None if match else None


@lru_cache(_REMEMBERED)
def _kind_of(plain: str) -> LinkKind | None:
    """The kind that the general labels give a plain text."""
    return next((kind for kind, pattern in _patterns().items() if pattern.fullmatch(plain)), None)


@lru_cache(_REMEMBERED)
def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).replace(_NUKTA, "")
    folded = unicodedata.normalize("NFC", folded).casefold().replace("’", "'").replace("‘", "'")
    return " ".join(folded.split()).strip(_EDGES)


@cache
def _patterns() -> Mapping[LinkKind, re.Pattern[str]]:
    table = tomllib.loads(files(__package__).joinpath("labels.toml").read_text(encoding="utf-8"))
    nouns: dict[str, str] = table["nouns"]
    found: dict[LinkKind, re.Pattern[str]] = {}
    for kind in _KINDS:
        entries = [
            entry.replace("~", nouns[language]) for language, lines in table.get(kind, {}).items() for entry in lines
        ]
        if entries:
            found[kind] = re.compile("|".join(f"(?:{entry})" for entry in entries))
    return found
