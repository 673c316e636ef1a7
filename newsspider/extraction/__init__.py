"""Page bytes, URL and newspaper into an Article: pure, without Scrapy and MongoDB.

Each name's module is imported when the name is first used: the process that crawls lets others read the pages.
"""

from typing import TYPE_CHECKING

from newsspider.lazy import imported_when_used

if TYPE_CHECKING:
    from newsspider.extraction.article import Examination, examine_page, extract_article
    from newsspider.extraction.parts import join_parts

__all__ = ["Examination", "examine_page", "extract_article", "join_parts"]

__getattr__ = imported_when_used(
    __name__,
    {
        "article": ("Examination", "examine_page", "extract_article"),
        "parts": ("join_parts",),
    },
)
