"""YAML files as nodes with places: reading, limits, variables."""
