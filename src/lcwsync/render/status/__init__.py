"""Runs and failures in every format."""
