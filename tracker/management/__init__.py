"""What a host runs: the commands, and the synchronisation of the catalogue."""
