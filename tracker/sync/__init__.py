"""The contract of docs/sync.md: what a phone sends, checked, decided on and written."""
