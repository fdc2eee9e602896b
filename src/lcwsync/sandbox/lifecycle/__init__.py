"""Lifecycle Workflows and the Temporary Access Pass policy of the sandbox."""
