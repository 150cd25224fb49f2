"""How fast the pages are, measured on the real server; docs/performance.md says what came out."""
