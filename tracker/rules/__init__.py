"""The rules of a session: its stages, plan, events and log, and a phone's clock. No Django."""
