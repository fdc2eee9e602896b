"""The outcome of an apply in every format."""
