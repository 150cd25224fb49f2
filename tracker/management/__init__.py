"""Commands for the one who hosts the site."""
