"""What the database holds: copies of it, sums of them, and whether its tables are whole."""
