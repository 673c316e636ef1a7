"""The Scrapy settings, and the only place that reads the environment.

Any of them can be set for one run: ``newsspider crawl … -s NAME=VALUE``, ``scrapy crawl … -s NAME=VALUE``.
"""

import os
from importlib.metadata import version

BOT_NAME = "newsspider"
SPIDER_MODULES = ["newsspider.spiders"]
NEWSPIDER_MODULE = "newsspider.spiders"
SPIDER_CONTRACTS = {"newsspider.crawling.contracts.SampleStoryContract": 1}

# Where the data goes ------------------------------------------------------------------------------------------------

NEWSSPIDER_MONGO_URI = os.environ.get("NEWSSPIDER_MONGO_URI", "")
"""URI of the MongoDB; empty for the embedded one."""
NEWSSPIDER_DATA_DIR = os.environ.get("NEWSSPIDER_DATA_DIR", "")
"""Folder of the embedded MongoDB's data; empty for the user's data folder."""
NEWSSPIDER_DATABASE = os.environ.get("NEWSSPIDER_DATABASE", "newsspider")
"""Name of the database."""

ITEM_PIPELINES = {
    "pipelines.normalize.NormalizePipeline": 100,
    "pipelines.deduplicate.DeduplicatePipeline": 200,
    "pipelines.store.StorePipeline": 300,
}
EXTENSIONS = {"newsspider.crawling.archive_session.ArchiveSession": 0}
SPIDER_MIDDLEWARES = {
    "newsspider.crawling.archive_session.StoreFaults": 10,
    # what nobody here asks for, and each answer would go through
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
}

# What is crawled ----------------------------------------------------------------------------------------------------

NEWSSPIDER_SITES = os.environ.get("NEWSSPIDER_SITES", "")
"""Folder of newspapers' TOMLs of one's own; empty for ./sites where it exists."""
NEWSSPIDER_RIGHTS = ["noindex", "noarchive", "nofollow", "tdm"]
"""The reservations that are kept: noindex and tdm pages are refused, of a noarchive page no bytes are kept, the
links of a nofollow page are not followed. Leave one out to ignore it."""

# What is kept -------------------------------------------------------------------------------------------------------

NEWSSPIDER_KEEP_PAGES_DAYS = 0
"""Age in days at which raw pages are dropped, at the end of a run; 0 to keep them all. What is dropped can't be
extracted again (``reextract``)."""

# How pages are read -------------------------------------------------------------------------------------------------

_cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
NEWSSPIDER_READERS = int(os.environ.get("NEWSSPIDER_READERS") or _cores or 1)
"""Processes in which pages are read, by default one for each core that may be used; 0 reads them in the crawl's own,
where nothing guards it against a bad page."""

# A page is one item, or a few requests: Scrapy begins so many tasks for each answer.
CONCURRENT_ITEMS = 4

# Politeness ---------------------------------------------------------------------------------------------------------

NEWSSPIDER_CONTACT = os.environ.get("NEWSSPIDER_CONTACT", "")
"""Who runs this crawl, for the newspapers' log: a URL or a mail address."""
USER_AGENT = f"newsspider/{version('newsspider')}" + (f" (+{NEWSSPIDER_CONTACT})" if NEWSSPIDER_CONTACT else "")
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newsspider"
NEWSSPIDER_CRAWL_DELAY_MAX = 30
"""The longest Crawl-delay of a robots.txt that is kept, in seconds; 0 keeps none."""
DOWNLOAD_DELAY = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1

# Bounds: a page, a URL, a run ---------------------------------------------------------------------------------------

DOWNLOAD_MAXSIZE = 10 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 20
RETRY_GIVE_UP_LOG_LEVEL = "INFO"
REDIRECT_MAX_TIMES = 5
# Longer URLs than newsspider.urls.LONGEST are none; Scrapy would drop some of ours without a word.
URLLENGTH_LIMIT = 0
CLOSESPIDER_PAGECOUNT = 50_000
CLOSESPIDER_TIMEOUT = 24 * 3600

# Safety -------------------------------------------------------------------------------------------------------------

DOWNLOAD_HANDLERS = {
    "http": "newsspider.crawling.connections.BoundedHTTP11DownloadHandler",
    "https": "newsspider.crawling.connections.BoundedHTTP11DownloadHandler",
    **dict.fromkeys(("data", "file", "ftp", "s3")),
}
DOWNLOADER_MIDDLEWARES = {
    "newsspider.crawling.scope.ScopeMiddleware": 50,
    "newsspider.crawling.politeness.RobotsMiddleware": 100,
    "newsspider.crawling.rights.RightsMiddleware": 110,
    "newsspider.crawling.politeness.PatientRetryMiddleware": 550,
    "newsspider.crawling.compression.CompressionMiddleware": 590,
    # those whose places they take
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
}
DOWNLOAD_VERIFY_CERTIFICATES = True
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
# A page that sends a browser on after a while is a page all the same.
METAREFRESH_ENABLED = False

FEED_EXPORT_ENCODING = "utf-8"
# What -o FILE writes of an item: the article, or why there is none; not the bytes of the page.
FEED_EXPORT_FIELDS = ["article", "url", "site", "reason", "detail", "seen_at"]
LOG_FORMATTER = "newsspider.crawling.logs.BriefLogFormatter"
LOG_LEVEL = "INFO"
NEWSSPIDER_LOG_JSON = os.environ.get("NEWSSPIDER_LOG_JSON", "0")
"""1 for a log of JSON objects, one a line; 0 for lines of text."""
ADDONS = {"newsspider.crawling.json_logs.JsonLogs": 0}
