"""Languages: what is marked, its catalogues, and two made-up languages that show what is not."""
