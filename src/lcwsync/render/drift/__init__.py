"""Drift in every format."""
