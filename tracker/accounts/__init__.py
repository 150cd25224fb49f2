"""Adapts allauth: its forms, mails, addresses and notices."""
