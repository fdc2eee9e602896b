"""Every fault kind against every action kind, at every request of the apply; writes docs/reliability.md.

    python -m benchmarks.reliability            every table, about half an hour
    python -m benchmarks.reliability --doors    only the last part of the page, about requests in My Access
    python -m benchmarks.reliability --write-only   only faults at the write

Run from the root of the repository. Exit 1 when anything was lost, doubled or versioned twice.
"""

import argparse
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from tests.faults.interleavings import (
    DOOR_ERRANDS,
    DOOR_REQUESTS,
    ERRANDS,
    REQUESTS,
    interleaved,
    interleaved_doors,
    orders,
)
from tests.faults.lag import CONDITIONS, KNOWN_BY, lag_trial, writes
from tests.faults.trials import ACTIONS, DOORS, FAULTS, Counts, positions, trial

PAGE = Path(__file__).parent.parent / "docs" / "reliability.md"

_ABOVE = """\
# Reliability

Made by `python -m benchmarks.reliability`; do not edit.

For every action of a plan and every fault, one run for each request of the apply at which the fault can begin: a
tenant that needs the action, an apply under the fault, then an apply without it. The tenant also holds workflows
and extensions that git does not list, on several pages.

- **converged**: afterwards the tenant equals the one an undisturbed apply leaves (every member but ids, times and
  authors), and the next plan is empty. After another admin's edit: everything git describes is as git wants it.
- **failed at first**: the first apply did not end with exit 0; it said so and the second one did the rest. A create or
  a new version is never sent again when its answer was lost: the first apply ends with *unknown* (exit 5), and the
  second one, twenty minutes later, finds it or sends it.
- **duplicates**: two objects of one name that no run reported.
- **said**: two objects of one name, or a version on top of another, that the run which caused it reported with both ids
  (exit 5). Only where the service takes two of a name; `lcwsync resolve` removes the run's own.
- **extra versions**: versions beyond those of an undisturbed apply.
- **lost changes**: missing after the second apply, or reported as applied when they were not.

"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--write-only", action="store_true", help="faults at the write only; writes no file")
    parser.add_argument("--doors", action="store_true", help="only requests in My Access; the rest of the file stays")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes for requests in My Access")
    arguments = parser.parse_args()
    whole = not arguments.write_only
    if arguments.doors:
        text, total = _doors(every=whole, jobs=arguments.jobs)
        print(text)
        rest = PAGE.read_text(encoding="utf-8").partition(_HEADING)[0].rstrip("\n")
        return _ended(total, f"{rest}\n\n{text}" if whole else None)
    cells = {(name, action): _run(name, action, every=whole) for name in FAULTS for action in ACTIONS}
    late = {
        name: _sum(lag_trial(action, name, known) for action in ACTIONS for known in KNOWN_BY) for name in CONDITIONS
    }
    every = list(orders()) if whole else list(orders())[::50]
    at_once = {name: _sum(interleaved(name, order) for order in every) for name in ERRANDS}
    total = _sum((*cells.values(), *late.values(), *at_once.values()))
    by_fault = [(name, _sum(cells[name, action] for action in ACTIONS)) for name in FAULTS]
    by_action = [(action, _sum(cells[name, action] for name in FAULTS)) for action in ACTIONS]
    text = _ABOVE + "\n".join(
        [
            "## By fault\n",
            *_table("fault", [*by_fault, ("**all**", _sum(cells.values()))]),
            "\n## A service that is late\n",
            _LATE,
            *_table("condition", [*late.items(), ("**all**", _sum(late.values()))]),
            "\n## Two applies at once\n",
            _AT_ONCE.format(requests=REQUESTS),
            *_table("errand", [*at_once.items(), ("**all**", _sum(at_once.values()))]),
            "\n## By action\n",
            *_table("action", [*by_action, ("**all**", _sum(cells.values()))]),
            "\n## Fault by action\n",
            "Converged of all runs, then what is not zero among d(uplicates), v(ersions) and l(ost changes).\n",
            "| fault | " + " | ".join(ACTIONS) + " |",
            "|---|" + "---:|" * len(ACTIONS),
            *("| " + " | ".join([name, *(_cell(cells[name, action]) for action in ACTIONS)]) + " |" for name in FAULTS),
            "",
        ]
    )
    of_doors, counts = _doors(every=whole, jobs=arguments.jobs)
    total.add(counts)
    print(text, of_doors, sep="\n")
    return _ended(total, f"{text}\n{of_doors}" if whole else None)


def _doors(*, every: bool, jobs: int) -> tuple[str, Counts]:
    """The part of the page about requests in My Access."""
    pairs = [(name, action) for name in FAULTS for action in DOORS]
    late_pairs = [(name, action) for name in CONDITIONS for action in DOORS]
    with ProcessPoolExecutor(jobs) as pool:
        cells = dict(zip(pairs, pool.map(partial(_cell_of, every=every), pairs), strict=True))
        lates = dict(zip(late_pairs, pool.map(partial(_late_of, every=every), late_pairs), strict=True))
        at_once = dict(zip(DOOR_ERRANDS, pool.map(partial(_at_once_of, every=every), DOOR_ERRANDS), strict=True))
    by_action = [(action, _sum(cells[name, action] for name in FAULTS)) for action in DOORS]
    late = [(name, _sum(lates[name, action] for action in DOORS)) for name in CONDITIONS]
    of_faults, of_late, of_both = _sum(cells.values()), _sum(lates.values()), _sum(at_once.values())
    text = _DOORS + "\n".join(
        [
            *_table("what git asks for", [*by_action, ("**all**", of_faults)]),
            "",
            "| fault | " + " | ".join(DOORS) + " |",
            "|---|" + "---:|" * len(DOORS),
            *("| " + " | ".join([name, *(_cell(cells[name, action]) for action in DOORS)]) + " |" for name in FAULTS),
            "",
            _DOORS_LATE,
            *_table("condition", [*late, ("**all**", of_late)]),
            "",
            _DOORS_AT_ONCE.format(requests=DOOR_REQUESTS),
            *_table("errand", [*at_once.items(), ("**all**", of_both)]),
            "",
        ]
    )
    return text, _sum((of_faults, of_late, of_both))


def _ended(total: Counts, page: str | None) -> int:
    for note in total.notes:
        print(note, file=sys.stderr)
    if page is not None:
        PAGE.write_text(page, encoding="utf-8")
    return 0 if total.clean else 1


_HEADING = "## Requests in My Access"

_DOORS = f"""\
{_HEADING}

Each row is several actions: `create` makes the catalog, the group's entry in it, the access package, its role and its
policy, and publishes the catalog; `change group` takes one role out and puts another in; `remove` deletes policy, role
and package. The fault begins at each request of the apply in turn, so that every part is met by every fault. A name is
taken at each POST, once where the service takes two of a name and once where it refuses the second one.

- **converged**: as above, or the next plan names what a person must decide: two objects of one name, two policies of
  one access package, or a catalog that somebody renamed. After another admin's edit a change counts as lost when its
  result says "applied" although the edit came before the last reading.

"""

_DOORS_LATE = """\
The same service that is late, which is so from each write on in turn. Lists that lag, and pages that lack an object or
show it twice, are so from the first request on.
"""

_DOORS_AT_ONCE = """\
Two machines apply the same plan, both after reading the tenant, and a scheduler puts the first {requests} requests of
each in every possible order. So that these are requests about each part in turn, the parts before it are there.
`converged`: the next apply ends with no changes, or names the objects that a person must decide between.
"""


_LATE = """\
For every action: an apply under the condition, another one at once while it lasts, and one twenty minutes later. The
second one knows what the first one sent by the journal, and in another run by the outcome file (`--previous`).
`converged`: the third one leaves the tenant of an undisturbed apply, or names the two objects that a person must decide
between. A lag of 120 s is longer than a write is waited for (60 s).
"""

_AT_ONCE = """\
Two machines apply the same plan of two objects, both after reading the tenant, and a scheduler puts the first
{requests} requests of each in every possible order.
"""


def _cell_of(pair: tuple[str, str], *, every: bool) -> Counts:
    return _run(*pair, every=every)


def _late_of(pair: tuple[str, str], *, every: bool) -> Counts:
    name, action = pair
    begun = writes(action, name)
    return _sum(
        lag_trial(action, name, known, write) for known in KNOWN_BY for write in (begun if every else begun[:1])
    )


def _at_once_of(name: str, *, every: bool) -> Counts:
    return _sum(interleaved_doors(name, order) for order in list(orders(DOOR_REQUESTS))[:: 1 if every else 50])


def _run(name: str, action: str, *, every: bool) -> Counts:
    return _sum(trial(action, name, position) for position in positions(action, name, every=every))


def _sum(parts: Iterable[Counts]) -> Counts:
    total = Counts()
    for part in parts:
        total.add(part)
    return total


def _table(first: str, rows: list[tuple[str, Counts]]) -> list[str]:
    return [
        f"| {first} | runs | converged | failed at first | duplicates | said | extra versions | lost changes |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *("| " + " | ".join(map(str, (name, *_numbers(counts)))) + " |" for name, counts in rows),
    ]


def _numbers(counts: Counts) -> tuple[int, ...]:
    return (
        counts.runs,
        counts.converged,
        counts.failed_at_first,
        counts.duplicates,
        counts.said,
        counts.extra_versions,
        counts.lost,
    )


def _cell(counts: Counts) -> str:
    if not counts.runs:
        return "–"
    bad = (("d", counts.duplicates), ("v", counts.extra_versions), ("l", counts.lost))
    return f"{counts.converged}/{counts.runs}" + "".join(f" {letter}{number}" for letter, number in bad if number)


if __name__ == "__main__":
    sys.exit(main())
