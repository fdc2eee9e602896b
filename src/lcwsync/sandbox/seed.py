"""The company a new sandbox is filled with."""

from lcwsync.sandbox.store import Store


def seed(store: Store) -> None:
    """Fill an empty store."""
