"""The people in a workflow's scope, when it runs for each of them, and who would receive each pass."""
