"""An audit in every format."""
