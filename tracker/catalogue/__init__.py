"""The built-in mobility tests and routines, one TOML file each."""
