"""A corpus played as its outlets' news sites on this machine: feeds, sitemaps, robots.txt and article pages.

It stands in for the network in the demo and in tests: what collects from it meets the same feeds, encodings,
revisions and page furniture as on real sites, and every article's true text is known from the corpus.
"""
