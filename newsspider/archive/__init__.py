"""All of MongoDB: the embedded server, the writer of a crawl, the analysts' reader.

Each is imported when it is first used: who reads needs nothing of what writes.

TLS to a MongoDB is Python's own. Where pyOpenSSL is installed, as by Scrapy, pymongo would read by that, and ask for
revoked certificates (OCSP), though it writes by Python's; and its import takes a third of a reading command.
"""

import sys
from typing import TYPE_CHECKING

from newsspider.lazy import imported_when_used

if TYPE_CHECKING:
    from newsspider.archive.batch import Outcome
    from newsspider.archive.clusters import Cluster
    from newsspider.archive.counts import Linked, Period, Tally
    from newsspider.archive.forgetting import Erased
    from newsspider.archive.frontier import Departure, FrontierStore
    from newsspider.archive.fulltext import FullText
    from newsspider.archive.graph import InLink, OutLink, Related
    from newsspider.archive.kept import Kept
    from newsspider.archive.ledger import Ledger
    from newsspider.archive.reader import Archive, open_archive
    from newsspider.archive.searching import Hit
    from newsspider.archive.selection import Selection
    from newsspider.archive.sources import SourceStore
    from newsspider.archive.stories import Headline, Revision, StoredArticle, StoredLink
    from newsspider.archive.summary import Summary
    from newsspider.archive.writer import Writer

__all__ = [
    "Archive",
    "Cluster",
    "Departure",
    "Erased",
    "FrontierStore",
    "FullText",
    "Headline",
    "Hit",
    "InLink",
    "Kept",
    "Ledger",
    "Linked",
    "OutLink",
    "Outcome",
    "Period",
    "Related",
    "Revision",
    "Selection",
    "SourceStore",
    "StoredArticle",
    "StoredLink",
    "Summary",
    "Tally",
    "Writer",
    "open_archive",
]

sys.modules.setdefault("pymongo.pyopenssl_context", None)  # type: ignore[arg-type]

__getattr__ = imported_when_used(
    __name__,
    {
        "batch": ("Outcome",),
        "clusters": ("Cluster",),
        "counts": ("Linked", "Period", "Tally"),
        "forgetting": ("Erased",),
        "frontier": ("Departure", "FrontierStore"),
        "fulltext": ("FullText",),
        "graph": ("InLink", "OutLink", "Related"),
        "kept": ("Kept",),
        "ledger": ("Ledger",),
        "reader": ("Archive", "open_archive"),
        "searching": ("Hit",),
        "selection": ("Selection",),
        "sources": ("SourceStore",),
        "stories": ("Headline", "Revision", "StoredArticle", "StoredLink"),
        "summary": ("Summary",),
        "writer": ("Writer",),
    },
)
