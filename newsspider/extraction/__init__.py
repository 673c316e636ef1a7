"""Page bytes, URL and newspaper into an Article: pure, without Scrapy and MongoDB.

Each name's module is imported when the name is first used: the process that crawls lets others read the pages.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsspider.extraction.article import Examination, examine_page, extract_article
    from newsspider.extraction.parts import join_parts

__all__ = ["Examination", "examine_page", "extract_article", "join_parts"]

_NAMES = {
    "article": ("Examination", "examine_page", "extract_article"),
    "parts": ("join_parts",),
}
_HOMES = {name: f"{__name__}.{home}" for home, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import a public name's module when the name is used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
