"""Everything a change must pass besides the tests: a true lock, lint, types, fresh schemas, and the wheel.

    python3 scripts/check.py              all of it
    python3 scripts/check.py win32        the types of src/ alone, as Windows has them; darwin: as macOS

Another platform's types take as long as this one's, so CI looks at them beside the rest.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import BIN, ROOT, call, prepare, run
from wheel import built, tried

PLATFORMS = ("win32", "darwin")
"""What Python calls the systems that CI's own checks do not run on."""


def main() -> None:
    """Leave with the exit code of the first check that fails, 64 for another word than a platform."""
    if sys.argv[1:] and sys.argv[1:] not in [[each] for each in PLATFORMS]:
        print(__doc__, file=sys.stderr)
        sys.exit(64)
    prepare("dev")
    if sys.argv[1:]:
        run("mypy", "--platform", sys.argv[1], "src")
        return
    run("python", "scripts/lock.py", "--check")
    run("python", "-m", "pip", "check")
    run("ruff", "check", ".")
    run("ruff", "format", "--check", ".")
    run("lcwsync", "schema", "--check", "schemas")
    with_npm()
    # The types take about as long as the wheel, and one core each.
    with subprocess.Popen([BIN / "mypy"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as types:
        try:
            wheel_both_ways()
        finally:
            said, _ = types.communicate()
            print(said, end="", flush=True)
    sys.exit(types.returncode)


def with_npm() -> None:
    """Run the tests that drive the editors' language server and the JavaScript SDK; they need npm, which not every
    machine has."""
    npm = shutil.which("npm")
    if npm is None:
        print("skipped: tests/editor and tests/javascript need npm", flush=True)
        return
    for tests in ("tests/editor", "tests/javascript"):
        call(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=ROOT / tests)
        run("python", "-m", "pytest", "-q", "-n", "0", tests)


def wheel_both_ways() -> None:
    """Build the wheel and use it with the versions of the lock, then with the newest of all."""
    with tempfile.TemporaryDirectory() as place:
        wheel = built(Path(place))
        tried(Path(place) / "locked", wheel, locked=True)
        tried(Path(place) / "newest", wheel, locked=False)


if __name__ == "__main__":
    main()
