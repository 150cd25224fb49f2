"""A provider of OpenID Connect for tests: allauth's own, in a process and a database of its own."""

# Here, since whoever imports the provider's own tables adds them to those of the tests.
CLIENT_ID, SECRET = "supple", "a secret of the client"
