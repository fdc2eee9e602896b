"""The standalone program beside the installed wheel: how long both take to start.

    python3 scripts/standalone.py DIR && python -m benchmarks.standalone DIR/lcwsync/lcwsync

Prints Markdown for docs/performance.md.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

from benchmarks.files import ROOT
from benchmarks.process import LCWSYNC, in_turn

COMMANDS = (("--help",), ("validate",), ("plan",))


def main() -> None:
    parser = argparse.ArgumentParser(description="measure the standalone program")
    parser.add_argument("program", type=Path)
    program = parser.parse_args().program.resolve()
    print("| command | wheel, CPU ms | standalone, CPU ms | wheel, whole ms | standalone, whole ms |")
    print("|---|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(ROOT / "workflows", Path(place) / "workflows")
        for words in COMMANDS:
            both = {"wheel": (*LCWSYNC, *words), "standalone": (str(program), *words)}
            taken = in_turn(both, times=7, cwd=Path(place))
            figures = [taken[name].cpu for name in both] + [taken[name].wall for name in both]
            print(f"| `{' '.join(words)}` | {' | '.join(f'{seconds * 1000:.0f}' for seconds in figures)} |", flush=True)


if __name__ == "__main__":
    main()
