"""A start of a workflow and how it ended: text, JSON."""
