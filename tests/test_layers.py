"""Imports run downward only, and heavy libraries stay behind their door."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "lcwsync"

EDGES: dict[str, set[str]] = {
    "sandbox": set(),
    "values": set(),
    "model": {"values"},
    "config": {"model", "values"},
    "plan": {"model", "values"},
    "judge": {"model", "values"},
    "tenant": {"model", "sandbox", "values"},
    "apply": {"model", "plan", "tenant", "values"},
    "planning": {"config", "judge", "model", "plan", "tenant", "values"},
    "preview": {"config", "judge", "model", "plan", "planning", "tenant", "values"},
    "audit": {"config", "model", "plan", "planning", "tenant", "values"},
    "broker": {"audit", "config", "judge", "model", "plan", "planning", "tenant", "values"},
    "adopt": {"model", "plan", "values"},
    "inspect": {"model", "plan", "tenant", "values"},
    "render": {"apply", "audit", "inspect", "judge", "model", "plan", "preview", "values"},
    "cli": {
        "adopt", "apply", "audit", "broker", "config", "inspect", "model", "plan", "planning", "preview", "render",
        "sandbox", "tenant", "values",
    },
}  # fmt: skip
"""What each layer may import besides itself: the architecture. Each edge is used, and none leads upward."""

SANDBOX_FRONT = {"app", "console", "doubts", "errors", "faults", "serve", "store"}
"""The modules of the sandbox that others may import, besides the package itself; `store` for its type alone."""

GRAPH_LIBRARIES = {
    "azure",
    "httpcore",
    "httpx",
    "kiota_abstractions",
    "kiota_authentication_azure",
    "kiota_http",
    "msgraph",
    "msgraph_core",
}

PURE = ["values", "model", "judge", "plan", "preview", "audit", "broker", "inspect", "render"]
READS_THE_TENANT = {
    "preview/environment.py",
    "preview/front_door.py",
    "preview/one_person.py",
    "preview/running.py",
    "audit/applications.py",
    "audit/evidence.py",
    "audit/groups.py",
    "audit/holders.py",
    "audit/met.py",
    "broker/request.py",
}
"""The modules of pure layers that take a tenant; they keep to the rest of the rule."""
PURE_TABLES = {"lcwsync.tenant.permissions"}
"""What any module may take from the tenant layer: facts without a tenant."""

GRAPH_TERMS = re.compile(
    r"(?<![\w.])/(users|groups|identityGovernance|applications|servicePrincipals|roleManagement|directoryObjects"
    r"|directory|policies|subscribedSkus|organization|reports|oauth2PermissionGrants|v1\.0)\b"
    r"|\$(select|expand|filter|top|count|search|orderby|batch)\b|@odata"
)
"""Paths and options of requests, and annotations of answers."""
SPEAK_GRAPH = {"tenant", "sandbox"}
GRAPH_TERMS_ELSEWHERE = {("config/form/graph_keys.py", "@odata."), ("adopt/dsc.py", "@odata.type")}
"""dsc.py puts a resource of another tool into the form that Graph would answer;
graph_keys.py tells an author who copied a file from Graph that the key has no place in git."""

IMPURE_MODULES = {"os", "socket", "subprocess", "time", "random", "sqlite3", "asyncio", "urllib", "logging"}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.ImportFrom(level=level) if level:
                pytest.fail(f"{path}: relative import")


def layer(path: Path) -> str | None:
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 and parts[0] != "templates" else None


def edges(path: Path) -> set[str]:
    """The layers that a module imports besides its own."""
    names = [name.split(".") for name in imports(path)]
    return {parts[1] for parts in names if parts[0] == "lcwsync" and len(parts) > 1} - {layer(path), "__version__"}


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_a_layer_imports_only_what_the_table_allows(path: Path) -> None:
    if own := layer(path):
        assert edges(path) <= EDGES[own]


@pytest.mark.parametrize(
    "path", [p for p in modules() if layer(p) != "sandbox"], ids=lambda p: str(p.relative_to(SOURCE))
)
def test_the_sandbox_is_imported_through_its_front_alone(path: Path) -> None:
    inside = {name for name in imports(path) if name.startswith("lcwsync.sandbox.")}
    assert inside <= {f"lcwsync.sandbox.{name}" for name in SANDBOX_FRONT}


def test_every_allowed_edge_is_used_and_leads_downward() -> None:
    used: dict[str, set[str]] = {name: set() for name in EDGES}
    for path in modules():
        if own := layer(path):
            used[own] |= edges(path)
    assert used == EDGES
    below: set[str] = set()
    for name, allowed in EDGES.items():
        assert allowed <= below, name
        below.add(name)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_only_the_tenant_room_imports_graph_libraries(path: Path) -> None:
    used = {name.partition(".")[0] for name in imports(path)} & GRAPH_LIBRARIES
    assert not used or layer(path) == "tenant", used


@pytest.mark.parametrize("path", [p for p in modules() if layer(p) in PURE], ids=lambda p: str(p.relative_to(SOURCE)))
def test_the_core_is_pure(path: Path) -> None:
    used = {name.partition(".")[0] for name in imports(path)} & IMPURE_MODULES
    assert not used
    of_tenant = {name for name in imports(path) if name.startswith("lcwsync.tenant")} - PURE_TABLES
    assert not of_tenant or path.relative_to(SOURCE).as_posix() in READS_THE_TENANT
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"print", "open", "input"}, f"{path}: {node.func.id}()"


def graph_terms(path: Path) -> set[tuple[str, str]]:
    """The texts of a module, but for its docstrings, that only Graph understands."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in told]
    name = path.relative_to(SOURCE).as_posix()
    return {(name, t.value) for t in texts if isinstance(t.value, str) and GRAPH_TERMS.search(t.value)}


def test_only_the_tenant_and_the_sandbox_speak_graph() -> None:
    found = {path: graph_terms(path) for path in modules()}
    assert any(terms for path, terms in found.items() if layer(path) == "tenant")
    elsewhere = {term for path, terms in found.items() if layer(path) not in SPEAK_GRAPH for term in terms}
    assert elsewhere == GRAPH_TERMS_ELSEWHERE


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["validate", "--config", str(SOURCE.parent.parent / "workflows")],
        ["schema", "--list"],
        ["plan", "--help"],
    ],
    ids=["help", "validate", "schema", "plan-help"],
)
def test_offline_commands_import_no_graph_library(words: list[str]) -> None:
    probe = (
        "import sys; from lcwsync.cli import main; code = main(sys.argv[1:]); "
        "print(code, *sorted({m.partition('.')[0] for m in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", probe, *words], capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "0" in loaded, done.stderr
    assert not loaded & (GRAPH_LIBRARIES | {"deepdiff", "jsonschema", "uvicorn", "sqlite3"})


def test_every_text_file_is_written_with_the_line_end_of_git() -> None:
    """On Windows a text file gets another line end unless its writer says which."""
    wrong = [
        f"{path.relative_to(SOURCE)}:{node.lineno}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "write_text"
        and not any(word.arg == "newline" for word in node.keywords)
    ]
    assert wrong == []
