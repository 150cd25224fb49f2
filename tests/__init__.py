"""Tests of everything, in folders that mirror what they test."""
