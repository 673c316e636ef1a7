"""Who wrote a story: names without roles, places, sites and addresses; and which agencies it credits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
_AGENCIES = (
    "Reuters", "Thomson Reuters", "Associated Press", "The Associated Press", "AP", "AFP", "Agence France-Presse",
    "Yonhap News Agency", "Yonhap", "PTI", "Press Trust of India", "IANS", "ANI", "Xinhua", "Xinhua News Agency", "dpa",
    "EFE", "ANSA", "Kyodo News", "Kyodo", "Jiji Press", "TASS", "Interfax", "RIA Novosti", "Bloomberg", "UPI", "DPA",
    "Anadolu Agency", "Anadolu", "APA", "Keystone-SDA", "Belga", "Lusa", "Press Association", "PA Media", "KCNA",
    "Korean Central News Agency", "Bernama", "Antara", "APP", "UNB", "Europa Press", "Adnkronos", "NTB", "TT", "Ritzau",
    "CNN Wire", "ZEIT ONLINE", "SID", "epd", "KNA", "AAP", "Canadian Press", "Tasnim", "IRNA", "WAM", "MENA", "SPA",
)  # fmt: skip
_NAME = r"[A-Z][\w.'’&-]*(?: (?:of|and|for|de|[A-Z][\w.'’&-]*)){0,5}"
_KNOWN = "|".join(map(re.escape, sorted(_AGENCIES, key=len, reverse=True)))
_KIND = r"(?:News Agency|Press Agency|News Service|News Wire|Newswire|Wire Service|Wire|Agency|Press)"
_ANY = rf"(?:{_NAME}? {_KIND}|{_KNOWN})\b"
_CREDIT = re.compile(
    rf"\b(?:reports?|reported by|according to|quoted by|told|citing|via|by)\s+(?:the\s+)?(?P<behind>{_ANY})"
    rf"|\((?P<bracket>{_KNOWN})\)"
    rf"|\b(?P<before>{_ANY})(?: news agency)? (?:reports?|reported)\b"
)


def clean_authors(names: Iterable[str], not_names: Sequence[str] = ()) -> tuple[str, ...]:
    """Names of persons and desks, once each, in order; agencies, roles, addresses and ``not_names`` are left out."""
    banned = {fold(name) for name in (*not_names, *_AGENCIES)}
    found: dict[str, str] = {}
    for entry in (name for name in names if "://" not in name):
        for part in _SPLIT.split(_BY.sub("", entry)):
            name = _ROLE.sub("", _BY.sub("", part)) or part
            name = strip_site_name(name, not_names).strip(" ,-–—|:()→»\u00a0").removesuffix("..")
            if 2 < len(name) < 60 and not _NO_NAME.search(name) and fold(name) not in banned and not name.isdigit():
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


def credited_agencies(text: str, own: Sequence[str] = ()) -> tuple[str, ...]:
    """The news agencies that a text credits ("reports Yonhap News Agency", "(IANS)"), once each, as printed.

    ``own`` are names of the newspaper's own desk, which are no agencies.
    """
    found: dict[str, str] = {}
    for match in _CREDIT.finditer(text):
        name = (match["behind"] or match["bracket"] or match["before"]).removeprefix("The ")
        if fold(name) not in {fold(entry) for entry in own}:
            found.setdefault(fold(name), name)
    return tuple(found.values())


def known_agency(name: str) -> bool:
    """Whether a byline's name is a news agency's."""
    return fold(name) in {fold(agency) for agency in _AGENCIES}
