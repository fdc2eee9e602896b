"""The project's own virtual environment, `.venv`: what the lock says, made when missing and mended when half-made."""

import hashlib
import os
import subprocess
import sys
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")

Kind = Literal["run", "dev"]
"""What an environment is for: running lcwsync, or developing it, which holds the first as well."""

LOCKS: dict[Kind, Path] = {kind: ROOT / "requirements" / f"{kind}.txt" for kind in ("run", "dev")}

# Compiling the thousands of modules of msgraph-sdk takes longer than all the rest; few of them are ever imported.
INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile")

WHOLE_SUITE = ("-n", str(2 * (os.cpu_count() or 1)), "--dist", "worksteal")
"""What pytest is told when nothing else is: two processes a core, since half of the time a test waits for a command, a
port or a clock; and none idle while another still has tests."""


def prepare(kind: Kind = "run") -> None:
    """Have `.venv` hold this checkout and what its lock for `kind` says.

    The stamp says what `.venv` holds. It is taken away before anything is installed and written when all is, so an
    environment without one is made anew, as is one of another Python or of a checkout that was moved.
    """
    if sys.version_info < (3, 11):
        sys.exit("lcwsync needs Python 3.11 or newer; this is " + sys.version.split()[0])
    stamp = HOME / "lcwsync.stamp"
    maker = f"Python {sys.version_info[0]}.{sys.version_info[1]} in {HOME}"
    held = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() else []
    if held in ([maker, state(kind)], [maker, state("dev")]):
        return
    print("Setting up .venv (about a minute the first time) ...", file=sys.stderr, flush=True)
    stamp.unlink(missing_ok=True)
    if held[:1] != [maker]:
        create(HOME)
    install(HOME, LOCKS[kind])
    stamp.write_text(f"{maker}\n{state(kind)}\n", encoding="utf-8")


def state(kind: Kind) -> str:
    """One line that changes with what an environment of this kind is made from."""
    made_from = hashlib.sha256()
    for path in (ROOT / "pyproject.toml", LOCKS[kind]):
        made_from.update(path.read_bytes())
    return f"{kind} {made_from.hexdigest()}"


def create(home: Path) -> None:
    """Make an empty environment with pip in `home`, in place of whatever is there."""
    if Path(sys.prefix).resolve() == home.resolve():
        sys.exit(f"{home} is to be made anew: run this with the Python outside of it")
    try:
        venv.create(home, clear=True, with_pip=True)
    except subprocess.CalledProcessError:
        sys.exit("Python's venv module is incomplete here; on Debian and Ubuntu install python3-venv")


def install(home: Path, requirements: Path, *, hashed: bool = True) -> None:
    """Install what the file lists, by its hashes, and this checkout in place, built by what the file lists."""
    python = home / BIN.name / python_name()
    call(python, *INSTALL, *(["--require-hashes"] if hashed else []), "--requirement", requirements)
    call(python, *INSTALL, "--no-deps", "--no-index", "--no-build-isolation", "--editable", ROOT)


def run(program: str, *arguments: str) -> None:
    """Run a program of `.venv` in the checkout; leave with its exit code when it fails.

    What Python compiles is kept in `.venv`, even where the machine keeps none: the tests start hundreds of processes,
    and compiling takes most of the time of each.
    """
    kept = {"PYTHONPYCACHEPREFIX": str(HOME / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}
    call(BIN / (python_name() if program == "python" else program), *arguments, variables=kept)


def call(*command: str | Path, cwd: Path = ROOT, variables: Mapping[str, str] | None = None) -> None:
    """Run a command, with further variables of the environment; leave with its exit code when it fails."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, check=False, env={**os.environ, **(variables or {})}
    )
    if done.returncode:
        sys.exit(done.returncode)


def python_name() -> str:
    """The file name of an environment's Python."""
    return "python.exe" if os.name == "nt" else "python"
