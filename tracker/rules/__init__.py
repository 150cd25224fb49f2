"""The rules of a session without tables: its plan, its log, and a phone's clock. No Django."""
