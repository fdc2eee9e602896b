"""What the tenant did and what this identity may do: runs, versions, sign-in, permissions, licence."""
