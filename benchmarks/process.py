"""Whole processes measured from outside: wall time, CPU time and peak memory."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PYTHON = sys.executable
LCWSYNC = (PYTHON, "-m", "lcwsync")

_BYTECODE = tempfile.TemporaryDirectory(prefix="bytecode-")
"""Bytecode is written here by the first run of everything, which is not counted."""


@dataclass(frozen=True, slots=True)
class Run:
    """One process: seconds and bytes. Linux counts at least the memory of the process that started it."""

    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Sample:
    """Several runs of one command."""

    runs: tuple[Run, ...]

    @property
    def wall(self) -> float:
        return statistics.median(run.wall for run in self.runs)

    @property
    def spread(self) -> str:
        """Fastest and slowest, in milliseconds."""
        walls = [run.wall * 1000 for run in self.runs]
        return f"{min(walls):.0f}-{max(walls):.0f}"

    @property
    def cpu(self) -> float:
        return statistics.median(run.cpu for run in self.runs)

    @property
    def memory(self) -> int:
        return max(run.memory for run in self.runs)


def run(
    words: Sequence[str], *, cwd: Path, environ: Mapping[str, str] | None = None, codes: Sequence[int] = (0,)
) -> Run:
    """Run to the end. Raises RuntimeError for an exit code that is not among `codes`."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("LCWSYNC_", "PYTHON"))}
    settings |= {"PYTHONPYCACHEPREFIX": _BYTECODE.name} | dict(environ or {})
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen(words, cwd=cwd, env=settings, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            said.seek(0)
            raise RuntimeError(f"{' '.join(words)}: exit {process.returncode}\n{said.read().decode()[-2000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def in_turn(
    commands: Mapping[str, Sequence[str]],
    *,
    times: int,
    cwd: Path,
    environ: Mapping[str, str] | None = None,
    codes: Sequence[int] = (0,),
) -> dict[str, Sample]:
    """Every command `times` times, taking turns, so that a busy moment of the machine meets them all."""
    for words in commands.values():
        run(words, cwd=cwd, environ=environ, codes=codes)
    taken: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, words in commands.items():
            taken[name].append(run(words, cwd=cwd, environ=environ, codes=codes))
    return {name: Sample(tuple(runs)) for name, runs in taken.items()}
