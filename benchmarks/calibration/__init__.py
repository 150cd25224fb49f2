"""Measures how often the product is wrong, with simulated people who look after every session."""
