"""What a polite, bounded crawl of a newspaper adds to Scrapy."""
