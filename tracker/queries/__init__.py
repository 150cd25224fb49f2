"""Reads the history of a person's sessions, and the answers that follow from it."""
