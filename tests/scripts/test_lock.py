"""The lock: it satisfies pyproject.toml, names no registry, and the check of it sees each fault."""

import sys

import pytest

from tests.commands import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

PYPROJECT = """
[build-system]
requires = ["hatchling>=1.25"]
[project]
requires-python = ">=3.11"
dependencies = ["PyYAML>=6.0.1", "uvicorn>=0.41,<1"]
[project.optional-dependencies]
dev = ["pytest>=8"]
"""


def lock(**versions: str) -> str:
    """A lock with these versions besides those that PYPROJECT needs."""
    wanted = {"pyyaml": "6.0.2", "uvicorn": "0.50.0", "hatchling": "1.30", "editables": "0.5", **versions}
    entries = [f"{name}=={version} \\\n    --hash=sha256:{'0' * 64}\n" for name, version in wanted.items() if version]
    return "--only-binary :all:\n\n" + "".join(entries)


def faults(*, run: str = "", dev: str = "") -> list[str]:
    from lock import faults as found

    return found(PYPROJECT, run or lock(), dev or lock(pytest="9.0"))


def test_the_committed_lock_satisfies_pyproject() -> None:
    from lock import main

    assert main(["--check"]) == 0


def test_the_committed_lock_names_no_registry() -> None:
    for path in (ROOT / "requirements").iterdir():
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert "index" not in text
        assert "#" not in text


def test_a_lock_with_everything_in_its_range_has_no_fault() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("run", "dev", "said"),
    [
        (lock(uvicorn=""), lock(pytest="9.0"), "run.txt lacks uvicorn"),
        (lock(editables=""), lock(pytest="9.0"), "run.txt lacks editables"),
        (lock(), lock(), "dev.txt lacks pytest"),
        (lock(pyyaml="6.0"), lock(pytest="9.0", pyyaml="6.0"), "run.txt has PyYAML 6.0; pyproject.toml wants >=6.0.1"),
        (lock(uvicorn="1.0"), lock(pytest="9.0", uvicorn="1.0"), "dev.txt has uvicorn 1.0; pyproject.toml wants <1,>="),
        (lock(uvicorn="0.51.0"), lock(pytest="9.0"), "dev.txt has uvicorn 0.50.0; run.txt has 0.51.0"),
        (lock(idna="3.20"), lock(pytest="9.0"), "dev.txt has idna not at all; run.txt has 3.20"),
        (lock(cryptography="50"), lock(cryptography="50", pytest="9.0"), "run.txt has no cryptography <49 for sys"),
        (lock(), lock(pytest="9.0").replace("--hash", "#"), "dev.txt has pytest without a hash"),
        (lock(), lock(pytest="9.0").replace("--only", "#"), "dev.txt lacks --only-binary :all:"),
        (lock(), lock(pytest="9.0") + "--index-url x\n", "dev.txt names a place: --index-url x"),
        (lock(), lock(pytest="9.0") + "x @ https://host.example/x.whl\n", "dev.txt names a place: x @ "),
    ],
)
def test_each_fault_is_reported(run: str, dev: str, said: str) -> None:
    assert any(fault.startswith(said) for fault in faults(run=run, dev=dev)), faults(run=run, dev=dev)


def test_two_versions_for_two_machines_must_both_be_in_range() -> None:
    other = "uvicorn==0.30.0 ; sys_platform == 'darwin' \\\n    --hash=sha256:" + "1" * 64 + "\n"
    found = faults(run=lock() + other, dev=lock(pytest="9.0") + other)
    assert [fault.split(";")[0] for fault in found] == ["run.txt has uvicorn 0.30.0", "dev.txt has uvicorn 0.30.0"]
