"""Data only: one TOML file a theme."""
