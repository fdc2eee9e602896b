"""Speed, as ratios of one run: starting, validating, planning, applying, exporting, previewing.

    python -m benchmarks.run            everything, about six minutes
    python -m benchmarks.run --quick    fewer rounds and sizes, about a minute

Run from the root of the repository on a quiet machine. Prints Markdown for docs/performance.md.
"""

import argparse
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from benchmarks import growth
from benchmarks.files import ROOT, sales_files
from benchmarks.peers import octodns, terraform
from benchmarks.process import LCWSYNC, PYTHON, Run, Sample, in_turn, run

from lcwsync.tenant.http.batch import BATCH_SIZE

LATENCIES = (0, 50, 200)

Request = tuple[str, str, float, float]
"""Method, path with query and body, start and end in seconds."""


def main() -> None:
    parser = argparse.ArgumentParser(description="measure lcwsync")
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    rounds = 3 if quick else 7
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores, {processor()}")
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        bare = _offline(here, (10, 100) if quick else (10, 100, 1000), rounds=rounds)
        _start_up(here, rounds=rounds)
        _previews(here, (1_000,) if quick else (1_000, 100_000), bare, rounds=3)
        _tenant(here, (10, 100), (50,) if quick else LATENCIES, bare, rounds=3)
        _environments(here, 10 if quick else 100, bare)
        _peers(here, rounds=rounds)
    growth.main()


def _offline(here: Path, sizes: Sequence[int], *, rounds: int) -> float:
    """Prints the table of commands without a tenant; gives the median of bare Python in seconds."""
    commands: dict[str, Sequence[str]] = {"bare Python (`-c pass`)": (PYTHON, "-c", "pass")}
    commands["`import argparse`"] = (PYTHON, "-c", "import argparse")
    commands["`--help`"] = (*LCWSYNC, "--help")
    for size in sizes:
        commands[f"`validate`, {size:,} files"] = (
            *LCWSYNC,
            "validate",
            "--config",
            str(sales_files(here / f"files-{size}", size)),
        )
    # A thousand files are found to be more workflows than a tenant holds: exit 1.
    measured = in_turn(commands, times=rounds, cwd=here, codes=(0, 1))
    bare = measured["bare Python (`-c pass`)"].wall
    _head("command", "ms", "x bare Python", "fastest-slowest ms", "CPU ms", "peak MB")
    for name, sample in measured.items():
        _row(name, _ms(sample.wall), f"{sample.wall / bare:.1f}", sample.spread, _ms(sample.cpu), _mb(sample.memory))
    return bare


def _start_up(here: Path, *, rounds: int) -> None:
    """Prints what a plan of ten workflows at no latency costs beside bare Python: CPU time and modules."""
    where = here / "start-up"
    with served(0, workflows=10) as url:
        start = ("--config", str(start_of(where)))
        run((*LCWSYNC, "export", *start, "--out", str(where / "out")), cwd=where, environ=environ_of(url))
        words = ("plan", "--config", str(where / "out"))
        commands: dict[str, Sequence[str]] = {"bare Python": (PYTHON, "-c", "pass"), "plan": (*LCWSYNC, *words)}
        measured = in_turn(commands, times=rounds, cwd=where, environ=environ_of(url))
        count = (
            f"import sys; from lcwsync.cli import main; main({list(words)}); print(len(sys.modules), file=sys.stderr)"
        )
        environ = {**os.environ, **environ_of(url)}
        counted = subprocess.run(
            [PYTHON, "-c", count], cwd=where, env=environ, capture_output=True, text=True, check=True
        )
    plan, bare = measured["plan"], measured["bare Python"]
    _head("command", "CPU ms", "x bare Python's CPU", "modules")
    _row("`plan`, 10 workflows", _ms(plan.cpu), f"{plan.cpu / bare.cpu:.1f}", counted.stderr.split()[-1])


def _tenant(here: Path, sizes: Sequence[int], latencies: Sequence[int], bare: float, *, rounds: int) -> None:
    _head(
        "command",
        "latency ms",
        "whole ms",
        "fastest-slowest ms",
        "x bare Python",
        "read phase / bound",
        "requests / least",
        "asked twice",
        "CPU ms",
        "peak MB",
    )
    for size in sizes:
        for latency in latencies:
            with served(latency, workflows=size) as url:
                where = here / f"tenant-{size}-{latency}"
                exported = (
                    *LCWSYNC,
                    "export",
                    "--config",
                    str(start_of(where)),
                    "--out",
                    str(where / "out"),
                    "--force",
                )
                name = f"{size} workflows"
                _measured(f"`export`, {name}", exported, url, latency, size=size, bare=bare, cwd=where, rounds=rounds)
                config = ("--config", str(where / "out"))
                _measured(
                    f"`plan`, {name}",
                    (*LCWSYNC, "plan", *config),
                    url,
                    latency,
                    size=size,
                    bare=bare,
                    cwd=where,
                    rounds=rounds,
                )
                # A long apply is the sum of its waits: once tells as much as three times.
                times = 3 if size * latency <= 1_000 else 1
                _applied(f"`apply` of {size} changes", url, latency, bare, cwd=where, rounds=times)


def _measured(
    name: str, words: Sequence[str], url: str, latency: int, *, size: int, bare: float, cwd: Path, rounds: int
) -> None:
    """A row of a command that only reads, beginning with a run that is not counted. Export reads all twice: its last
    step plans what it wrote."""
    runs: list[Run] = []
    phases: list[float] = []
    for number in range(rounds + 1):
        log = _log(url, clear=True)
        taken = run(words, cwd=cwd, environ=environ_of(url))
        log = _log(url)
        if number:
            runs.append(taken)
            phases.append(max(end for *_, end in log) - min(start for _, _, start, _ in log))
    bound = _waves(log) * latency / 1000
    phase = sorted(phases)[len(phases) // 2]
    asked = [f"{method} {key}" for method, key, *_ in log]
    sample = Sample(tuple(runs))
    _row(
        name,
        latency,
        _ms(sample.wall),
        sample.spread,
        f"{sample.wall / bare:.0f}",
        _ratio(phase, bound, once="plan" in words),
        f"{len(asked)} / {_least(log, size)}",
        len(asked) - len(set(asked)),
        _ms(sample.cpu),
        _mb(sample.memory),
    )


def _ratio(phase: float, bound: float, *, once: bool) -> str:
    if not once:
        return f"{phase * 1000:.0f}, two reads"
    return f"{phase * 1000:.0f} / {bound * 1000:.0f}" + (f" = {phase / bound:.2f}" if bound else "")


def _applied(name: str, url: str, latency: int, bare: float, *, cwd: Path, rounds: int) -> None:
    """A row of an apply that changes every workflow's description, with its guards and read-backs."""
    project = cwd / "out" / "lcwsync.yaml"
    project.write_text(_limited(project.read_text()))
    runs: list[Run] = []
    for number in range(rounds):
        for file in (cwd / "out").glob("*.yaml"):
            text = file.read_text()
            if "kind: Workflow\n" in text:
                file.write_text(re.sub(r"^description: .*$", f"description: Change {number}", text, flags=re.MULTILINE))
        _log(url, clear=True)
        runs.append(run((*LCWSYNC, "apply", "--yes", "--config", "out"), cwd=cwd, environ=environ_of(url)))
        log = _log(url)
        writes = sum(method not in ("GET", "POST") for method, *_ in log)
    sample = Sample(tuple(runs))
    seen = f"{len(log)} requests, {writes} writes"
    bound = _waves(log) * latency / 1000
    _row(
        name,
        latency,
        _ms(sample.wall),
        sample.spread,
        f"{sample.wall / bare:.0f}",
        f"whole {_ratio(sample.wall, bound, once=True)}, {sample.wall / _served(log):.2f} of the time in the service",
        seen,
        "",
        _ms(sample.cpu),
        _mb(sample.memory),
    )


def _previews(here: Path, sizes: Sequence[int], bare: float, *, rounds: int) -> None:
    _head("command", "whole ms", "fastest-slowest ms", "x bare Python", "requests", "CPU ms", "peak MB")
    for size in sizes:
        with served(0, users=size) as url:
            runs = [
                run((*LCWSYNC, "preview", "--config", str(ROOT / "workflows")), cwd=here, environ=environ_of(url))
                for _ in range(rounds)
            ]
            requests = len(_log(url)) // rounds
        sample = Sample(tuple(runs))
        name = f"`preview`, {size:,} people"
        _row(
            name,
            _ms(sample.wall),
            sample.spread,
            f"{sample.wall / bare:.0f}",
            requests,
            _ms(sample.cpu),
            _mb(sample.memory),
        )


def _waves(log: Sequence[Request]) -> int:
    """The longest chain of requests of which each began after the one before had ended."""
    waves, until = 0, float("-inf")
    for *_, start, end in sorted(log, key=lambda entry: entry[3]):
        if start >= until:
            waves, until = waves + 1, end
    return waves


def _served(log: Sequence[Request]) -> float:
    """Seconds that the longest chain took in the service: its delay, and its own work on this machine."""
    seconds, until = 0.0, float("-inf")
    for *_, start, end in sorted(log, key=lambda entry: entry[3]):
        if start >= until:
            seconds, until = seconds + end - start, end
    return seconds


def _least(log: Sequence[Request], size: int) -> int:
    """One organisation, one list, a batch for twenty workflows, policy, settings, extensions, and what names took."""
    plain = ("/organization?", "/workflows?", "/temporaryAccessPass?", "/settings?", "/customTaskExtensions?")
    names = {key for _, key, *_ in log if not any(part in key for part in (*plain, "/lifecycleWorkflows/workflows/"))}
    return ceil(size / BATCH_SIZE) + len(plain) + len(names)


def _environments(here: Path, count: int, bare: float) -> None:
    """A row of one plan over many environments of a full tenant each; all of them are the same server."""
    _head("command", "whole ms", "x bare Python", "ms an environment", "CPU ms", "peak MB")
    with served(0, workflows=100) as url:
        where = here / "environments"
        out = where / "out"
        run(
            (*LCWSYNC, "export", "--config", str(start_of(where)), "--out", str(out)),
            cwd=where,
            environ=environ_of(url),
        )
        project = out / "lcwsync.yaml"
        more = "".join(f"  tenant{number}: {{sandbox: true}}\n" for number in range(count - 1))
        project.write_text(project.read_text().replace("environments:\n", f"environments:\n{more}"))
        taken = run((*LCWSYNC, "plan", "--all", "--config", str(out)), cwd=where, environ=environ_of(url))
    _row(
        f"`plan --all`, {count} environments of 100 workflows",
        _ms(taken.wall),
        f"{taken.wall / bare:.0f}",
        _ms(taken.wall / count),
        _ms(taken.cpu),
        _mb(taken.memory),
    )


def _peers(here: Path, *, rounds: int) -> None:
    """Comparable plans of a hundred objects, taking turns. Those of the others ask nobody over a network."""
    where = here / "peers"
    with served(0, workflows=100) as url:
        start = ("--config", str(start_of(where)))
        run((*LCWSYNC, "export", *start, "--out", str(where / "out")), cwd=where, environ=environ_of(url))
        ours = (*LCWSYNC, "plan", "--config", str(where / "out"))
        commands: dict[str, Sequence[str]] = {
            "bare Python": (PYTHON, "-c", "pass"),
            "`lcwsync plan`, 100 workflows": ours,
        }
        if found := octodns(where / "octodns"):
            commands["`octodns-sync`, 100 records"] = found
        if found := terraform(where / "terraform"):
            commands["`terraform plan`, 100 values"] = found
        measured = in_turn(commands, times=rounds, cwd=where, environ=environ_of(url))
    _head("command", "ms", "x bare Python", "fastest-slowest ms", "CPU ms", "peak MB")
    for name, sample in measured.items():
        ratio = f"{sample.wall / measured['bare Python'].wall:.1f}"
        _row(name, _ms(sample.wall), ratio, sample.spread, _ms(sample.cpu), _mb(sample.memory))


def start_of(where: Path) -> Path:
    """A configuration with the shipped project file alone."""
    (where / "start").mkdir(parents=True)
    shutil.copy(ROOT / "workflows" / "lcwsync.yaml", where / "start")
    return where / "start"


def _limited(project: str) -> str:
    """The project file with room for a change of every workflow."""
    return project.replace("{sandbox: true}", "{sandbox: true, limits: {maxChanges: 1000}}", 1)


def environ_of(url: str) -> dict[str, str]:
    """What leads a command to a sandbox that is served."""
    return {"LCWSYNC_GRAPH_URL": url, "LCWSYNC_ACCESS_TOKEN": "sandbox"}


@contextmanager
def served(latency: int, *, users: int = 0, workflows: int = 0, faults: Sequence[str] = ()) -> Iterator[str]:
    """A sandbox in a process of its own, while the block runs; gives its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--port", port, "--users", users, "--workflows", workflows, "--latency-ms", latency]
    words += [word for fault in faults for word in ("--fault", fault)]
    server = subprocess.Popen([PYTHON, "-m", "benchmarks.served", *map(str, words)], cwd=ROOT)
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                _log(url)
                break
            except OSError:
                if server.poll() is not None:
                    raise
                time.sleep(0.2)
        yield url
    finally:
        server.terminate()
        server.wait()


def _log(url: str, *, clear: bool = False) -> list[Request]:
    with urllib.request.urlopen(f"{url}/measure", timeout=60) as answer:
        log = [tuple(entry) for entry in json.load(answer)]
    return [] if clear else log


def processor() -> str:
    """The processor, as Linux calls it."""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _head(*names: str) -> None:
    print(f"\n| {' | '.join(names)} |\n|---|{'---:|' * (len(names) - 1)}", flush=True)


def _row(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _mb(size: int) -> str:
    return f"{size / 1_000_000:.0f}"


if __name__ == "__main__":
    main()
