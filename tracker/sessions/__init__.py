"""What can be done with a session, and the only code that writes one."""
