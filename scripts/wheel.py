"""The wheel as users get it: built, installed into an empty environment, imported whole, put through the main job."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

from environment import BIN, INSTALL, LOCKS, ROOT, create, python_name

JOB = (("validate",), ("plan",), ("apply", "--yes"), ("plan", "--detailed-exitcode"))
"""The main job on the sandbox; the last step fails when anything is left to do."""

IMPORT_ALL = """
import importlib, pkgutil, sys, warnings
warnings.simplefilter("error")
for message in sys.argv[1:]:
    warnings.filterwarnings("ignore", message, DeprecationWarning)
import lcwsync
names = [found.name for found in pkgutil.walk_packages(lcwsync.__path__, "lcwsync.")]
for name in names:
    importlib.import_module(name)
print(len(names), "modules imported, warnings as errors")
"""
"""Run with the beginnings of the warnings to leave out; fails at the first module that cannot be imported or warns."""


def built(place: Path) -> Path:
    """The wheel of this checkout, built by what the lock holds into `place`."""
    step(place, BIN / python_name(), "-m", "build", "--wheel", "--no-isolation", "--outdir", place / "dist", ROOT)
    (wheel,) = (place / "dist").glob("*.whl")
    return wheel


def tried(place: Path, wheel: Path, *, locked: bool) -> None:
    """Install the wheel into an empty environment, with the lock's versions or with the newest, and use it in `place`.

    Leaves with the exit code of the first step that fails.
    """
    place.mkdir()
    home = place / "environment"
    create(home)
    programs = home / BIN.name
    python = programs / python_name()
    if locked:
        step(place, python, *INSTALL, "--require-hashes", "--requirement", LOCKS["run"])
        step(place, python, *INSTALL, "--no-deps", "--no-index", wheel)
    else:
        step(place, python, *INSTALL, wheel)
    step(place, python, "-m", "pip", "check")
    step(place, python, "-c", IMPORT_ALL, *ignored_warnings())
    for words in JOB:
        step(place, programs / "lcwsync", *words, "--config", ROOT / "workflows")


def ignored_warnings() -> list[str]:
    """The messages of the DeprecationWarnings that pyproject.toml leaves out in the tests."""
    content = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    filters = [line.split(":") for line in content["tool"]["pytest"]["ini_options"]["filterwarnings"]]
    return [parts[1] for parts in filters if parts[0] == "ignore" and parts[2] == "DeprecationWarning"]


def step(place: Path, *command: str | Path) -> None:
    """Run a command in `place` where no path leads into the checkout; leave with its exit code when it fails."""
    words = [str(part) for part in command]
    print("$", Path(words[0]).name, *(word for word in words[1:] if "\n" not in word), flush=True)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(words, cwd=place, check=False, env=environment)
    if done.returncode:
        sys.exit(done.returncode)
