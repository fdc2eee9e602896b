"""When `.venv` is left alone, brought up to date, and made anew. What it installs is recorded, not installed."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.commands import ROOT

sys.path.insert(0, str(ROOT / "scripts"))


class Environment:
    """scripts/environment.py over a project of its own."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import environment

        self.module, self.root, self.home = environment, root, root / ".venv"
        self.done: list[str] = []
        self.interrupted = False
        (root / "pyproject.toml").write_text("a", encoding="utf-8")
        for kind in ("run", "dev"):
            (root / f"{kind}.txt").write_text(kind, encoding="utf-8")
        monkeypatch.setattr(environment, "ROOT", root)
        monkeypatch.setattr(environment, "HOME", self.home)
        monkeypatch.setattr(environment, "LOCKS", {kind: root / f"{kind}.txt" for kind in ("run", "dev")})
        monkeypatch.setattr(environment, "create", self._create)
        monkeypatch.setattr(environment, "install", self._install)

    def prepared(self, kind: str = "run") -> list[str]:
        """What was done for it."""
        self.done.clear()
        self.module.prepare(kind)  # type: ignore[arg-type]
        return list(self.done)

    def _create(self, home: Path) -> None:
        home.mkdir(exist_ok=True)
        self.done.append("create")

    def _install(self, home: Path, requirements: Path) -> None:
        if self.interrupted:
            raise KeyboardInterrupt
        self.done.append(requirements.stem)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    return Environment(tmp_path, monkeypatch)


def test_it_is_made_once(environment: Environment) -> None:
    assert environment.prepared() == ["create", "run"]
    assert environment.prepared() == []


def test_the_environment_of_development_serves_for_running_too(environment: Environment) -> None:
    assert environment.prepared("dev") == ["create", "dev"]
    assert environment.prepared("run") == []


def test_that_for_running_is_filled_up_for_development(environment: Environment) -> None:
    environment.prepared("run")
    assert environment.prepared("dev") == ["dev"]


@pytest.mark.parametrize("changed", ["pyproject.toml", "run.txt"])
def test_it_follows_the_lock_and_pyproject(environment: Environment, changed: str) -> None:
    environment.prepared()
    (environment.root / changed).write_text("other", encoding="utf-8")
    assert environment.prepared() == ["run"]
    assert environment.prepared() == []


def test_an_interrupted_installation_is_made_anew(environment: Environment) -> None:
    environment.prepared()
    (environment.root / "run.txt").write_text("other", encoding="utf-8")
    environment.interrupted = True
    with pytest.raises(KeyboardInterrupt):
        environment.prepared()
    environment.interrupted = False
    assert environment.prepared() == ["create", "run"]


def test_one_of_another_python_or_place_is_made_anew(environment: Environment) -> None:
    environment.prepared()
    stamp = environment.home / "lcwsync.stamp"
    stamp.write_text(stamp.read_text(encoding="utf-8").replace("Python 3.", "Python 2."), encoding="utf-8")
    assert environment.prepared() == ["create", "run"]


def test_ci_looks_at_the_types_of_every_system_it_does_not_check_on() -> None:
    from check import PLATFORMS

    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))["jobs"]
    assert tuple(jobs["types"]["strategy"]["matrix"]["platform"]) == PLATFORMS
    words = [sys.executable, str(ROOT / "scripts" / "check.py"), "windows"]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 64
