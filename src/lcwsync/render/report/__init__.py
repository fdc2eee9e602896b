"""Static pages about a tenant: what comes, what failed."""
