"""What is read of a person: the history of their sessions, and what follows from it."""
