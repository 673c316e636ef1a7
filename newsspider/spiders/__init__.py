"""The spiders: ``news`` for whole newspapers, ``page`` for given URLs, ``warc`` for pages that were saved."""
