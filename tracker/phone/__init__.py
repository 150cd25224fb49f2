"""What a phone gets so that it can go on without a network."""
