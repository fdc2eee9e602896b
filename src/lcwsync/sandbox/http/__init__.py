"""Routing, batches and permission checks of the sandbox."""
