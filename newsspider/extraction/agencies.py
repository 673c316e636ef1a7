"""The news agencies that a story credits. A name alone is none: it counts in the form of a credit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from newsspider.extraction.titles import fold

_ONE_AGENCY = (
    ("Associated Press", "AP", "The Associated Press", "एपी"),
    ("Reuters", "Thomson Reuters", "रॉयटर्स", "रायटर"),
    ("AFP", "Agence France-Presse", "Agence France Presse", "एएफपी"),
    ("dpa", "Deutsche Presse-Agentur", "dpa-AFX", "dpa-infocom"),
    ("Yonhap News Agency", "Yonhap"),
    ("PTI", "Press Trust of India", "पीटीआई", "भाषा", "पीटीआई-भाषा", "पीटीआई भाषा"),
    ("IANS", "Indo-Asian News Service", "आईएएनएस"),
    ("ANI", "Asian News International", "एएनआई"),
    ("UNI", "United News of India", "वार्ता", "यूनीवार्ता"),
    ("Xinhua", "Xinhua News Agency"),
    ("EFE", "Agencia EFE"),
    ("Kyodo News", "Kyodo"),
    ("Jiji Press", "Jiji"),
    ("Anadolu Agency", "Anadolu"),
    ("Press Association", "PA Media", "PA"),
    ("KCNA", "Korean Central News Agency"),
    ("Canadian Press", "The Canadian Press"),
    ("Australian Associated Press", "AAP"),
    ("Europa Press",), ("ANSA",), ("Adnkronos",), ("AGI",), ("LaPresse",), ("Askanews",), ("TASS", "ITAR-TASS"),
    ("Interfax",), ("RIA Novosti",), ("Ukrinform",), ("Bloomberg", "Bloomberg News"), ("UPI",), ("APA",),
    ("KEYSTONE-SDA", "SDA"), ("WAFA", "Wafa"), ("Belga",), ("Lusa",), ("Agência Brasil",), ("Estadão Conteúdo",),
    ("Folhapress",), ("Bernama",), ("Antara",), ("UNB",), ("NTB",), ("Ritzau",), ("CNN Wire",), ("ZEIT ONLINE",),
    ("SID",), ("epd",), ("KNA",), ("Tasnim",), ("IRNA",), ("WAM",), ("MENA",), ("SPA",), ("APP",), ("TT",),
    ("Télam",), ("Notimex",), ("Colprensa",), ("PAP",), ("ČTK",), ("MTI",), ("AFX",), ("Newsflare",), ("SWNS",),
    ("CMC",), ("NAN",), ("AWP",), ("Tanjug",), ("HINA",),
)  # fmt: skip
_KEY_OF = {fold(name): fold(names[0]) for names in _ONE_AGENCY for name in names}
_WORDS = frozenset("APP SPA TT WAM MENA PA SID UNI APA NAN PAP MTI CMC AGI SDA AFX Antara Jiji Lusa भाषा वार्ता".split())
"""Names that are words, or short for something else, as well: in a sentence they count behind "news agency" alone."""
_SHORT = 4
"""Letters up to which a name counts only in the case in which agencies print it: Sid is a person."""

_ALL = [name for names in _ONE_AGENCY for name in names]
_OTHER_CASE = ("DPA", "EPD", "afp", "rtr", "sda", "apa")
_PRINTED = frozenset((*_ALL, *_OTHER_CASE))
_SPELT = (*_PRINTED, "Ansa", "Efe", "Tass", "REUTERS")


def _either(names: Iterable[str]) -> str:
    """A pattern of the names, the longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_KNOWN = _either(_SPELT)
_CLEAR = _either(name for name in _SPELT if name not in _WORDS)
_NAME = r"[A-Z][\w.'’&-]*(?: (?:of|and|for|de|[A-Z][\w.'’&-]*)){0,5}"
_KIND = r"(?:[Nn]ews [Aa]gency|Press Agency|News Service|News ?[Ww]ire|Wire Service|Wire)"
_NOUN = (
    r"(?:news agenc(?:y|ies)|newswire|Nachrichtenagentur(?:en)?|Presseagentur(?:en)?|agences?(?: de presse)?"
    r"|agencias?(?: de noticias)?|agenzi[ae](?: di stampa)?|agências?(?: de notícias)?|persbureau|समाचार एजेंसी)"
)
_ANY = rf"(?:{_NAME} {_KIND}|{_CLEAR})(?!\w)"
_IN_TEXT = re.compile(
    rf"\b(?:[Rr]eports?|reported by|[Aa]ccording to|quoted by|told|citing|via|by|quoting|laut|gegenüber"
    rf"|[Ss]elon|[Ss]egún|[Ss]econdo|[Ss]egundo|a dit à l['’]|zufolge)\s+"
    rf"(?:the\s+|der\s+|la\s+|l['’]\s?|a\s+)?(?P<behind>{_ANY})"
    rf"|, reports (?P<press>(?!\S* ?(?:Free|Daily|University)){_NAME} Press)\b"
    rf"|(?<!\w)(?P<before>{_ANY})(?: news agency)? (?:[Rr]eports?|reported|quoted|meldet|berichtet|berichtete)\b"
    rf"|{_NOUN}(?:\s[^\W\dA-Z_]+)?\s[(“\"«]?(?P<named>(?:{_KNOWN})(?:(?:,|\sund|\sand|\set|\sy|\se)\s[\w-]+)*)(?!\w)"
)
_LIST = r"(?:[/,&+|-]|\s(?:and|und|et|y|e|i|और|व)\s|\s[-–]\s)"
_CREDIT_WORDS = (
    r"(?:mit (?:Material|Agenturmaterial|Inhalten|Informationen)(?: (?:von|der|des))?"
    r"|in Zusammenarbeit mit|auf Basis von"
    r"|con (?:información|informaciones|datos) de|con informazioni (?:di|da|dell['’])"
    r"|com (?:informações|agências?)(?: (?:da|do|de))?"
    r"|with (?:files|inputs?|reporting|material|additional reporting) (?:from|by)"
    r"|(?:additional )?reporting by|by the|sources?|quellen?|fuente|fonte|crédit|copyright|©|\(c\)|इनपुट|साभार"
    r"|mit|avec|con|com|with|via|by|from|von|par|por|di)"
)
_SIGNED = re.compile(
    rf"\W*(?:(?P<words>(?i:{_CREDIT_WORDS}))\s*:?\s*(?:©\s*)?(?:\d{{4}}\s*)?(?i:the |der |la |l['’]|dell['’]|d['’])?)?"
    rf"(?P<list>(?:\w{{2,12}}/)?(?:{_KNOWN})(?:\s*{_LIST}\s*[\w.-]+(?: [A-Z]\w+)?){{0,4}})(?:\s*,?\s*\d{{4}})?\W*"
)
_AT_END = re.compile(r"[(\[](?P<inner>[^()\[\]]{2,60})[)\]]\s*(?P<stop>[.।]?)\W*$")
_DATELINE = re.compile(
    r"\s*(?P<place>(?:[^\W\d_][^()–—]{1,60}?)?)\s*(?:[(\[【](?P<inner>[^()\[\]【】]{2,60})[)\]】]\s*(?P<dash>[-–—:]?)"
    rf"|,?\s*\b(?P<bare>{_KNOWN})\s*[-–—]{{1,2}}\s)"
)
_NAMED = re.compile(rf"(?<!\w)(?:{_KNOWN})(?!\w)")
_CLEARLY = re.compile(rf"(?<!\w)(?:{_CLEAR})(?!\w)")
_COPYRIGHT = re.compile(rf"(?:©|\([cC]\))\s?(?:\d{{4}} )?(?P<name>{_KNOWN})(?!\w)[^.。]{{0,30}}$")
_LONGEST = 120
"""No line that is nothing but a credit is longer, in characters."""
_LETTERS = re.compile(r"[A-Za-z]+")
_KIND_WORDS = "agency Agency Service wire Wire newswire newsWire Newswire NewsWire Press".split()
_TELLING = frozenset((*_KIND_WORDS, *(first[0] for name in _SPELT if (first := _LETTERS.match(name)))))
_FOREIGN = tuple(name for name in _SPELT if not _LETTERS.match(name))
"""A sentence that credits an agency has one of these, or of the words above: it is cheap to ask."""
_OPENS_DATELINE = re.compile(r"[(\[【]|[-–—]\s")
"""Stands behind a dateline's place."""
_PHOTO = re.compile(r"\b(?:photo|foto|image|bild|picture|imagen|immagine|file)\w*", re.IGNORECASE)
_PARTS = re.compile(
    r"\s*(?:[/,;|&+•·]|\s[-–—]\s|\b(?:and|und|et|y|e|avec|mit|with|con|com|for|via)\b)\s*", re.IGNORECASE
)


def credited_agencies(lines: Sequence[str], own: Sequence[str] = ()) -> tuple[str, ...]:
    """The news agencies that a story's lines credit, once each, as printed.

    In a sentence ("reports Yonhap News Agency"), a dateline ("BERLIN (dpa) –"), a bracket that ends a line, or a line
    of its own ("mit Material von AFP"). ``own`` are names of the newspaper's own desk, which are no agencies.
    """
    return once((name for line in lines for name in _credits(line)), own)


def signed_agencies(names: Iterable[str]) -> Iterator[str]:
    """The agencies among the names of a byline or of the metadata: "Reuters", "Ann Lee, Associated Press"."""
    for name in names:
        for part in _PARTS.split(name):
            bare = re.sub(r"^(?:by|von|par|por|di|the)\s+", "", part.strip(" ()[]©."), flags=re.IGNORECASE)
            if is_agency(bare):
                yield bare


def agencies_beside(byline: str) -> tuple[str, ...]:
    """The agencies that a byline as printed names beside its authors: "By Ann Lee, AP Sports Writer"."""
    return tuple(_CLEARLY.findall(byline))


def is_agency(name: str) -> bool:
    """Whether a name in a byline is a news agency's."""
    if fold(name) in _KEY_OF:
        return name in _PRINTED or len(name) > _SHORT
    return re.fullmatch(rf"{_NAME} {_KIND}", name) is not None


def once(names: Iterable[str], own: Sequence[str] = ()) -> tuple[str, ...]:
    """Each agency once, under the name that comes first; ``own`` are none."""
    left_out = {fold(entry) for entry in own}
    found: dict[str, str] = {}
    for name in names:
        plain = name.removeprefix("The ")
        key = _KEY_OF.get(fold(plain), fold(plain))
        if fold(plain) not in left_out:
            found.setdefault(key, plain)
    return tuple(found.values())


def _credits(line: str) -> Iterator[str]:
    if len(line) < _LONGEST and not _PHOTO.search(line) and (match := _SIGNED.fullmatch(line)):
        if match["words"] or match["list"] not in _WORDS:
            yield from signed_agencies([match["list"]])
        return
    match = _DATELINE.match(line) if _OPENS_DATELINE.search(line, 0, _LONGEST) else None
    if match and _is_place(match["place"], bool(match["dash"] or match["bare"]) or "】" in match[0]):
        yield from _NAMED.findall(match["bare"] or match["inner"])
    if (match := _AT_END.search(line)) and _ends_credit(line[: match.start()], match["stop"]):
        signed = _SIGNED.fullmatch(match["inner"])
        yield from signed_agencies([signed["list"]] if signed else ())
    if match := _COPYRIGHT.search(line):
        yield match["name"]
    for match in _IN_TEXT.finditer(line) if _may_credit(line) else ():
        yield from (
            signed_agencies([match["named"]])
            if match["named"]
            else [match["behind"] or match["press"] or match["before"]]
        )


def _may_credit(line: str) -> bool:
    """Whether a word stands in a line without which no sentence credits an agency."""
    if not _TELLING.isdisjoint(_LETTERS.findall(line)):
        return True
    return not line.isascii() and any(name in line for name in _FOREIGN)


def _ends_credit(before: str, stop: str) -> bool:
    """Whether a bracket at a line's end stands behind the sentence: "Advanced Placement (AP)." is no credit."""
    sentence = before.rstrip(" \"'”’»")
    return not stop or not sentence or sentence[-1] in ".!?…।"


def _is_place(text: str, dash: bool) -> bool:
    """Whether the words before an agency's bracket are a dateline's place and date: few, no sentence, then a dash.

    The dash may be missing behind a place in capitals, or in a script that has none.
    """
    words = text.replace(",", " ").split()
    few = len(words) <= 7 and not text.rstrip().endswith(("!", "?"))
    return few and (dash or (bool(words) and text == text.upper())) and not (words and words[0][0].islower())
