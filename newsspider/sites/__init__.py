"""Newspapers: what is known of one, from its TOML or by default.

A newspaper needs no TOML: ``site_for_url`` gives a default that is good for any. A TOML adds what the pages don't
say. It is read from the folder of one's own (``./sites``, ``--sites DIR``), else from the ones that come with the
package. ``loading.py`` reads them strictly.
"""

from newsspider.sites.loading import SITE_KEYS, known_sites, load_site, read_site, site_for_url
from newsspider.sites.site import Site, host_of

__all__ = ["SITE_KEYS", "Site", "host_of", "known_sites", "load_site", "read_site", "site_for_url"]
