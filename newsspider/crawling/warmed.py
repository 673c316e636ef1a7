"""What the processes that read pages are forked from: it has imported all that reading needs, and read a page.

Language models and dates' vocabularies are loaded with the first page; so each process has them, and once in memory.
"""

from __future__ import annotations

import gc

from newsspider.crawling import readers
from newsspider.extraction import extract_article

__all__ = ["readers"]

_PAGE = b"""<html lang="en"><head><title>Ferry crews end their strike</title></head><body><article>
<h1>Ferry crews end their strike</h1><p>By Ann Lee, 3 May 2026</p>
<p>The crews of the ferries went back to work on Monday after nine days, and the first boat left at dawn.</p>
</article></body></html>"""

extract_article(_PAGE, "https://example.org/2026/05/ferry-crews-end-their-strike")
gc.freeze()  # what is loaded stays: it is looked through no more, nor copied for it
