"""Who a workflow concerns, when it takes each person up, and who would receive each pass."""
