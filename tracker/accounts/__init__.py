"""Accounts around allauth: its forms, mails, addresses and notices."""
