"""Every fault kind against every action kind, at every request of the apply; writes docs/reliability.md.

    python -m benchmarks.reliability            the whole table, about two minutes
    python -m benchmarks.reliability --write-only   only faults at the write

Run from the root of the repository. Exit 1 when anything was lost, doubled or versioned twice.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from tests.faults.trials import ACTIONS, FAULTS, Counts, positions, trial

PAGE = Path(__file__).parent.parent / "docs" / "reliability.md"

_ABOVE = """\
# Reliability

Made by `python -m benchmarks.reliability`; do not edit.

For every action of a plan and every fault, one run for each request of the apply at which the fault can begin: a
tenant that needs the action, an apply under the fault, then an apply without it. The tenant also holds workflows
and extensions that git does not list, on several pages.

- **converged**: afterwards the tenant equals the one an undisturbed apply leaves (every member but ids, times and
  authors), and the next plan is empty. After another admin's edit: everything git describes is as git wants it.
- **failed at first**: the first apply did not end with exit 0; it said so and the second one did the rest.
- **duplicates**: two objects of one name.
- **extra versions**: versions beyond those of an undisturbed apply.
- **lost changes**: missing after the second apply, or reported as applied when they were not.

"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write-only", action="store_true", help="faults at the write only; writes no file")
    arguments = parser.parse_args()
    cells = {
        (name, action): _run(name, action, every=not arguments.write_only) for name in FAULTS for action in ACTIONS
    }
    total = _sum(cells[key] for key in cells)
    by_fault = [(name, _sum(cells[name, action] for action in ACTIONS)) for name in FAULTS]
    by_action = [(action, _sum(cells[name, action] for name in FAULTS)) for action in ACTIONS]
    text = _ABOVE + "\n".join(
        [
            "## By fault\n",
            *_table("fault", [*by_fault, ("**all**", total)]),
            "\n## By action\n",
            *_table("action", [*by_action, ("**all**", total)]),
            "\n## Fault by action\n",
            "Converged of all runs, then what is not zero among d(uplicates), v(ersions) and l(ost changes).\n",
            "| fault | " + " | ".join(ACTIONS) + " |",
            "|---|" + "---:|" * len(ACTIONS),
            *("| " + " | ".join([name, *(_cell(cells[name, action]) for action in ACTIONS)]) + " |" for name in FAULTS),
            "",
        ]
    )
    print(text)
    for note in total.notes:
        print(note, file=sys.stderr)
    if not arguments.write_only:
        PAGE.write_text(text, encoding="utf-8")
    return 0 if total.clean else 1


def _run(name: str, action: str, *, every: bool) -> Counts:
    return _sum(trial(action, name, position) for position in positions(action, name, every=every))


def _sum(parts: Iterable[Counts]) -> Counts:
    total = Counts()
    for part in parts:
        total.add(part)
    return total


def _table(first: str, rows: list[tuple[str, Counts]]) -> list[str]:
    return [
        f"| {first} | runs | converged | failed at first | duplicates | extra versions | lost changes |",
        "|---|---:|---:|---:|---:|---:|---:|",
        *("| " + " | ".join(map(str, (name, *_numbers(counts)))) + " |" for name, counts in rows),
    ]


def _numbers(counts: Counts) -> tuple[int, ...]:
    return (
        counts.runs,
        counts.converged,
        counts.failed_at_first,
        counts.duplicates,
        counts.extra_versions,
        counts.lost,
    )


def _cell(counts: Counts) -> str:
    bad = (("d", counts.duplicates), ("v", counts.extra_versions), ("l", counts.lost))
    return f"{counts.converged}/{counts.runs}" + "".join(f" {letter}{number}" for letter, number in bad if number)


if __name__ == "__main__":
    sys.exit(main())
