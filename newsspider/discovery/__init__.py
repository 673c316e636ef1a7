"""What feeds, sitemaps and pages name: bytes in, leads out. Pure.

``sitemaps`` and ``feeds`` read what a newspaper lists, ``pages`` reads home and section pages, ``leads`` merges and
dates what was found, ``catalogue`` holds it.
Each is imported when it is first used: who reads a date needs no extractor.
"""

from typing import TYPE_CHECKING

from newsspider.lazy import imported_when_used

if TYPE_CHECKING:
    from newsspider.discovery.catalogue import Catalogue
    from newsspider.discovery.feeds import read_feed
    from newsspider.discovery.leads import is_older, lead_date, merge_leads
    from newsspider.discovery.listing import Child, Listing
    from newsspider.discovery.pages import PageLinks, SectionLink, read_page
    from newsspider.discovery.reading import is_feed, read_listing, read_parts
    from newsspider.discovery.sitemaps import sitemaps_in_robots
    from newsspider.discovery.wordpress import edits_url, read_edits

__all__ = [
    "Catalogue",
    "Child",
    "Listing",
    "PageLinks",
    "SectionLink",
    "edits_url",
    "is_feed",
    "is_older",
    "lead_date",
    "merge_leads",
    "read_edits",
    "read_feed",
    "read_listing",
    "read_page",
    "read_parts",
    "sitemaps_in_robots",
]

__getattr__ = imported_when_used(
    __name__,
    {
        "catalogue": ("Catalogue",),
        "feeds": ("read_feed",),
        "leads": (
            "is_older",
            "lead_date",
            "merge_leads",
        ),
        "listing": (
            "Child",
            "Listing",
        ),
        "pages": (
            "PageLinks",
            "SectionLink",
            "read_page",
        ),
        "reading": (
            "is_feed",
            "read_listing",
            "read_parts",
        ),
        "sitemaps": ("sitemaps_in_robots",),
        "wordpress": (
            "edits_url",
            "read_edits",
        ),
    },
)
