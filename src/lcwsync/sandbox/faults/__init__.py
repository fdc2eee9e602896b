"""Faults that the sandbox injects on request."""
