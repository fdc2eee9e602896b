"""What keeps the commands fast, without a clock: what they import, and what they ask the tenant for."""

import os
import subprocess
import sys
from collections import Counter
from math import ceil
from pathlib import Path

import pytest

from lcwsync.sandbox.company.large import seed_large
from tests.commands import ROOT, Lcwsync, Served

_PROBE = (
    "import sys; from lcwsync.cli import main; code = main(sys.argv[1:]); "
    "print(code, *sys.modules, sep='\\n', file=sys.stderr)"
)


def modules(*words: str, cwd: Path = ROOT) -> set[str]:
    """What a command of its own process has imported when it ends with exit 0."""
    done = subprocess.run(
        [sys.executable, "-c", _PROBE, *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = done.stderr.splitlines()
    assert "0" in loaded, done.stderr
    return set(loaded)


def test_help_imports_nothing_that_it_does_not_show() -> None:
    loaded = modules("--help")
    assert {name for name in loaded if name.startswith("lcwsync")} == {
        "lcwsync",
        "lcwsync.cli",
        "lcwsync.cli.main",
        "lcwsync.values",
        "lcwsync.values.commands",
        "lcwsync.values.exit_codes",
    }
    assert not loaded & {"dataclasses", "inspect", "pathlib", "shutil", "json", "yaml"}


def test_validate_imports_neither_the_tenant_nor_what_shows_plans() -> None:
    loaded = modules("validate")
    for package in ("apply", "tenant", "planning", "preview", "audit", "sandbox"):
        assert f"lcwsync.{package}" not in loaded
    assert not loaded & {
        "lcwsync.plan.planner",
        "lcwsync.render.plan.text",
        "lcwsync.render.plan.view",
        "asyncio",
        "ssl",
    }
    # Words for mistakes are looked for when there is one.
    assert not loaded & {"difflib", "html", "json", "lcwsync.plan.changes"}


def test_no_module_of_ours_compiles_the_methods_of_its_dataclasses() -> None:
    # The standard library takes a quarter of a millisecond for each frozen one, and a plan loads more than a hundred.
    count = (
        "import dataclasses, importlib, pkgutil; make = dataclasses.dataclass; asked = []; "
        "dataclasses.dataclass = lambda *a, **k: (k.get('frozen') and asked.append(k), make(*a, **k))[1]; "
        "import lcwsync; ours = pkgutil.walk_packages(lcwsync.__path__, 'lcwsync.'); "
        "names = [each.name for each in ours if not each.name.startswith(('lcwsync.sandbox', 'lcwsync.templates'))]; "
        "import msgraph, azure.identity, httpcore, uvicorn, truststore, deepdiff, jsonschema; asked.clear(); "
        "[importlib.import_module(name) for name in names if not name.endswith('__main__')]; print(len(asked))"
    )
    done = subprocess.run([sys.executable, "-c", count], capture_output=True, text=True, check=True)
    assert int(done.stdout) == 0


THE_CLIENT_OF_THE_SDK = {"msgraph_core", "azure.core", "azure.identity", "kiota_http", "urllib3", "httpx"}


def test_a_plan_loads_nothing_of_the_sdk_and_few_modules(project: Path) -> None:
    loaded = modules("plan", cwd=project)
    assert not loaded & (THE_CLIENT_OF_THE_SDK | {"msgraph", "kiota_abstractions", "opentelemetry", "click"})
    assert not loaded & {"deepdiff", "jsonschema", "lcwsync.apply"}
    # The sandbox itself is about eighty of them; a client of the SDK would be three hundred more.
    assert len(loaded) < 540, len(loaded)


def test_a_plan_of_a_tenant_elsewhere_loads_nothing_of_the_sandbox(
    served: Served, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = modules("plan", cwd=project)
    assert not {name for name in loaded if name.startswith("lcwsync.sandbox")}
    assert len(loaded) < 525, len(loaded)


def test_an_apply_loads_the_request_builders_it_uses_and_no_client(project: Path) -> None:
    loaded = modules("apply", "--yes", cwd=project)
    # One typed answer of a kind derived from Entity would load about 1,200 models, in seconds.
    models = [name for name in loaded if name.startswith("msgraph.generated.models")]
    assert len(models) < 10, sorted(models)
    assert "msgraph.generated.identity_governance.lifecycle_workflows.workflows.workflows_request_builder" in loaded
    assert not loaded & THE_CLIENT_OF_THE_SDK


def first_pages(served: Served) -> list[str]:
    """The paths asked for; the further pages of a list, which grow with it, are left out."""
    return [request.path for request in served.app.requests if "$skiptoken" not in request.query]


def naming(served: Served) -> list[str]:
    """The requests for names by id: batches that ask for no workflow."""
    batches = [str(request.body) for request in served.app.requests if request.path == "/$batch"]
    return [body for body in batches if "/lifecycleWorkflows/workflows/" not in body]


@pytest.mark.parametrize("workflows", [10, 40])
def test_a_plan_reads_each_workflow_once_and_each_list_once(workflows: int, served: Served, lcwsync: Lcwsync) -> None:
    seed_large(served.app.store, users=0, workflows=workflows)
    # A service that refuses the expansion is asked for the list without it, which takes one request more.
    served.app.store.doubts["apps-by-expand"] = "works"
    assert lcwsync("export", "--out", "exported").code == 0
    served.app.requests.clear()
    assert lcwsync("plan", "--config", "exported").code == 0
    asked = Counter(first_pages(served))
    lifecycle = "/identityGovernance/lifecycleWorkflows"
    assert sum(path.startswith(f"{lifecycle}/workflows/") for path in asked.elements()) == workflows
    batched = [request.batched for request in served.app.requests if f"{lifecycle}/workflows/" in request.path]
    assert all(batched)
    assert asked["/$batch"] - len(naming(served)) == ceil(workflows / 20)
    policy = "/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass"
    for once in ("/organization", policy, f"{lifecycle}/settings", f"{lifecycle}/customTaskExtensions"):
        assert asked[once] == 1, once
    # A page of the list is asked for by its own link; nothing at all is asked for twice.
    gets = [(request.path, request.query) for request in served.app.requests if request.method == "GET"]
    assert len(gets) == len(set(gets))
    assert f"{lifecycle}/deletedItems/workflows" not in asked


def test_names_take_no_more_requests_for_more_workflows(served: Served, lcwsync: Lcwsync) -> None:
    counts = []
    for workflows in (20, 60):
        seed_large(served.app.store, users=0, workflows=workflows)
        assert lcwsync("export", "--out", f"exported-{workflows}").code == 0
        served.app.requests.clear()
        assert lcwsync("plan", "--config", f"exported-{workflows}").code == 0
        others = [path for path in first_pages(served) if "/workflows/" not in path and path != "/$batch"]
        counts.append(len(others) + len(naming(served)))
    assert counts[0] == counts[1]
