"""A page's bytes as text, whatever charset they are said to be in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_SAMPLE = 40_000
"""Bytes by which an unknown charset is told."""
_TAG = re.compile(rb"<(?:script|style)\b.*?</(?:script|style)\s*>|<[^>]*>|&\w+;|\s+", re.IGNORECASE | re.DOTALL)
_LANGUAGE = re.compile(rb"<html\b[^>]*?\blang\s*=\s*[\"']?([a-zA-Z]{2})", re.IGNORECASE)
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MIXED = 0.45
"""Share of the bytes beyond ASCII that must be UTF-8 in a page that is UTF-8 in part."""
_FEW = 0.02
"""Share of wrong bytes in UTF-8 that was damaged."""
_MOST = 0.8
"""Share of its other bytes beyond ASCII that must stand alone, as those of Western letters do."""
_FOREIGN = re.compile(rb"[\x80-\xff]")
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_SINGLE = re.compile("[\udc80-\udcff]")
_ESCAPES = re.compile(rb"\x1b\$[@B].{2,}?\x1b\([BJ]", re.DOTALL)
_CYRILLIC = ("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866")
_ALPHABETS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("en de nl da sv no nb nn fi is", ("cp1252", "iso8859_15"), "äöüßåæøéèëïðþýáíóú"),
    ("fr", ("cp1252", "iso8859_15"), "àâæçéèêëîïôœùûüÿ"),
    ("es pt it ca gl", ("cp1252", "iso8859_15"), "áàâãçéèêíìïñóòôõúùüºª¿¡"),
    ("pl", ("iso8859_2", "cp1250"), "ąćęłńóśźż"),
    ("cs sk", ("iso8859_2", "cp1250"), "áäčďéěíĺľňóôŕřšťúůýž"),
    ("hu", ("iso8859_2", "cp1250"), "áéíóöőúüű"),
    ("sl hr bs sr", ("iso8859_2", "cp1250"), "čćđšž"),
    ("ro", ("iso8859_16", "iso8859_2", "cp1250"), "ăâîșțşţ"),
    ("tr az", ("cp1254",), "çğıİöşüâî"),
    ("et lv lt", ("cp1257", "iso8859_13"), "āčēģīķļņšūžąęėįųäõöü"),
    (
        "ru bg uk be sr mk kk",
        ("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866"),
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћџ",
    ),
    ("el", ("iso8859_7", "cp1253"), "αβγδεζηθικλμνξοπρςστυφχψωάέήίόύώϊϋΐΰ"),
    ("he", ("cp1255",), "אבגדהוזחטיךכלםמןנסעףפץצקרשת"),
    ("ar fa ur", ("cp1256",), "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژگ،؟ـ"),
    ("th", ("cp874",), "".join(map(chr, range(0x0E01, 0x0E5C)))),
    ("vi", ("cp1258",), "ăâđêôơưàáãèéìíòóùúýạ\u0300\u0301\u0303\u0309\u0323"),
    ("ja", ("cp932", "euc_jp", "iso2022_jp"), ""),
    ("zh", ("gb18030", "big5hkscs"), ""),
    ("ko", ("cp949",), ""),
)
"""Languages, the charsets in which their pages were written before UTF-8, and their letters beyond ASCII."""
_TELLING = 30
"""Characters beyond ASCII that tell a charset."""
_WESTERN = 0.75
"""As ``_SURE``, where the page itself says what it is."""
_MARKS = "„“”‘’‚«»‹›–—…·•§°€£©®№ \xad"
_OWN = 0.02
"""What the page's own language is given before others; pages of many a language say "en"."""
_SURE = 0.95
"""Share of the characters beyond ASCII that must be letters or marks of a language."""


def decode(body: bytes, content_type: str | None = None) -> str:
    """The body as text. A byte order mark decides, then what decodes without an error.

    UTF-8 is tried before the declared charsets: text in another one is almost never valid UTF-8, while declarations
    are often wrong. Where none of them explains the bytes, the text does, with the page's language as a help. Bytes
    that nothing explains become U+FFFD.
    """
    marked, mark = read_bom(body)
    if marked and mark:
        return body[len(mark) :].decode(marked, errors="replace")
    if wide := _wide(body):
        return body.decode(wide, errors="replace")
    declared = (http_content_type_encoding(content_type), html_body_declared_encoding(body))
    if _ESCAPES.search(body):
        return body.decode("iso2022_jp", errors="replace")
    for name in ("utf-8", *(resolve_encoding(name) for name in declared if name)):
        try:
            text = codecs.decode(body, name or "utf-8")
        except (UnicodeDecodeError, LookupError):
            continue
        if name != "cp1252" or _is_western(body):  # any bytes are text in it, and servers say it of any
            return text
    if _is_damaged_utf8(body):
        return _SINGLE.sub(_western, body.decode("utf-8", errors="surrogateescape"))
    return body.decode(_told_by_text(body) or "cp1252", errors="replace")


def _wide(body: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of markup is zero then."""
    head = body[:400]
    if len(head) < 8 or head.count(0) < len(head) // 8:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) <= 2 * min(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_western(body: bytes) -> bool:
    """Whether the letters are those of a language that Windows' Western charset is for."""
    text = _TAG.sub(b" ", body[: 10 * _SAMPLE])[:_SAMPLE]
    fits = [_fit(text, "cp1252", letters) for _, charsets, letters in _ALPHABETS if "cp1252" in charsets]
    return len(_FOREIGN.findall(text)) < _TELLING or max(fits) >= _WESTERN


def _is_damaged_utf8(body: bytes) -> bool:
    """Whether it is UTF-8 with wrong bytes, or with parts in another charset: text of any other is seldom UTF-8."""
    foreign = len(_FOREIGN.findall(body))
    whole = sum(len(found) for found in _SEQUENCE.findall(body))
    wrong = foreign - whole
    return wrong <= _FEW * foreign or (whole >= _MIXED * foreign and len(_ALONE.findall(body)) >= _MOST * wrong)


def _western(single: re.Match[str]) -> str:
    """The character of a byte that is no UTF-8: a part of the page was written in Windows' charset."""
    return bytes([ord(single[0]) - 0xDC00]).decode("cp1252", errors="replace")


def _told_by_text(body: bytes) -> str | None:
    """The charset by the letters of the text; None if nothing fits."""
    language = _LANGUAGE.search(body[:2000])
    text = _TAG.sub(b" ", body[: 10 * _SAMPLE])[:_SAMPLE]
    own = language[1].decode("ascii").lower() if language else ""
    rows = [(own in languages.split(), charsets, letters) for languages, charsets, letters in _ALPHABETS]
    # letters of any other script than Latin fit any bytes
    fits = [
        (_fit(text, charset, letters) + _OWN * is_own, charset)
        for is_own, charsets, letters in rows
        if letters and (is_own or letters[0] < "\u0370")
        for charset in charsets
    ]
    best = max(fits, key=lambda pair: pair[0])
    if best[0] >= _SURE:
        return best[1]
    unlettered = [charset for is_own, charsets, letters in rows if is_own and not letters for charset in charsets]
    for isolated in (unlettered, None) if unlettered else (None,):
        if found := from_bytes(text, cp_isolation=isolated, enable_fallback=False).best():
            return str(found.encoding)
    return None


def _fit(text: bytes, charset: str, letters: str) -> float:
    """The share of the text's characters beyond ASCII that are a language's letters or marks; capitals weigh half."""
    try:
        foreign = [character for character in text.decode(charset) if character > "\x7f"]
    except UnicodeDecodeError:
        return 0.0
    if not letters or not foreign:
        return 0.0
    weights = dict.fromkeys(letters.upper(), 0.5) | dict.fromkeys(_MARKS + letters, 1.0)
    capitals = sum(character.isupper() for character in foreign)
    bonus = 0.5 * capitals if capitals < len(foreign) / 3 else 0.0  # a text of capitals is another charset's small ones
    return min(1.0, (sum(weights.get(character, 0.0) for character in foreign) + bonus) / len(foreign))
