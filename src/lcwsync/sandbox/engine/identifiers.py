"""Ids of what the engine makes."""

from random import Random
from uuid import UUID


def new_id(randomness: Random) -> str:
    """A GUID."""
    return str(UUID(int=randomness.getrandbits(128), version=4))
