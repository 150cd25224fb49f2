"""Statistics and their wording: pure functions without Django, a database or a clock."""
