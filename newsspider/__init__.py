"""A newspaper into MongoDB: clean stories with their typed related-link graph."""

from newsspider.extraction import extract_article
from newsspider.sites import load_site

__all__ = ["extract_article", "load_site"]
