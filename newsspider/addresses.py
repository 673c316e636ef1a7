"""Tells by its URL what a page of a newspaper can't be: a story, or more than a page of a list.

A URL alone seldom proves a story; it often disproves one. What passes here is fetched, and its page kind decides.
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from newsspider.sites import Site
from newsspider.urls import same_story

# Segments that head a list or a service wherever they stand in a path.
_INDEX_SEGMENTS = frozenset(
    "tag tags author authors search suche recherche calendar login signin sign-in register registration"
    " signup subscribe account wp-admin wp-login.php wp-json wp-content wp-includes cdn-cgi xmlrpc.php cart checkout"
    " feed rss atom comments trackback attachment".split()
)
# Segments that head a list if at most one segment follows: /topics/budget is one, /topics/2023/budget-cut is not.
_LAST_SEGMENTS = frozenset(
    "topic topics keyword keywords label labels writer writers contributor contributors byline user users by".split()
)
_INDEX_PARAMETERS = frozenset(
    "s q query search keyword author tag cat category m year month day date cal week feed replytocom attachment_id"
    " sort order orderby filter view_as per_page".split()
)
_PAGE_PARAMETERS = frozenset("page paged pg pageno page_no pagenum pagina seite start offset".split())
_FILE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|pdf|docx?|xlsx?|pptx?|odt|epub|zip|gz|rar|7z|tar|mp[34]|m4[av]"
    r"|ogg|wav|webm|mov|avi|css|js|json|xml|rss|atom|rdf|txt|ics|exe|apk|dmg|woff2?|ttf)$",
    re.IGNORECASE,
)
_DATE_PAGE = re.compile(
    r"/(?:19|20)\d\d(?:[/-](?:0?[1-9]|1[0-2])(?:[/-](?:0?[1-9]|[12]\d|3[01]))?)?(?:\.html?|\.php)?/?$"
)
_PAGE_PATH = re.compile(r"/(?:page|seite|pagina|index)[/_-]?(\d{1,5})(?:\.html?|\.php)?/?$", re.IGNORECASE)
_DATE_IN_PATH = re.compile(r"/((?:19|20)\d\d)[/-](0[1-9]|1[0-2])(?:[/-](0[1-9]|[12]\d|3[01]))?(?=[/-]|$)")


def is_story_url(url: str, site: Site) -> bool:
    """Whether the URL may be a story's.

    False for other sites, the home page, files, feeds, and the pages of tags, authors, dates, searches and lists;
    and, where the newspaper's TOML tells its permalinks, for whatever has another form.
    """
    if not site.owns(url) or same_story(url, site.home):
        return False
    if site.match_permalink(url) is None:
        return False
    return not is_index_url(url)


def is_index_url(url: str) -> bool:
    """Whether the URL has the form of a file, a feed, a service or a list (tag, author, date, search, page N)."""
    parts = urlsplit(url)
    path = parts.path.lower()
    segments = [segment for segment in path.split("/") if segment]
    if _INDEX_SEGMENTS.intersection(segments) or _LAST_SEGMENTS.intersection(segments[-2:]):
        return True
    if _FILE.search(path) or _DATE_PAGE.search(path):
        return True
    return page_number(url) is not None or bool(_INDEX_PARAMETERS & _parameters(parts.query).keys())


def page_number(url: str) -> int | None:
    """Which page of a list the URL names ("/world/page/3", "?paged=3"); None if it names none."""
    parts = urlsplit(url)
    if match := _PAGE_PATH.search(parts.path):
        return int(match[1])
    for name, value in _parameters(parts.query).items():
        if name in _PAGE_PARAMETERS and value.isdecimal():
            return int(value[:6])
    return None


def date_in_url(url: str) -> date | None:
    """The day, or the first day of the month, in a dated permalink: /2023/04/25/slug; None without one."""
    match = _DATE_IN_PATH.search(urlsplit(url).path)
    if not match:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None


def looks_like_section(url: str) -> bool:
    """Whether the path is short enough for a section's: one to three segments, the last of at most three words."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if not 1 <= len(segments) <= 3 or parts.query:
        return False
    last = re.sub(r"\.(?:html?|php|aspx?)$", "", segments[-1])
    return len(re.split(r"[-_]", last)) <= 3 and not re.search(r"\d{3}", last)


def _parameters(query: str) -> dict[str, str]:
    return {name.lower(): value for name, value in parse_qsl(query, keep_blank_values=True)}
