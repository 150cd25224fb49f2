"""The pages, a module per concept; every view reads only rows of the person signed in."""
