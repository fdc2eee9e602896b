"""HTTP with Graph: one client, batches, retries, limits."""
