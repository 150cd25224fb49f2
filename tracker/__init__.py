"""The app: mobility tests, routines, sessions, and what changed."""
