"""Commands for the host of the site."""
