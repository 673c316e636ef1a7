"""Who wrote a story: names without roles, places, sites and addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from newsspider.extraction.agencies import is_agency
from newsspider.extraction.titles import fold, strip_site_name

_BY = re.compile(
    r"^\s*(?:(?:view|see|show|read|zeige)\s+)?(?:all|alle)\s+(?:posts?|articles?|stories|beiträge|artikel)\s+(?:by|from|von)\b"
    r"|^\s*(?:(?:written|posted|published|story|reported|words|text)\s+)?(?:by|von|par|por|di|da|av|door|द्वारा)\b[\s:]*"
    r"|^\s*(?:author|autor|autore|auteur)s?\s*:\s*",
    re.IGNORECASE,
)
_SPLIT = re.compile(
    r"\s*(?:[;|/•·]|,(?!\s*(?:jr|sr|phd|md)\b)|&|\band\b|\bund\b|\bet\b|\by\b|\be\b|\bund\b)\s*", re.IGNORECASE
)
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|staff writer|writer|journalist|redakt(?:eur|ion)\w*|reporterin"
    r"|korrespondent\w*"
    r"|contributor|columnist|chief|bureau|in [A-Z]\w+$)\b.*$",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net)\b|\d{3,}|^(?:admin|administrator|editor|staff|webmaster|guest"
    r"|no author|unknown|anonymous)$",
    re.I,
)


def clean_authors(names: Iterable[str], not_names: Sequence[str] = ()) -> tuple[str, ...]:
    """Names of persons and desks, once each, in order; agencies, roles, addresses and ``not_names`` are left out."""
    banned = {fold(name) for name in not_names}
    found: dict[str, str] = {}
    for entry in (name for name in names if "://" not in name):
        for part in _SPLIT.split(_BY.sub("", entry)):
            name = _ROLE.sub("", _BY.sub("", part)) or part
            name = strip_site_name(name, not_names).strip(" ,-–—|:()→»\u00a0").removesuffix("..")
            if not 2 < len(name) < 60 or _NO_NAME.search(name) or name.isdigit():
                continue
            if fold(name) not in banned and not is_agency(name):
                found.setdefault(fold(name), name)
    return tuple(found.values())


def byline_names(line: str) -> tuple[str, ...]:
    """The names in a line such as "By Ann Lee and Bo Chan"; empty if the line is no byline.

    "By-election" and "By the river" are none: the words behind "By" must be names.
    """
    match = re.search(
        r"(?:^\s*|\s)(?:[Bb]y|BY|[Vv]on|VON|[Pp]ar|PAR|[Pp]or|POR|Di|द्वारा)[\s:]+(?P<names>\S.{2,80})$", line
    )
    if not match:
        return ()
    sentence = len(line) > 60 or line.rstrip().endswith(".")
    if match.start() > 0 and sentence and not re.search(r"\d{4}", line[: match.start()]):
        return ()
    names = re.split(r"\s+[|·•–—-]\s+|\s{2,}|\d", match["names"])[0]
    words = [
        w
        for w in re.split(r"[\s,]+", names)
        if w and w.casefold() not in ("and", "und", "et", "y", "e", "&", "de", "von", "van")
    ]
    capital = [w for w in words if not w[0].islower()]
    return clean_authors([names]) if words and len(words) <= 10 and len(capital) == len(words) else ()
