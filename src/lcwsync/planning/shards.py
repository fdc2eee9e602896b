"""Dividing many environments among the jobs of a CI, whose matrix has 256 jobs at most."""

from collections.abc import Collection, Sequence
from hashlib import sha256
from typing import NamedTuple


class Shard(NamedTuple):
    """One of `total` parts; `number` counts from 1."""

    number: int
    total: int


def in_shard(environments: Sequence[str], shard: Shard) -> tuple[str, ...]:
    """The environments of one part, in their given order. Every environment is in exactly one part.

    The same names give the same parts, in whatever order they are listed. No part is larger than it must be, and an
    environment that comes or goes leaves most of the others where they are: each goes to the part that it prefers,
    by a digest of its name, as long as that has room.
    """
    room = -(-len(environments) // shard.total)
    parts: dict[int, set[str]] = {number: set() for number in range(1, shard.total + 1)}
    for name in sorted(environments, key=_digest):
        free = (number for number, part in parts.items() if len(part) < room)
        parts[max(free, key=lambda number: _digest(f"{number} {name}"))].add(name)
    mine: Collection[str] = parts[shard.number]
    return tuple(name for name in environments if name in mine)


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
