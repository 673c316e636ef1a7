"""What the processes that read pages are forked from: it has imported all that reading needs, and read a page.

So each has, and has in common, what is loaded with a first page; the model that tells languages alone is 75 MB.
"""

from __future__ import annotations

import gc

from newsspider.crawling import readers
from newsspider.extraction import extract_article

__all__ = ["readers"]

_PAGE = b"""<html lang="en"><head><title>Ferry strike ends</title></head><body><article><h1>Ferry strike ends</h1>
<p>By Ann Lee, 3 May 2026</p><p>The ferries sail again: their crews and the company agreed on wages.</p></article>
</body></html>"""
"""Long enough a story to ask for its language."""

extract_article(_PAGE, "https://example.org/2026/05/ferry-strike-ends")
gc.freeze()  # what is loaded stays: it is looked through no more, nor copied for it
