"""The words with a picture: its caption, and whose picture it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml.html import HtmlElement

from newsspider.extraction.document import squash, text_of, tokens, without

_WORD = (
    r"(?:[Pp]hoto(?:s|graphs?|graphers?|graphies?|graphes?)?|[Ff]oto(?:s|graf(?:in|ie|ía|ia|o)?|quelle|credits?|nachweis)?"
    r"|[Ii]mages?|[Ii]magen|[Ii]magem|[Ii]mmagine|[Pp]ictures?|[Bb]ild(?:er|quelle|nachweis|rechte)?|[Ii]llustrations?"
    r"|[Cc]redits?|[Cc]redito|[Cc]r[ée]dit(?:o|os|s)?|[Qq]uelle|[Ss]ource|[Ff]uente|[Ff]onte|[Cc]opyright|[Gg]rafik"
    r"|PHOTO|FOTO|IMAGE|CREDIT|BILD|फ़ोटो|फोटो|तस्वीर|चित्र|साभार)"
)
_SECOND = r"(?:\s+(?:[Cc]redits?|[Ss]ource|[Cc]ourtesy(?: of)?|[Rr]ights|photos?|de|of|d'))?"
_BY = r"(?:\s+(?:by|von|par|por|di|courtesy of))"
_SIGN = r"(?:©|\([Cc]\)|&copy;)(?:\s*\d{4})?"
_MARK = re.compile(
    rf"(?:(?<![^\W_])|(?<=[a-zß-ÿ.])(?=[A-Z])){_WORD}(?:{_SECOND}\s*[:：]|(?<=source),)\s*"
    rf"|(?:^|(?<=[.!?…)»”\"|(/–—-])|(?<=[.!?…)»”\"|(/–—-] )){_WORD}{_BY}\s+(?=[A-Z])"
    rf"|{_SIGN}\s*"
)
_AGENT = (
    r"Getty|AP Photo|AFP|Reuters|REUTERS|Associated Press|dpa|DPA|EPA|EFE|Efe|ANSA|Ansa|Shutterstock|Alamy|iStock"
    r"|Unsplash"
    r"|[Pp]ixabay|Adobe ?Stock|imago|IMAGO|picture alliance|Wikimedia|NurPhoto|Xinhua|PTI|ANI|Handout|Archiv"
)
_BRACKET = re.compile(rf"\s*[(\[](?P<credit>[^()\[\]]*(?:{_AGENT}|\w/\w)[^()\[\]]*)[)\]]\W*(?:more\W*)?$")
_BAR = re.compile(rf"\s*(?:[|•—]|\s–\s)\s*(?P<credit>(?=[^|]*(?:{_AGENT}|\w/\w))[^|]{{3,100}})$")
_ENDS = (".", "!", "?", "”", '"', "»", ")", "…")
_AROUND = " \t|•/–—-,;:([{"
_LONGEST = 140
"""No credit is longer, in characters."""
_CREDIT_MARKS = frozenset("credit credits copyright photographer attribution byline fotocredit imagecredit".split())
_CREDIT_PROPS = frozenset({"copyrightholder", "credittext", "creator", "author", "copyrightnotice"})


def split_caption(text: str) -> tuple[str | None, str | None]:
    """A printed caption as what it says and whose picture it is; None for what isn't there.

    "Boats at dawn. (Photo: Ann Lee/AFP)" gives "Boats at dawn." and "Ann Lee/AFP".
    """
    for match in reversed(list(_MARK.finditer(text))):
        credit = _bare(text[match.end() :])
        if 1 < len(credit) <= _LONGEST and not re.search(r"[.!?]\s+\S+\s+\S+\s+\S+", credit):
            return text[: match.start()].rstrip(_AROUND) or None, credit
    for pattern in (_BRACKET, _BAR):
        if found := pattern.search(text):
            return text[: found.start()].rstrip(_AROUND) or None, _bare(found["credit"])
    return text.strip() or None, None


def bare_credit(text: str) -> str | None:
    """Whose picture it is, of a text that says nothing else: without "Photo:" and brackets; None without words."""
    caption, credit = split_caption(text)
    return credit or _bare(caption or "") or None


def read_caption(element: HtmlElement) -> tuple[str | None, str | None]:
    """Caption and credit in the element around both; what the markup sets apart as a credit goes before its words."""
    apart = [part for part in element.iterdescendants() if _is_credit(part) and text_of(part)]
    apart = apart or list(_last_name(element)) or list(_first_name(element))
    if not apart:
        return split_caption(text_of(element))
    credit = bare_credit(text_of(apart[0]))
    rest = deepcopy(element)
    places = [place for place, part in enumerate(element.iter()) if part in apart]
    for part in [part for place, part in enumerate(rest.iter()) if place in places]:
        without(part)
    caption, second = split_caption(text_of(rest))
    return (None if caption == credit else caption), credit or second


def _last_name(element: HtmlElement) -> Iterator[HtmlElement]:
    """The last inner element if it is a name behind a sentence: "The oil field. <span>David McNew</span>"."""
    last = element[-1] if len(element) else None
    while last is not None and len(last) == 1 and not squash(last.text or ""):
        last = last[0]
    if last is None or last.tag == "a" or squash(last.tail or ""):
        return
    text, whole = text_of(last), text_of(element)
    before = whole.removesuffix(text).rstrip()
    if text and text != whole and len(text.split()) <= 7 and text[-1] not in ".!?" and before[-1:] in _ENDS:
        yield last


def _first_name(element: HtmlElement) -> Iterator[HtmlElement]:
    """The inner elements before one that the markup calls the caption, if they say © or the like."""
    inner = next((part for part in element.iterdescendants() if "caption" in (part.get("class") or "")), None)
    first = element[0] if len(element) else None
    if inner is not None and first is not None and first is not inner and _MARK.match(text_of(first)):
        yield first


def beside_credit(holder: HtmlElement) -> str | None:
    """The credit that stands with a picture outside its caption; None without one."""
    for part in holder.iterdescendants():
        if _is_credit(part) and (text := text_of(part)) and len(text) <= _LONGEST:
            return bare_credit(text)
    return None


def _is_credit(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str):
        return False
    if (element.get("itemprop") or "").lower() in _CREDIT_PROPS:
        return True
    return bool(element.get("class")) and bool(tokens(element) & _CREDIT_MARKS) and element.find(".//img") is None


def _bare(text: str) -> str:
    return text.strip(" \t|•–—-,;:([{)]}").removesuffix(".").strip()
