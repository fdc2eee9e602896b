"""A plan and its outcome in every format."""
