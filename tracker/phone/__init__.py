"""Builds what a phone stores so that it works without a network."""
