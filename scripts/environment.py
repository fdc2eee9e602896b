"""The project's own virtual environment: made when it is missing, brought up to date when pyproject.toml changed."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".venv"
BIN = HOME / ("Scripts" if os.name == "nt" else "bin")


def prepare(extras: str = "") -> None:
    """Have `.venv` hold this checkout with its dependencies, and the `extras` such as `[dev]`."""
    if sys.version_info < (3, 11):
        sys.exit("lcwsync needs Python 3.11 or newer; this is " + sys.version.split()[0])
    stamp = HOME / f"lcwsync{extras}.stamp"
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Setting up .venv (about a minute the first time) ...", file=sys.stderr, flush=True)
    if not (BIN / python_name()).exists():
        try:
            venv.create(HOME, with_pip=True)
        except subprocess.CalledProcessError:
            sys.exit("Python's venv module is incomplete here; on Debian and Ubuntu install python3-venv")
    # Compiling the thousands of modules of msgraph-sdk takes longer than all the rest; few of them are ever imported.
    run("python", "-m", "pip", "install", "-qq", "--no-compile", "--editable", f"{ROOT}{extras}")
    stamp.write_text(wanted)


def run(program: str, *arguments: str) -> None:
    """Run a program of the environment in the checkout; leave with its exit code when it fails."""
    done = subprocess.run(
        [BIN / (python_name() if program == "python" else program), *arguments], cwd=ROOT, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


def python_name() -> str:
    return "python.exe" if os.name == "nt" else "python"
