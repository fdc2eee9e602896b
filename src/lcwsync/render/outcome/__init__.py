"""What an apply did, in every format."""
