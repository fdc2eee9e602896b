"""A project directory with the shipped configuration, the command line, and a tenant on a loopback port."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from lcwsync.cli import main
from lcwsync.sandbox import open_sandbox
from lcwsync.sandbox.app import RequestSeen, SandboxApp
from lcwsync.sandbox.serve import serving

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str


Lcwsync = Callable[..., Done]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of its own with a copy of the shipped workflows/, as the current directory."""
    shutil.copytree(ROOT / "workflows", tmp_path / "workflows")
    monkeypatch.chdir(tmp_path)
    for name in ("CONFIG", "ENV", "GRAPH_URL", "ACCESS_TOKEN"):
        monkeypatch.delenv(f"LCWSYNC_{name}", raising=False)
    for name in ("FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def lcwsync(capsys: pytest.CaptureFixture[str]) -> Lcwsync:
    """Run a command in this process."""

    def run(*words: str) -> Done:
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Done(code, said.out, said.err)

    return run


@dataclass(frozen=True)
class Served:
    """The sandbox's Graph on a loopback port, as the tenant of every environment."""

    app: SandboxApp

    @property
    def writes(self) -> list[RequestSeen]:
        """Requests that may change something."""
        return [
            r for r in self.app.requests if r.method not in ("GET",) and not r.path.endswith(("getByIds", "$batch"))
        ]


@pytest.fixture
def served(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """The same binary, pointed at a Graph endpoint with a token."""
    store = open_sandbox(project / "served.db")
    app = SandboxApp(store)
    with serving(app) as url:
        monkeypatch.setenv("LCWSYNC_GRAPH_URL", url)
        monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", "sandbox")
        yield Served(app)
    store.close()
