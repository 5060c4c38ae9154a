"""Reaching out, carefully: addresses, robots.txt, the HTTP client, and what feeds and sitemaps list."""
