"""The tests with the lowest versions that pyproject.toml allows, or with the newest, instead of the locked ones.

    python3 scripts/versions.py lowest [ARGUMENTS OF PYTEST]
    python3 scripts/versions.py newest [ARGUMENTS OF PYTEST]

Works in a temporary environment of the Python that runs it; neither `.venv` nor the lock changes.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from environment import BIN, ROOT, WHOLE_SUITE, call, create, install, prepare, python_name
from lock import wants

RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
"""What uv calls them. Lowest of what pyproject.toml names; what comes with that is free to be new."""


def chosen(kind: str) -> str:
    """The requirements of development, each at one version: the lowest or the newest that fits this Python."""
    asked = wants((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    command = f"pip compile - --resolution {RESOLUTIONS[kind]} --python-version {python}"
    done = subprocess.run(
        [str(BIN / "uv"), *command.split(), "--no-config", "--no-header", "--no-annotate", "--quiet"],
        input="\n".join(asked.dev),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout


def main(words: list[str]) -> None:
    """Leave with the exit code of the first step that fails, 64 for a word that is neither lowest nor newest."""
    if not words or words[0] not in RESOLUTIONS:
        print(__doc__, file=sys.stderr)
        sys.exit(64)
    kind, arguments = words[0], words[1:] or list(WHOLE_SUITE)
    prepare("dev")
    with tempfile.TemporaryDirectory() as place:
        requirements = Path(place) / f"{kind}.txt"
        requirements.write_text(chosen(kind), encoding="utf-8")
        print(requirements.read_text(encoding="utf-8"), flush=True)
        home = Path(place) / "environment"
        create(home)
        install(home, requirements, hashed=False)
        python = home / BIN.name / python_name()
        call(python, "-m", "pip", "check")
        call(python, "-m", "pytest", *arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
