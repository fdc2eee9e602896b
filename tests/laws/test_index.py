"""Where each law is tried. A law whose test vanishes is a law no more."""

import ast

import pytest

from tests.commands import ROOT

LAWS: dict[str, tuple[str, ...]] = {
    "1 apply, then plan: empty": (
        "laws/test_tenant.py::apply_and_plan_again",
        "apply/test_executor.py::test_applied_and_planned_again_is_empty",
    ),
    "2 export, then plan: empty; twice: the same bytes": (
        "adopt/test_export.py::test_the_seeded_tenant_plans_empty_and_exports_the_same_bytes_twice",
        "adopt/test_export.py::test_every_exported_sandbox_loads_again_unchanged",
        "cli/test_whole_tenant.py::test_a_hundred_workflows_are_exported_planned_empty_and_one_change_is_seen_alone",
    ),
    "3 load(export(x)) = x": ("model/test_document.py::test_a_document_loads_as_the_value_it_was_written_from",),
    "4 a key is sent only when planned or as it was": ("laws/test_tenant.py::_only_what_was_planned",),
    "5 same inputs, same bytes": ("laws/test_rendering.py::test_the_same_plan_is_the_same_bytes_in_every_rendering",),
    "6 killed or answered by any fault, then applied: as undisturbed": (
        "laws/test_tenant.py::apply_under_faults_then_without",
        "apply/test_convergence.py::test_killed_at_any_write_and_run_again",
        "apply/test_convergence.py::test_any_fault_at_the_first_write_of_its_kind_and_run_again",
    ),
    "7 stale if, and only if, an object in the plan changed": (
        "laws/test_tenant.py::a_reviewed_plan_is_refused_only_when_its_objects_changed",
        "laws/test_tenant.py::somebody_edits_between_plan_and_apply",
    ),
    "8 nothing unmanaged is written": ("laws/test_tenant.py::_only_what_was_planned",),
    "9 a failure blocks what depends on it and every delete": (
        "apply/test_executor.py::test_a_failed_action_blocks_deletes_and_leaves_independent_ones",
    ),
    "10 no input leads to a traceback": (
        "hostile/test_files.py",
        "hostile/test_answers.py",
        "config/test_hostile.py",
    ),
}


@pytest.mark.parametrize("place", [place for places in LAWS.values() for place in places])
def test_every_law_has_its_tests(place: str) -> None:
    file, _, name = place.partition("::")
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    functions = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert name in functions if name else any(each.startswith("test_") for each in functions)
