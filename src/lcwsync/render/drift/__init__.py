"""What the tenant has that differs from git, in every format."""
