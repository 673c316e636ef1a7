"""A newspaper into MongoDB: clean stories with their typed related-link graph.

``extract_article`` reads one page, ``open_archive`` reads the store, ``load_site`` tells what is known of a newspaper.
Each is imported when it is first used: who reads the store starts neither Scrapy nor an extractor.
"""

from typing import TYPE_CHECKING

from newsspider.lazy import imported_when_used

if TYPE_CHECKING:
    from newsspider.archive import open_archive
    from newsspider.extraction import extract_article
    from newsspider.sites import load_site

__all__ = ["extract_article", "load_site", "open_archive"]

__getattr__ = imported_when_used(
    __name__, {"archive": ("open_archive",), "extraction": ("extract_article",), "sites": ("load_site",)}
)
