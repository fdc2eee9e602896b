"""A preview in every format."""
