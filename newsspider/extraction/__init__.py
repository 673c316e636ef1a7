"""Page bytes, URL and newspaper into an Article: pure, without Scrapy and MongoDB."""

from newsspider.extraction.article import Examination, examine_page, extract_article
from newsspider.extraction.parts import join_parts

__all__ = ["Examination", "examine_page", "extract_article", "join_parts"]
