"""Ten made-up people and every sentence that the product says to them, stored as text."""
