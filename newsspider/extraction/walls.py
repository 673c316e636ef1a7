"""Pages that stand in the place of a story: bot challenges, errors, consent and login walls; with the evidence.

Words alone prove nothing: a story may be called "Access denied" or "404". So a page must also have the shape of a
wall, which is that nothing on it tells a story: little text, and no date beside a byline or a story's metadata.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain

from lxml.html import HtmlElement

from newsspider.extraction.document import Document, lines_of, tokens
from newsspider.extraction.evidence import Face, PageMeasure, Verdict
from newsspider.extraction.titles import fold
from newsspider.items import PageKind

_FEW_WORDS = 120
"""Words of text that a wall stays below."""
_TEASER = 6
"""Words of a story's text from which it is one, though most of it may be behind a wall."""
_FEW_LINKS = 10
_LOOKED_AT = 5_000
"""Characters of a script that are looked through for the marks of a challenge."""
_PARTS = re.compile(r"\s+(?:[|–—»«·•]|-+|::)\s+|\s*[|»]\s*")
_EDGES = " \t:|<=>»›«‹→←►•·*#…–—-!?.,[](){}\"“”'"
_KINDS: tuple[PageKind, ...] = ("bot_challenge", "soft_404", "error", "consent_wall", "login_wall")
_CHALLENGES = (
    ("Cloudflare", r"cf[-_]chl[-_]|/cdn-cgi/challenge-platform/|cf-challenge|cf-browser-verification|cf-error-details"),
    ("Akamai", r"errors\.edgesuite\.net|sec-if-cpt-container|bm-verify|/_sec/(?:verify|cp_challenge)"),
    ("DataDome", r"captcha-delivery\.com|datadome"),
    ("PerimeterX", r"px-captcha|_pxappid|captcha\.px-c|perimeterx"),
    ("Incapsula", r"_incapsula_resource|incapsula incident"),
    ("AWS WAF", r"awswaf\.com|gokuprops"),
    ("Sucuri", r"sucuri"),
    ("Kasada", r"kpsdk"),
    ("DDoS-Guard", r"ddos-guard"),
    ("Anubis", r"anubis_challenge|/\.within\.website/"),
    ("Distil", r"distil_r_captcha|distilidentificationblock"),
    ("a captcha", r"hcaptcha\.com|h-captcha|g-recaptcha|recaptcha/api|cf-turnstile"),
)
_VENDORS = tuple((vendor, re.compile(marks)) for vendor, marks in _CHALLENGES)
_MITIGATED = (("cf-mitigated", "challenge"), ("x-amzn-waf-action", "challenge"), ("x-amzn-waf-action", "captcha"))
"""Response headers, with their values, that say that the answer is a challenge."""
_HIDING = frozenset({"modal", "popup", "overlay", "dropdown", "offcanvas", "drawer", "hidden"})


@dataclass(frozen=True, slots=True)
class _Words:
    """What the pages of one kind say of themselves."""

    titles: re.Pattern[str]
    lines: re.Pattern[str]


def find_wall(document: Document, face: Face, measure: PageMeasure, *, told: bool) -> Verdict | None:
    """The wall, or the error, that a page is; None for any other page.

    ``told``: whether metadata describe a story on the page.
    """
    for header, value in _MITIGATED:
        if document.headers.get(header, "").lower() == value:
            return Verdict("bot_challenge", f"header {header}: {value}")
    if measure.has_date and (measure.has_byline or told) and measure.words >= _TEASER:
        return None
    crowded = measure.story_links >= 5 and measure.run < 3
    if measure.words >= _FEW_WORDS and not crowded:
        return None
    return next(_walls(document, face, measure, told), None)


def _walls(document: Document, face: Face, measure: PageMeasure, told: bool) -> Iterator[Verdict]:
    size = f"{measure.words} words of text"
    for kind, words in _words().items():
        if title := _notice(face, words.titles):
            yield Verdict(kind, f"title {title!r}, {size}")
    if measure.words >= _FEW_WORDS:
        return
    if not told and _link_count(document) <= _FEW_LINKS and (mark := _challenge_mark(document)):
        yield Verdict("bot_challenge", f"{mark}, {size}")
    shown = face.lines or tuple(_all_lines(document))
    for kind, words in _words().items():
        line = next((line for line in shown if words.lines.match(_plain(line))), None)
        if line and kind != "login_wall" and _is_all(face, words, measure, told):
            yield Verdict(kind, f"says {line[:80]!r}, {size}")
    if login := _login(document, face, measure):
        yield Verdict("login_wall", login)


def _is_all(face: Face, words: _Words, measure: PageMeasure, told: bool) -> bool:
    """Whether the page tells nothing beside what walls of the kind say: no story in metadata, no list, no text."""
    if told or measure.story_links >= 5:
        return False
    other = [line for line in face.story if not words.lines.match(_plain(line))]
    return not (measure.has_date or measure.has_byline) or sum(len(line.split()) for line in other) < _TEASER


def _login(document: Document, face: Face, measure: PageMeasure) -> str | None:
    """Why a page without any of a story's text asks to log in; None if it doesn't, or has some."""
    words = _words()["login_wall"]
    asking = [line for line in face.lines if words.lines.match(_plain(line))]
    other = [line for line in (*face.story, face.standfirst or "") if not words.lines.match(_plain(line))]
    if sum(len(line.split()) for line in other) >= _TEASER or measure.story_links >= 5 or measure.images >= 6:
        return None
    field = next((e for e in document.root.iterfind(".//input[@type='password']") if _is_shown(e)), None)
    if field is not None:
        return f"a form that asks for a password, {measure.words} words of text"
    return f"says {asking[0][:80]!r}, no text of a story" if asking else None


def _is_shown(field: HtmlElement) -> bool:
    """Whether a form's field is the page's business, not part of its frame or of a window that opens on demand."""
    for node in (field, *field.iterancestors()):
        if node.tag in ("header", "nav", "footer", "aside", "dialog") or node.get("role") in ("dialog", "banner"):
            return False
        style = (node.get("style") or "").replace(" ", "").lower()
        if node.get("hidden") is not None or node.get("aria-hidden") == "true" or "display:none" in style:
            return False
        if node.tag not in ("body", "html") and tokens(node) & _HIDING:
            return False
    return True


def _notice(face: Face, pattern: re.Pattern[str]) -> str | None:
    """The title that is nothing but what such pages are called, beside the newspaper's name; None without one."""
    headings = {fold(heading) for heading in face.headings}
    names = {fold(name) for name in face.site_names}
    for title in dict.fromkeys((*face.headings, *face.titles)):
        parts = [part for part in _PARTS.split(title) if fold(part)]
        notices = [bool(pattern.fullmatch(_plain(part))) for part in parts]
        if pattern.fullmatch(_plain(title)):
            return title
        if not any(notices):
            continue
        rest = [part for part, notice in zip(parts, notices, strict=True) if not notice and fold(part) not in names]
        # what stands behind the notice in the head's title alone is the newspaper's name
        foreign = len(rest) == 1 and rest[0] == parts[-1] and len(rest[0].split()) <= 5 and fold(title) not in headings
        if not rest or foreign:
            return title
    return None


def _challenge_mark(document: Document) -> str | None:
    """What in a page's markup is of those who keep robots out, named; None without any."""
    for text in _marked_texts(document):
        for vendor, pattern in _VENDORS:
            if found := pattern.search(text):
                return f"the mark {found[0]!r} of {vendor}"
    return None


def _marked_texts(document: Document) -> Iterator[str]:
    for element in document.root.iter("script", "iframe", "form", "div", "a", "link", "meta", "section", "noscript"):
        named = (element.get(name) for name in ("id", "class", "src", "action", "href", "content"))
        scripted = (element.text or "")[:_LOOKED_AT] if element.tag in ("script", "iframe", "noscript") else ""
        text = " ".join(filter(None, chain(named, [scripted]))).lower()
        if text:
            yield text
    yield " ".join(_all_lines(document)).lower()


def _all_lines(document: Document) -> Sequence[str]:
    body = document.root.find("body")
    return lines_of(body) if body is not None else ()


def _link_count(document: Document) -> int:
    return sum(1 for _ in document.root.iterfind(".//a[@href]"))


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").replace("‘", "'").casefold().split()).strip(_EDGES)


@cache
def _words() -> Mapping[PageKind, _Words]:
    table = tomllib.loads(files(__package__).joinpath("walls.toml").read_text(encoding="utf-8"))
    return {kind: _Words(*(_any_of(table[kind][place].values()) for place in ("titles", "lines"))) for kind in _KINDS}


def _any_of(languages: Iterator[Sequence[str]]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{entry})" for entries in languages for entry in entries))
