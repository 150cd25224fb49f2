"""A provider of OpenID Connect for tests: allauth's own, in a process and a database of its own."""
