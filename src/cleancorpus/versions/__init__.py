"""Versions of a dataset that exist: opened, compared, numbered, freed of what was taken down."""
