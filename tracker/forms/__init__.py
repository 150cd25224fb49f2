"""Validates untrusted input, for pages and sync alike."""
