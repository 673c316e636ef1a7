"""A newspaper into MongoDB: clean stories with their typed related-link graph.

``extract_article`` reads one page, ``open_archive`` reads the store, ``load_site`` tells what is known of a newspaper.
Each is imported when it is first used: who reads the store starts neither Scrapy nor an extractor.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsspider.archive import open_archive
    from newsspider.extraction import extract_article
    from newsspider.sites import load_site

__all__ = ["extract_article", "load_site", "open_archive"]

_HOMES = {
    "extract_article": "newsspider.extraction",
    "load_site": "newsspider.sites",
    "open_archive": "newsspider.archive",
}


def __getattr__(name: str) -> Any:
    """Import a public name's module when the name is used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
