"""Numbers in, numbers and words out: no Django, no database, no clock."""
