"""The stages between the spider and the store: each a pure function on top, a thin Scrapy shell below."""
