"""The versions of a workflow: text, markdown, JSON."""
