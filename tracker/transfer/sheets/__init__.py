"""Spreadsheets: one's own notes of before, and ratings.csv."""
