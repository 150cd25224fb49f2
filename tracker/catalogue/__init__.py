"""The mobility tests and routines that come with the app, one TOML file each."""
