"""Canonical form and identity of a URL.

``canonical_url`` is how a URL is written in the store: the site's own form without what never changes the page.
``identity_key`` is what two URLs of one story share: it also folds scheme, www, AMP and print twins and the
trailing slash. ``article_id`` is the key's hash, the ``_id`` of an article.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from w3lib.url import safe_url_string

# courlan's list of trackers also drops parameters that select the story on some sites (cid, eid, uid).
_TRACKING = re.compile(
    r"(?:utm|mtm|pk|piwik|itm|hsa|oly|vero|at|ns|wt|_hs)_\w+|mc_[ce]id|mkt_tok|_g[al]|_openstat"
    r"|(?:fb|g|dc|y|tw|tt|msclk|ms)clid|msclkid|gbraid|wbraid|igsh(?:id)?|srsltid|yclid|wickedid"
    r"|ref|ref_?src|ref_url|referr?er|source|src|cmp|cmpid|campaign|xtor|maca|smid|ftag|ocid|feature|share|partner",
    re.IGNORECASE,
)
_SESSION = re.compile(r"phpsessid|jsessionid|aspsessionid\w*|session_?id|cfid|cftoken", re.IGNORECASE)
_SESSION_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_TWIN_MARK = re.compile(
    r"(?:amp|print|printable)=(?:1|true|yes|y|amp|print)?|(?:outputtype|output|view|format|mode)=(?:amp|print\w*)",
    re.IGNORECASE,
)
_TWIN_PATH = re.compile(r"(?<=[^/])(?:/(?:amp|print)|[.](?:amp|print)(?=[.]html?$)|[.]amp)/?(?=$|[.]html?$)")
_TWIN_ROOT = re.compile(r"^/(?:amp|print)(?=/[^/])")
# In http and https URLs a backslash is a slash (WHATWG URL, 4.4), up to the query.
_SLASHES = re.compile(r"^(?:https?:)?[^?#]*", re.IGNORECASE)
_ORIGIN = re.compile(r"https?://[^/?#\\\s]+")
_VARIANT_HOST = re.compile(r"^(?:www|amp|m|mobile)\.(?=.+\.)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)
LONGEST = 4_000
"""Characters that a URL may have; browsers and servers take more of some, no newspaper needs them."""
_REMEMBERED = 8_192
"""The pages of a newspaper link to the same addresses again and again: so many are kept worked out."""
_PLAIN = re.compile(r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*/[A-Za-z0-9._~/-]*")
"""A URL in canonical form of which nothing has to be taken apart to see it, as most are."""
_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNRESERVED_ESCAPE = re.compile(r"%(2D|2E|5F|7E|3[0-9]|[46][1-9A-F]|[57][0-9A])", re.IGNORECASE)
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")


def canonical_url(url: str, base: str | None = None) -> str:
    """The URL as the store writes it; idempotent.

    Absolute (against ``base``), host in lower case, without default port, credentials, fragment, tracking
    parameters (utm_* and the like) and session ids; escapes normalized (RFC 3986, section 6.2.2); the order of the
    query and the trailing slash stay as the site has them.

    Raises:
        ValueError: the URL is not http or https, can't be split, or is longer than ``LONGEST``.
    """
    return _canonical(url, _telling(url, base) if base else None)


def _telling(url: str, base: str) -> str | None:
    """What of a base matters to a URL, so that those which all pages link are worked out once."""
    if url.startswith(("https://", "http://")):
        return None
    if url.startswith("/") and url[1:2] not in ("/", "\\") and (found := _ORIGIN.match(base)):
        return found[0]
    return base


@lru_cache(_REMEMBERED)
def _canonical(url: str, base: str | None) -> str:
    if len(url) > LONGEST:
        raise ValueError(f"a URL of {len(url)} characters: {url[:100]!r}…")
    if (plain := _joined(url, base)) and _PLAIN.fullmatch(plain):
        return plain
    text = _SLASHES.sub(lambda found: found[0].replace("\\", "/"), url.strip())
    parts = urlsplit(safe_url_string(urljoin(base, text) if base else text))
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise ValueError(f"not an http or https URL: {url!r}")
    path = _normal_escapes(_SESSION_PATH.sub("", parts.path)) or "/"
    query = _normal_escapes(_without(parts.query, _TRACKING, _SESSION))
    return urlunsplit((scheme, origin_host(parts), path, query, ""))


def _joined(url: str, base: str | None) -> str | None:
    """The URL in full, where there is nothing to be worked out for it."""
    if base is None:
        return url
    is_rooted = url.startswith("/") and not url.startswith("//") and "/." not in url
    return f"{base}{url}" if is_rooted and base.count("/") == 2 else None


@lru_cache(_REMEMBERED)
def identity_key(url: str) -> str:
    """What all URLs of one story share: host without www, path without AMP and print marks, sorted query.

    >>> identity_key("https://www.example.org:443/a/story/amp/?utm_source=x&id=7#top")
    'example.org/a/story?id=7'

    Raises:
        ValueError: as ``canonical_url``.
    """
    # the canonical form is cut in its parts with no more than this
    located, _, query = canonical_url(url).partition("://")[2].partition("?")
    host, _, path = located.partition("/")
    host, path = _VARIANT_HOST.sub("", host), _INDEX.sub("/", f"/{path}")
    if "amp" in path or "print" in path:
        path = _TWIN_ROOT.sub("", _TWIN_PATH.sub("", path))
    place = f"{host}{path.rstrip('/') or '/'}"
    pairs = [(k, v) for k, v in _pairs(query) if not _TWIN_MARK.fullmatch(f"{k}={v}")] if query else ()
    return f"{place}?{urlencode(sorted(pairs))}" if pairs else place


def is_twin(url: str) -> bool:
    """Whether the URL is marked as the AMP or print twin of another.

    Raises:
        ValueError: as ``canonical_url``.
    """
    parts = urlsplit(canonical_url(url))
    marked = any(_TWIN_MARK.fullmatch(f"{k}={v}") for k, v in _pairs(parts.query))
    path = _TWIN_PATH.search(parts.path) or _TWIN_ROOT.match(parts.path)
    return marked or path is not None or parts.netloc.startswith("amp.")


def article_id(url: str) -> str:
    """The store's id of the story at this URL: 16 bytes of blake2b of its identity key, as 32 hex digits.

    Raises:
        ValueError: as ``canonical_url``.
    """
    return key_id(identity_key(url))


@lru_cache(_REMEMBERED)
def key_id(key: str) -> str:
    """The id that belongs to an identity key: 16 bytes of blake2b, as 32 hex digits."""
    return blake2b(key.encode(), digest_size=16).hexdigest()


@lru_cache(_REMEMBERED)
def origin(url: str) -> str:
    """Scheme, host and port of a URL, without a default port: ``https://example.org``.

    Raises:
        ValueError: as ``canonical_url``.
    """
    parts = urlsplit(canonical_url(url))
    return f"{parts.scheme}://{parts.netloc}"


def origin_host(parts: SplitResult) -> str:
    """Host in lower case, with the port unless it is the scheme's default; no credentials."""
    host = (parts.hostname or "").rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    port = parts.port
    return host if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"


def without_credentials(url: str) -> str:
    """The URL without user and password; what is no URL stays as it is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])) if "@" in parts.netloc else url


def same_story(one: str, other: str) -> bool:
    """Whether two URLs have one identity. False if either is no http or https URL."""
    try:
        return identity_key(one) == identity_key(other)
    except ValueError:
        return False


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _without(query: str, *drop: re.Pattern[str]) -> str:
    kept = []
    for pair in query.split("&"):
        name = pair.partition("=")[0].replace("%5F", "_").replace("%5f", "_")
        if pair and not any(pattern.fullmatch(name) for pattern in drop):
            kept.append(pair)
    return "&".join(kept)


def _normal_escapes(text: str) -> str:
    """Escapes in upper case, unreserved characters bare."""
    bare = _UNRESERVED_ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)
    return _ESCAPE.sub(lambda m: m[0].upper(), bare)
