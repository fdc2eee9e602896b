"""Everything a change must pass besides the tests: a true lock, lint, types, fresh schemas, and the wheel."""

import tempfile
from pathlib import Path

from environment import prepare, run
from wheel import built, tried


def main() -> None:
    """Leave with the exit code of the first check that fails."""
    prepare("dev")
    run("python", "scripts/lock.py", "--check")
    run("python", "-m", "pip", "check")
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")
    run("mypy")
    run("lcwsync", "schema", "--check", "schemas")
    with tempfile.TemporaryDirectory() as place:
        wheel = built(Path(place))
        tried(Path(place) / "locked", wheel, locked=True)
        tried(Path(place) / "newest", wheel, locked=False)


if __name__ == "__main__":
    main()
