"""Backups of the database, their checksums, and checks of the schema."""
