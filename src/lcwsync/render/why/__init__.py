"""What workflows make of one person, in every format."""
