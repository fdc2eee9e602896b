"""Questions to a tenant that need more than the plan's own reads: planning itself, export, preview, audit, runs."""
