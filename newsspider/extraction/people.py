"""Who wrote a story: names without roles, places, sites and addresses; and which agencies it credits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from newsspider.extraction.agencies import is_agency
from newsspider.extraction.dates import is_month, is_weekday
from newsspider.extraction.titles import fold, strip_site_name
from newsspider.extraction.vocabulary import (
    by_words,
    desk_words,
    publication_words,
    role_words,
    update_words,
    words,
)

_ALL_BY = re.compile(
    r"^\s*(?:(?:view|see|show|read|zeige)\s+)?(?:all|alle)\s+(?:posts?|articles?|stories|beiträge|artikel)\s+(?:by|from|von)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+\.\w+|(?<!\w)@\w+|https?:\S+|\bwww\.\S+")
_NO_NAME = re.compile(
    r"https?:|www\.|@|\.(?:com|org|net)\b|\d{3,}|^(?:admin|administrator|editor|staff|webmaster|guest|moderator|root"
    r"|redakt(?:ion|eur)|redacción|redazione|autor|author"
    r"|(?:no|unknown|anonymous|default|guest) author|unknown|anonymous|none|null|undefined|n/?a)$",
    re.I,
)
_SUFFIX = r",(?!\s*(?:jr|sr|phd|md|ii|iii|iv)\b)"
_PARTICLES = frozenset(
    "de von van der den la le da di do dos das del della bin binti ibn al el zu zur af av ter ten y e i und et".split()
)
_MOST_WORDS = 7
"""No name has more words."""


_LONGEST = 1_000
"""Characters of a byline; no list of authors is longer."""


def clean_authors(names: Iterable[str], not_names: Sequence[str] = ()) -> tuple[str, ...]:
    """Names of persons and desks, once each, in order; agencies, roles, addresses and ``not_names`` are left out.

    ``not_names`` are the newspaper's names; a longer name that holds one of them is the newspaper's own desk.
    """
    banned = {fold(name) for name in not_names}
    own = [fold(name) for name in not_names if len(fold(name)) >= 8]
    hosts = [name.lower() for name in not_names if "." in name]
    found: dict[str, str] = {}
    sane = (entry for entry in names if len(entry) <= _LONGEST)
    persons = (entry for entry in sane if not any(host in entry.lower() for host in hosts))
    for name in (name for entry in persons for name in _names_in(entry, not_names)):
        folded = fold(name)
        if is_agency(name) or folded in banned or any(site in folded for site in own):
            continue
        if 2 <= len(folded) < 60:
            found.setdefault(folded, name)
    return tuple(found.values())


def collective_authors(names: Iterable[str]) -> tuple[str, ...]:
    """Names under which no person but a desk or the newspaper itself signs, as they stand; agencies are left out."""
    plain = (_ADDRESS.sub("", name).strip() for name in names)
    return tuple(dict.fromkeys(name for name in plain if 2 < len(name) < 60 and not is_agency(name)))


def byline_names(line: str) -> tuple[str, ...]:
    """The names in a line such as "By Ann Lee and Bo Chan"; empty if the line is no byline.

    "By-election" and "By the river" are none: the words behind "By" must be names.
    """
    return _byline_names(line) if 4 <= len(line) <= 200 else ()


def bare_names(line: str) -> tuple[str, ...]:
    """The names in a line that holds nothing but names ("Ann Lee/Bo Chan"); empty for any other line."""
    if len(line) > 80 or line.rstrip().endswith((".", "?", "!", ":", "…")) or any(char.isdigit() for char in line):
        return ()
    found = clean_authors([line])
    both = all(2 <= len(name.split()) <= 4 and _is_name(name) for name in found)
    return found if both and sum(map(len, found)) >= 0.6 * len(line) else ()


@lru_cache(maxsize=4096)
def _byline_names(line: str) -> tuple[str, ...]:
    """For each word of a byline in the line: the names behind it, if names they are."""
    for match in _by_starts().finditer(line):
        behind = line[match.end() :]
        if not behind or (match.start() > 0 and _is_sentence(line, match.start())):
            continue
        names = _cut(behind)
        if _is_name(names):
            return _without_places(names)
    signed = _behind_words().match(line)
    return clean_authors([signed["names"]]) if signed and len(signed["names"].split()) <= _MOST_WORDS else ()


def _is_sentence(line: str, start: int) -> bool:
    """Whether a word of a byline amid a line stands in a sentence: a long line, or one that ends like one."""
    if line.startswith((" ", ":"), start - 1) and line[:start].rstrip().endswith(("|", "·", "•", "–", "—", ",")):
        return False
    sentence = len(line) > 60 or line.rstrip().endswith(".") or not line[start].isupper()
    return sentence and not re.search(r"\d{4}", line[:start])


def _cut(names: str) -> str:
    """What stands before a bar, a date, a place or a role in a byline."""
    names, *behind = re.split(
        r"\s+[|·•–—-]\s*|\s{2,}|(?=\d)|\s+(?:in|from|for|aus|à)\s+(?=[^\W\d_]*[A-Z])|\(", names, maxsplit=1
    )
    if behind and behind[0][:1].isdigit():
        before, _, last = names.rstrip(" ,").rpartition(" ")
        names = before if is_month(last) or is_weekday(last) else names
    for pattern in (publication_words(), update_words()):
        if match := pattern.search(names):
            names = names[: match.start()]
    names = role_words().sub("", _ADDRESS.sub("", names))
    return names.strip(" ,;:-–—|")


def _is_name(names: str) -> bool:
    """Whether all words are capitalised, or of a script without capitals."""
    joiner = re.compile(words("and"), re.IGNORECASE)
    words_of = [word for word in re.split(r"[\s,;/&]+", names) if word and word not in _PARTICLES]
    parts = [word for word in words_of if not joiner.fullmatch(word) and not is_agency(word)]
    return 0 < len(parts) <= 12 and len(names) <= 120 and all(w[0].isalpha() and not w[0].islower() for w in parts)


def _without_places(names: str) -> tuple[str, ...]:
    """The names without a last one of one word behind a full name: where the reporter was."""
    found = clean_authors([names])
    place = len(found) > 1 and len(found[0].split()) > 1 and found[-1].isalpha() and found[-1].isascii()
    return found[:-1] if place else found


def _names_in(entry: str, not_names: Sequence[str]) -> Iterator[str]:
    if "://" in entry and " " not in entry.strip():
        return
    entry = _ALL_BY.sub("", _ADDRESS.sub(" ", entry))
    entry = re.sub(r"\(.*?\)|\[.*?\]", " ", entry).strip()
    if (match := _by_starts().match(entry)) and match.end() < len(entry):
        entry = entry[match.end() :]
    if match := re.fullmatch(r"([^\W\d_][\w'’-]+),\s*([^\W\d_][\w'’-]+\.?)", entry):
        entry = f"{match[2]} {match[1]}" if not is_agency(match[1]) and not is_agency(match[2]) else entry
    for part in _split().split(entry):
        name = _plain_name(part, not_names)
        if name and not _NO_NAME.search(name):
            yield name


def _plain_name(part: str, not_names: Sequence[str]) -> str:
    """A part of a byline without the word before it, its role and the newspaper's name; empty if it is a role."""
    part = part.strip(" \u00a0,:;-–—|→»")
    if (match := _by_starts().match(part)) and match.end() < len(part):
        part = part[match.end() :]
    role = None if desk_words().search(part) else role_words().search(part)
    # a role behind one word alone may be the family's name: "Ann Writer"
    if role and (not role.start() or len(part[: role.start()].split()) > 1 or not part[role.start() - 1].isspace()):
        part = part[: role.start()]
    name = strip_site_name(part, not_names).strip(" ,-–—|:()→»\u00a0").removesuffix("..")
    return name if len(name.split()) <= _MOST_WORDS else ""


@cache
def _split() -> re.Pattern[str]:
    """What stands between names; behind a joiner of one letter two words must stand ("Ortega y Gasset" is one name)."""
    joiners = words("and").split("|")
    long = "|".join(word for word in joiners if len(word) > 1)
    short = "|".join(word for word in joiners if len(word) == 1)
    return re.compile(
        rf"\s*(?:[;|/•·、，]|\s[–—-]\s|{_SUFFIX}|&)\s*|\s+(?:{long})\s+|\s+(?:{short})\s+(?=\S+\s+\S)", re.IGNORECASE
    )


@cache
def _by_starts() -> re.Pattern[str]:
    """A word of a byline at the start of a text, or behind a space or a bar."""
    return re.compile(rf"(?:^|(?<=[\s|·•–—,>]))\s*{by_words().pattern}", re.IGNORECASE)


@cache
def _behind_words() -> re.Pattern[str]:
    return re.compile(rf"\s*(?P<names>\S.{{1,60}}?)\s*(?:{words('behind')})\s*$")
