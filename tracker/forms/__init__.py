"""Untrusted input becomes clean values here, for pages, sync and import alike."""
