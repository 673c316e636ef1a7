"""Stories over several pages: which pages are the parts of one story, and the one story of its parts.

A part's URL is the story's own with a number: /slug/2/, /slug/page/2, /slug?page=2, /slug-2.html. So the next story,
or the next page of another list, is none. And the page must link it as a part: under its number, as "Next page", or
by rel=next in its head.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, zip_longest
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from newsspider.extraction.document import text_of, tokens
from newsspider.extraction.titles import fold
from newsspider.items import Article, Link
from newsspider.urls import canonical_url, identity_key

MOST_PARTS = 50
"""A list with more pages is no story."""
_WORD = r"(?:page|seite|pagina|p%C3%A1gina|part|teil|partie|parte|pg?)"
_FOLDER = re.compile(rf"(?P<stem>/.+?)/(?:{_WORD}[-_/]?)?[1-9]\d?", re.IGNORECASE)
_FILE = re.compile(rf"(?P<stem>/.+?)[-_,](?:{_WORD}[-_]?)?[1-9]\d?(?P<type>\.(?:html?|php|aspx?))", re.IGNORECASE)
_BEHIND = re.compile(rf"/(?:{_WORD}[-_/]?)?([1-9]\d?)", re.IGNORECASE)
_BESIDE = re.compile(rf"[-_,](?:{_WORD}[-_]?)?([1-9]\d?)", re.IGNORECASE)
_TAIL = re.compile(rf"[-_,](?:{_WORD}[-_]?)?\d\d?$", re.IGNORECASE)
_PARAMETERS = frozenset("page p pg seite pagina pagenum page_no pageno part teil".split())
_NEXT = re.compile(
    r"(?:go to )?(?:the )?next (?:page|part)|continue to (?:page|part) \d+"
    r"|(?:page|part|seite|teil|p[áa]gina|partie) \d+|(?:weiter )?zur (?:n[äa]chsten )?seite(?: \d+)?|n[äa]chste seite"
    r"|page suivante|(?:p[áa]gina )?siguiente|siguiente p[áa]gina|pr[óo]xima p[áa]gina|pagina (?:successiva|seguente)"
    r"|अगला (?:पृष्ठ|पेज)"
)
_EDGES = " \t:|<=>»›«‹→←…–—-[]()"
_COMMENTS = frozenset({"comments", "comment", "commentlist", "disqus", "respond"})
_MOST_LINKS = 400
"""How many links that may lead through a story are looked at."""
_LABEL = 40
"""Characters of the longest text beside the links of a pager: "Pages:"."""
_LINK = 15
"""Characters of a link of a pager, on average."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A link to a part."""

    number: int
    form: str
    """The part's URL with ``{}`` in the place of its number; empty for the first part's."""
    text: str
    rel: str
    url: str
    element: HtmlElement

    @property
    def is_counted(self) -> bool:
        """Whether its text is the part's number."""
        return self.text.isdecimal() and int(self.text) == self.number


def find_parts(
    root: HtmlElement, url: str, base: str, canonical: str | None
) -> tuple[tuple[str, ...], tuple[HtmlElement, ...]]:
    """The canonical URLs of all parts of the page's story, first to last, and the elements that lead through them.

    Both are empty for a story on one page, and for a page that doesn't tell for certain.

    Args:
        root: the page.
        url: its canonical URL.
        base: what its links are relative to.
        canonical: what it names as its canonical URL.
    """
    links = list(islice(_links(root, url, base), _MOST_LINKS))
    for stem, own in _roles(url):
        mentions = [mention for element, target in links if (mention := _mention(element, target, stem))]
        if own == 1 and not any(_leads_on(mention, 1) for mention in mentions):
            continue
        if own > 1 and not (_same(canonical, stem) or any(_leads_back(mention, own) for mention in mentions)):
            continue
        sure = [m for m in mentions if m.number > 1 and (m.is_counted or _leads_on(m, own))]
        forms = [mention.form for mention in sure] + ([_form(url, stem)] if own > 1 else [])
        last = max([own, *(mention.number for mention in sure)])
        if len({form.rstrip("/") for form in forms}) == 1 and last <= MOST_PARTS:
            form = forms[0]
            first = next((m.url for m in mentions if m.number == 1 and not m.form), stem)
            urls = [first, *(form.replace("{}", str(number)) for number in range(2, last + 1))]
            urls[own - 1] = url
            return tuple(urls), tuple(_pagers(mentions))
    return (), ()


def join_parts(first: Article, parts: Sequence[Article]) -> Article:
    """The story of its first part and those behind it, as far as they could be had.

    The first part gives the fields; agencies and rights are those of all. Lines that stand in an earlier part are left
    out; links come once each, numbered in the order of the parts.
    ``rules["paragraphs"]`` tells how many parts of how many are in it.
    """
    if not first.parts and not parts:
        return first
    have = (first, *parts)
    urls = max((part.parts for part in have), key=len)
    lines = list(zip_longest(first.paragraphs, first.paragraph_kinds))
    for part in parts:
        known = {fold(line) for line in (*(text for text, _ in lines), first.title or "", first.standfirst or "")}
        told = zip_longest(part.paragraphs, part.paragraph_kinds)
        lines += [(line, kind) for line, kind in told if fold(line) not in known]
    names = dict.fromkeys(url for part in have for url in (*part.aliases, part.url, part.fetched_url))
    aliases = tuple(url for url in dict.fromkeys((*names, *urls)) if url != first.url)
    rule = f"{first.rules.get('paragraphs', '')}, {len(have)} of {len(urls)} parts"
    return replace(
        first,
        paragraphs=tuple(line for line, _ in lines),
        paragraph_kinds=tuple(kind or "paragraph" for _, kind in lines),
        captions=tuple(dict.fromkeys(caption for part in have for caption in part.captions)),
        embeds=tuple(dict.fromkeys(url for part in have for url in part.embeds)),
        links=_joined_links(have, frozenset(map(identity_key, (*names, *urls)))),
        agencies=tuple(dict.fromkeys(name for part in have for name in part.agencies)),
        aliases=aliases,
        parts=urls,
        rights=tuple(dict.fromkeys(right for part in have for right in part.rights)),
        rules={**first.rules, "paragraphs": rule},
    )


def _joined_links(parts: Iterable[Article], own: frozenset[str]) -> tuple[Link, ...]:
    unique: dict[tuple[str, str], Link] = {}
    for link in (link for part in parts for link in part.links):
        if identity_key(link.url) not in own:
            unique.setdefault((link.kind, link.url), link)
    return tuple(replace(link, position=place) for place, link in enumerate(unique.values()))


def _roles(url: str) -> Iterator[tuple[str, int]]:
    """What the page may be: a later part, or the first; the first part's URL with the page's own number."""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    slash = "/" if parts.path.endswith("/") else ""
    stems = []
    if match := _FOLDER.fullmatch(path):
        stems.append(parts._replace(path=match["stem"] + slash).geturl())
    if match := _FILE.fullmatch(path):
        stems.append(parts._replace(path=match["stem"] + match["type"]).geturl())
    pairs = parts.query.split("&")
    rest = [pair for pair in pairs if pair.partition("=")[0].lower() not in _PARAMETERS]
    if len(rest) == len(pairs) - 1:
        stems.append(parts._replace(query="&".join(rest)).geturl())
    for stem in stems:
        found = _number(url, stem)
        if found and found[0] > 1:
            yield stem, found[0]
    yield url, 1


def _number(url: str, stem: str) -> tuple[int, str] | None:
    """Which part of the story at ``stem`` a URL is, and the form of its parts' URLs; None if it is none."""
    story, part = urlsplit(stem), urlsplit(url)
    above, path = story.path.rstrip("/"), part.path.rstrip("/")
    if part.netloc != story.netloc or not above:
        return None
    if path == above:
        return _number_in_query(url, story.query, part.query)
    if part.query != story.query:
        return None
    if path.startswith(f"{above}/"):
        return _split(url, _BEHIND.fullmatch(path, len(above)))
    stem, dot, kind = above.rpartition(".")
    if dot and path.startswith(stem) and path.endswith(f".{kind}"):
        return _split(url, _BESIDE.fullmatch(path, len(stem), len(path) - len(kind) - 1))
    return None


def _number_in_query(url: str, story: str, part: str) -> tuple[int, str] | None:
    if part == story:
        return 1, ""
    known = story.split("&") if story else []
    pairs = part.split("&")
    left = [pair for pair in pairs if pair not in known]
    name, _, value = left[0].partition("=") if len(left) == 1 else ("", "", "")
    if name.lower() not in _PARAMETERS or len(pairs) != len(known) + 1 or not re.fullmatch(r"[1-9]\d?", value):
        return None
    return int(value), url.replace(f"{name}={value}", f"{name}={{}}")


def _split(url: str, found: re.Match[str] | None) -> tuple[int, str] | None:
    """The number that was found in a URL's path, and the URL with a gap in its place."""
    if found is None:
        return None
    parts = urlsplit(url)
    form = parts.path[: found.start(1)] + "{}" + parts.path[found.end(1) :]
    return int(found[1]), parts._replace(path=form).geturl()


def _form(url: str, stem: str) -> str:
    found = _number(url, stem)
    return found[1] if found else ""


def _links(root: HtmlElement, url: str, base: str) -> Iterator[tuple[HtmlElement, str]]:
    """The anchors of the page that may lead through a story, and the links of its head, with their canonical URLs."""
    slug = _TAIL.sub("", max(re.split("[/.]", urlsplit(url).path), key=len))
    for element in root.iter("a", "link"):
        href = element.get("href")
        if not href or (slug not in href and "%" not in slug and "/" in href.lstrip("./")[:-1]):
            continue  # leads elsewhere; to see that by its canonical URL would cost more than all else here
        if element.tag == "link" and not {"next", "prev"} & set(_rel(element)):
            continue
        try:
            yield element, canonical_url(href, base)
        except ValueError:
            continue


def _mention(element: HtmlElement, target: str, stem: str) -> _Mention | None:
    found = _number(target, stem)
    if found is None or any(tokens(above) & _COMMENTS for above in element.iterancestors() if above.tag != "body"):
        return None
    text = text_of(element).casefold().strip(_EDGES) if element.tag == "a" else ""
    return _Mention(*found, text, " ".join(_rel(element)), target, element)


def _rel(element: HtmlElement) -> list[str]:
    return (element.get("rel") or "").lower().split()


def _leads_on(mention: _Mention, own: int) -> bool:
    """Whether it leads from the page to the part behind it."""
    if mention.number != own + 1:
        return False
    return mention.is_counted or "next" in mention.rel.split() or _NEXT.fullmatch(mention.text) is not None


def _leads_back(mention: _Mention, own: int) -> bool:
    """Whether it leads from a later part to the first, under its number, or to the part before."""
    return (mention.number == 1 and mention.is_counted) or (mention.number == own - 1 and "prev" in mention.rel.split())


def _same(one: str | None, other: str) -> bool:
    return one is not None and identity_key(one) == identity_key(other)


def _pagers(mentions: Sequence[_Mention]) -> Iterator[HtmlElement]:
    """The elements that hold nothing but links to the parts, with a word before them."""
    most = _LABEL + _LINK * len(mentions)
    anchors = {mention.element for mention in mentions if mention.element.tag == "a"}
    found: dict[HtmlElement, None] = {}
    for anchor in anchors:
        pager = anchor
        for above in anchor.iterancestors():
            foreign = any(other not in anchors for other in above.iter("a"))
            if above.tag in ("body", "article", "main") or foreign or len(text_of(above)) > most:
                break
            pager = above
        if pager is not anchor or above.tag != "p":
            found[pager] = None
    yield from found
