"""What leaves a person's account as a file, and what comes back from one."""
