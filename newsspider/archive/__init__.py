"""All of MongoDB: the embedded server, the writer of a crawl, the analysts' reader."""

from newsspider.archive.batch import Outcome
from newsspider.archive.forgetting import Erased
from newsspider.archive.frontier import Departure, FrontierStore
from newsspider.archive.kept import Kept
from newsspider.archive.ledger import Ledger
from newsspider.archive.reader import Archive, Cluster, InLink, OutLink, Related, open_archive
from newsspider.archive.sources import SourceStore
from newsspider.archive.stories import Revision, StoredArticle, StoredLink
from newsspider.archive.summary import Summary
from newsspider.archive.writer import Writer

__all__ = [
    "Archive",
    "Cluster",
    "Departure",
    "Erased",
    "FrontierStore",
    "InLink",
    "Kept",
    "Ledger",
    "OutLink",
    "Outcome",
    "Related",
    "Revision",
    "SourceStore",
    "StoredArticle",
    "StoredLink",
    "Summary",
    "Writer",
    "open_archive",
]
