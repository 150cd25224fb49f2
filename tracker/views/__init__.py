"""One module per concept; each view starts from the person who asks."""
