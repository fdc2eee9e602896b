"""Everything a change must pass besides the tests: lint, types, fresh schemas, and a wheel that works on its own."""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from environment import BIN, ROOT, prepare, python_name, run


def main() -> None:
    prepare("dev")
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")
    run("mypy")
    run("lcwsync", "schema", "--check", "schemas")
    with tempfile.TemporaryDirectory() as place:
        wheel_alone(Path(place))


def wheel_alone(place: Path) -> None:
    """Build the wheel, install it into an empty environment, and run the main job far from the checkout."""
    run("python", "-m", "build", "--wheel", "--outdir", str(place / "dist"))
    wheel = next((place / "dist").glob("*.whl"))
    home = place / "empty"
    venv.create(home, with_pip=True)
    programs = home / BIN.name
    step(place, programs / python_name(), "-m", "pip", "install", "-qq", "--no-compile", str(wheel))
    for words in (("validate",), ("plan",), ("apply", "--yes"), ("plan", "--detailed-exitcode")):
        step(place, programs / "lcwsync", *words, "--config", str(ROOT / "workflows"))


def step(place: Path, *command: str | Path) -> None:
    print("$", *command[1:], flush=True)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([str(part) for part in command], cwd=place, check=False, env=environment)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
