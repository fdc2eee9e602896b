"""What one more file, workflow or rule costs: CPU time inside one process, the best of several rounds.

    python -m benchmarks.growth         half a minute; `python -m benchmarks.run` ends with it

Run from the root of the repository. Prints Markdown for docs/performance.md.
"""

import cProfile
import gc
import importlib
import pstats
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import CodeType, ModuleType
from typing import cast

from benchmarks.files import copies, sales_files

from lcwsync.config import assemble as gather
from lcwsync.config.load import Resolved, load
from lcwsync.config.rules import completeness, lifecycle, mails, scopes, tap_policy, tap_tasks
from lcwsync.model.rule import population
from lcwsync.model.state import Existing, TenantIdentity
from lcwsync.model.workflow import LiveWorkflow
from lcwsync.plan.planner import Context, make_plan
from lcwsync.render.plan.text import plan_text
from lcwsync.values.findings import has_errors
from lcwsync.values.places import Places

SIZES = (10, 100, 1_000)
ROUNDS = 5


# The package gives the function of this name, not the module.
lint = importlib.import_module("lcwsync.model.rule.lint")
RULE_MODULES = (gather, completeness, lifecycle, mails, tap_policy, tap_tasks, lint, population)


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        _growth(Path(place))
        _rules(Path(place))


def _growth(here: Path) -> None:
    print("\n| one more | 10 | 100 | 1,000 |\n|---|---:|---:|---:|")
    places = [sales_files(here / f"sales-{size}", size) for size in SIZES]
    _row("file: read, checked, judged by the rules", [_best(partial(_checked, place)) for place in places])
    resolved = [load(place).desired_for("sandbox") for place in places]
    _row("workflow: compared, planned and shown as text", [_best(partial(_planned, each)) for each in resolved])


def _row(what: str, seconds: list[float]) -> None:
    each = (f"{1000 * taken / size:.2f} ms" for taken, size in zip(seconds, SIZES, strict=True))
    print(f"| {what} | {' | '.join(each)} |")


def _checked(place: Path) -> None:
    scopes._problems.cache_clear()
    load(place).findings_in(("sandbox",))


def _planned(resolved: Resolved) -> None:
    # Every fifth differs, as after a busy week.
    live = (
        replace(each, description="Earlier") if i % 5 == 0 else each
        for i, each in enumerate(resolved.desired.workflows)
    )
    existing = Existing(
        workflows=tuple(LiveWorkflow(id=f"id-{i}", version=1, workflow=each) for i, each in enumerate(live))
    )
    tenant = TenantIdentity("id", "Tenant", sandbox=True)
    context = Context(environment=resolved.environment, tenant=tenant, places=Places())
    plan = make_plan(replace(resolved.desired, extensions=()), existing, context)
    plan_text(plan, colour=False, unicode=True)


def _rules(here: Path) -> None:
    """Every rule of meaning, by the function that holds it, over copies of the shipped workflows."""
    place = copies(here / "copies", times=11)
    resolved = load(place).desired_for("sandbox")
    assert not has_errors(resolved.findings), "rules are skipped where something cannot be read"
    workflows = len(resolved.desired.workflows)
    whole = _best(partial(_checked, place))
    profile = cProfile.Profile(time.process_time)
    profile.runcall(_checked, place)
    profiled = cast("dict[_Place, tuple[int, int, float, float, object]]", vars(pstats.Stats(profile))["stats"])
    inclusive = {(file, line): seconds for (file, line, _), (_, _, _, seconds, _) in profiled.items()}
    total = inclusive[_place(_checked.__code__)]
    print(f"\n{workflows} workflows, {1_000_000 * whole / workflows:.0f} µs each for everything.\n")
    print("| findings | function | µs a workflow | share |\n|---|---|---:|---:|")
    rows = [
        (inclusive.get(_place(code), 0.0) / total, ", ".join(sorted(_codes(code))), _named(module, name))
        for module in RULE_MODULES
        for name, code in _functions(module)
    ]
    for share, codes, name in sorted(rows, reverse=True):
        print(f"| {codes} | {name} | {1_000_000 * whole * share / workflows:.1f} | {100 * share:.1f} % |")


_Place = tuple[str, int, str]


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_filename, code.co_firstlineno


def _named(module: ModuleType, function: str) -> str:
    return f"`{module.__name__.rpartition('.')[2]}.{function}`"


def _functions(module: ModuleType) -> list[tuple[str, CodeType]]:
    functions = ((name, each.__code__) for name, each in vars(module).items() if hasattr(each, "__code__"))
    return [(name, code) for name, code in functions if code.co_filename == module.__file__ and _codes(code)]


def _codes(code: CodeType) -> set[str]:
    inner = [const for const in code.co_consts if isinstance(const, CodeType)]
    own = {const for const in code.co_consts if isinstance(const, str) and re.fullmatch(r"[A-Z]{3}\d{3}", const)}
    return own.union(*(_codes(each) for each in inner))


def _best(action: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        gc.collect()
        began = time.process_time()
        action()
        taken.append(time.process_time() - began)
    return min(taken)


if __name__ == "__main__":
    main()
