"""More rows than should be held: written to a temporary file as they come, and read back in order."""

import heapq
import json
import tempfile
from collections.abc import Iterable, Iterator

Key = tuple[bool, float, str, str]

_CHUNK_BYTES = 1 << 16


class Spool:
    """Texts with their keys. Each part that is added is sorted by itself, and the parts are merged when they are read.

    The file has no name and is for its owner alone; it is gone with the process. Raises OSError.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the spool
        self._parts: list[tuple[int, int]] = []
        self._end = 0

    def add(self, rows: Iterable[tuple[Key, str]]) -> None:
        """One part."""
        lines = b"".join(json.dumps([*key, text]).encode("ascii") + b"\n" for key, text in sorted(rows))
        self._file.write(lines)
        self._parts.append((self._end, self._end + len(lines)))
        self._end += len(lines)

    def __iter__(self) -> Iterator[str]:
        """The texts in the order of their keys."""
        self._file.flush()
        for row in heapq.merge(*(self._rows(*part) for part in self._parts)):
            yield str(row[-1])

    def close(self) -> None:
        """Forget everything."""
        self._file.close()

    def _rows(self, at: int, end: int) -> Iterator[list[object]]:
        rest = b""
        while at < end:
            self._file.seek(at)
            chunk = self._file.read(min(_CHUNK_BYTES, end - at))
            at += len(chunk)
            *lines, rest = (rest + chunk).split(b"\n")
            yield from map(json.loads, lines)
