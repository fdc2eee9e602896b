"""Several tenants at one time: each environment of a project has a sandbox of its own, with faults of its own."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.company.seed import TENANT_ID
from lcwsync.sandbox.serve import serving
from lcwsync.sandbox.store import Store
from lcwsync.tenant import connect as connecting

RINGS = {"canary": ("america",), "europe": ("austria", "belgium"), "world": ("chile", "denmark")}


def tenant_id(number: int) -> str:
    return f"{number:08d}-2222-3333-4444-555555555555"


def project_text(variables: str, rings: Mapping[str, tuple[str, ...]] = RINGS) -> str:
    """A project file with one environment for each tenant."""
    named = [(ring, name) for ring, names in rings.items() for name in names]
    # The order of the file is another one than that of the rings.
    each = [
        f"  {name}: {{tenantId: {tenant_id(number)}, ring: {ring}, variables: {variables}}}\n"
        for number, (ring, name) in reversed(list(enumerate(named, 1)))
    ]
    return (
        f"kind: Project\ndefaultEnvironment: {named[0][1]}\nrollout: [{', '.join(rings)}]\n"
        f"environments:\n{''.join(each)}"
    )


Tenants = Mapping[str, SandboxApp]
"""The sandbox of each environment."""


@pytest.fixture
def tenants(project: Path, seeded: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenants]:
    """Five tenants in three rings; only the address differs from what a command does otherwise."""
    path = project / "workflows" / "lcwsync.yaml"
    path.write_text(project_text("{salesDepartment: Sales, hireDepartments: \"'Sales', 'Finance'\"}"), encoding="utf-8")
    monkeypatch.setenv(connecting.ACCESS_TOKEN, "sandbox")
    apps: dict[str, SandboxApp] = {}
    urls: dict[str, str] = {}
    with ExitStack() as stack:
        for number, name in enumerate((name for names in RINGS.values() for name in names), 1):
            store = seeded.copy()
            stack.callback(store.close)
            organization = store.get("organization", TENANT_ID)
            assert organization is not None
            store.remove("organization", TENANT_ID)
            store.put("organization", tenant_id(number), {**organization, "id": tenant_id(number)})
            apps[name] = SandboxApp(store)
            urls[tenant_id(number)] = stack.enter_context(serving(apps[name]))
        connect = connecting.connect

        def at_its_address(environment, environ, **rest):  # type: ignore[no-untyped-def]
            return connect(environment, {**environ, connecting.GRAPH_URL: urls[environment.tenant_id]}, **rest)

        monkeypatch.setattr(connecting, "connect", at_its_address)
        yield apps
