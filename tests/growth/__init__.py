"""Each thing that CONTRIBUTING says how to add is added here, and seen at work."""
