"""A hundred tenants of a hundred workflows each: one after another, at one time, in parts, ring by ring, with faults.

    python -m benchmarks.tenants                 writes the table in docs/performance.md, takes some minutes
    python -m benchmarks.tenants --tenants 10    prints it, for a look

Run from the root of the repository on a quiet machine. All tenants are one sandbox that answers 50 ms late, so two
applies of different environments are the same tenant's: their lock is left out here.
"""

import argparse
import json
import os
import platform
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from benchmarks.files import ROOT
from benchmarks.process import LCWSYNC, PYTHON, Run, run
from benchmarks.run import environ_of, processor, served, start_of

LATENCY_MS = 50
WORKFLOWS = 100
PAGE = ROOT / "docs" / "performance.md"
BLOCK = re.compile(r"<!-- made by python -m benchmarks.tenants -->\n.*?<!-- end -->", re.DOTALL)
RINGS = ((5, "canary"), (30, "europe"), (100, "world"))
"""The last tenant, of a hundred, of each ring."""

FAILING = "status:GET:/organization:10:1:403"
THROTTLED = "throttle:GET:/organization:20:1:5"

_UNLOCKED = (
    "import os, sys; import lcwsync.cli.apply as command; command._target = lambda _: os.urandom(8).hex(); "
    "from lcwsync.cli import main; sys.exit(main(sys.argv[1:]))"
)

_WAYS: tuple[tuple[str, ...], ...] = (("--parallel", "1"), (), ("--parallel", "8"))
"""One after another, the next one read ahead, eight at one time."""

Row = tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description="measure many tenants")
    parser.add_argument("--tenants", type=int, default=100)
    count = parser.parse_args().tenants
    with tempfile.TemporaryDirectory() as place:
        rows = list(_rows(Path(place), count))
    head = ("command", "s", "ms a tenant", "CPU s", "peak MB", "verdicts")
    lines = [head, ("---", "---:", "---:", "---:", "---:", "---"), *rows]
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    machine = f"CPython {platform.python_version()}, {os.cpu_count()} cores, {processor()}"
    text = f"{count} tenants, {WORKFLOWS} workflows each, answers {LATENCY_MS} ms late; {machine}.\n\n{table}"
    print(text)
    if count == 100:
        block = f"<!-- made by python -m benchmarks.tenants -->\n{text}<!-- end -->"
        PAGE.write_text(BLOCK.sub(lambda _: block, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def _rows(here: Path, count: int) -> Iterator[Row]:
    with _project(here, count) as (config, url):
        for words in _WAYS:
            yield _row(f"`{' '.join(('plan', '--all', *words))}`", count, *_json(here, config, url, "plan", *words))
        yield _row("`drift --all --parallel 8`", count, *_json(here, config, url, "drift", "--parallel", "8"))
        yield _in_parts(here, config, url, count, parts=4)
        name = f"`apply --all --yes --parallel 8`, {len(RINGS)} rings, nothing to change"
        yield _row(name, count, *_json(here, config, url, "apply", "--yes", "--parallel", "8"))
    with _project(here, count, FAILING, THROTTLED) as (config, url):
        name = "`plan --all --parallel 8`, one without consent, one throttled for 5 s"
        yield _row(name, count, *_json(here, config, url, "plan", "--parallel", "8"))
    with _project(here, count, "status:GET:/organization:2:1:403") as (config, url):
        name = "`apply --all --yes --parallel 8`, one of the first ring without consent"
        yield _row(name, count, *_json(here, config, url, "apply", "--yes", "--parallel", "8"))


@contextmanager
def _project(here: Path, count: int, *faults: str) -> Iterator[tuple[Path, str]]:
    """A project of so many environments, and the URL of their sandbox. Faults begin when the project is there."""
    with tempfile.TemporaryDirectory(dir=here) as place:
        where = Path(place)
        with served(0, workflows=WORKFLOWS) as url:
            out = where / "out"
            words = ("export", "--config", str(start_of(where)), "--out", str(out))
            run((*LCWSYNC, *words), cwd=where, environ=environ_of(url))
        with served(LATENCY_MS, workflows=WORKFLOWS, faults=faults) as url:
            project = out / "lcwsync.yaml"
            project.write_text(_with_tenants(project.read_text(encoding="utf-8"), count), encoding="utf-8")
            yield out, url


def _with_tenants(project: str, count: int) -> str:
    """The project file with environments in rings, in place of its own."""
    ring_of = [next(ring for last, ring in RINGS if number * 100 <= last * count) for number in range(1, count + 1)]
    each = "".join(f"  tenant{number}: {{sandbox: true, ring: {ring}}}\n" for number, ring in enumerate(ring_of, 1))
    head, _, rest = project.partition("environments:\n")
    rest = re.sub(r"\A(?:  .*\n)+", "", rest)
    head = re.sub(r"^defaultEnvironment: .*$", "defaultEnvironment: tenant1", head, flags=re.MULTILINE)
    rollout = ", ".join(ring for _, ring in RINGS)
    return f"{head}rollout: [{rollout}]\nenvironments:\n{each}{rest}"


def _json(here: Path, config: Path, url: str, command: str, *words: str) -> tuple[Run, Counter[str]]:
    """One process over all environments, and how often it came to each verdict."""
    output = here / "output.json"
    program = (PYTHON, "-c", _UNLOCKED) if command == "apply" else LCWSYNC
    every = (*program, command, "--all", "--config", str(config), "--format", "json", "--output", str(output), *words)
    taken = run(every, cwd=here, environ=environ_of(url), codes=(0, 1, 2))
    return taken, _verdicts([output])


def _in_parts(here: Path, config: Path, url: str, count: int, *, parts: int) -> Row:
    """As many processes at one time, each with its part, as jobs of a CI on machines of their own would."""

    def part(number: int) -> Run:
        names = here / f"names-{number}"
        listed = (*LCWSYNC, "environments", "--config", str(config), "--shard", f"{number}/{parts}")
        run((*listed, "--output", str(names)), cwd=here)
        chosen = [word for name in names.read_text(encoding="utf-8").split() for word in ("--env", name)]
        words = ("plan", *chosen, "--config", str(config), "--format", "json", "--parallel", "8")
        output = ("--output", str(here / f"part-{number}.json"))
        return run((*LCWSYNC, *words, *output), cwd=here, environ=environ_of(url))

    began = time.perf_counter()
    with ThreadPoolExecutor(parts) as pool:
        runs = list(pool.map(part, range(1, parts + 1)))
    taken = Run(time.perf_counter() - began, sum(each.cpu for each in runs), max(each.memory for each in runs))
    verdicts = _verdicts([here / f"part-{number}.json" for number in range(1, parts + 1)])
    return _row(f"{parts} shards at one time, `plan --parallel 8` in each", count, taken, verdicts)


def _verdicts(outputs: Sequence[Path]) -> Counter[str]:
    documents = [json.loads(output.read_text(encoding="utf-8")) for output in outputs]
    return Counter(
        each["verdict"] for document in documents for each in document["environments"] + document["failures"]
    )


def _row(name: str, count: int, taken: Run, verdicts: Counter[str]) -> Row:
    assert sum(verdicts.values()) == count, verdicts
    said = ", ".join(f"{number} {verdict}" for verdict, number in verdicts.most_common())
    figures = (f"{taken.wall:.1f}", f"{taken.wall * 1000 / count:.0f}", f"{taken.cpu:.1f}")
    return (name, *figures, f"{taken.memory / 1_000_000:.0f}", said)


if __name__ == "__main__":
    main()
