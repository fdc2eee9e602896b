"""Whether a change of lcwsync tells of itself: what changes src/ adds an entry to the changelog.

python3 scripts/changelog.py BASE     compares the checkout with a commit; exits 1 and says what is missing
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE = "CHANGELOG.md"


def problem(changed: Iterable[str], before: str, after: str) -> str | None:
    """What is missing of a change of these files, from the changelog before and after it; None when nothing is.

    A release renames the section [Unreleased], and that tells as well.
    """
    touched = [path for path in changed if path.startswith("src/")]
    if not touched or entries(after) - entries(before) or versions(after) - versions(before):
        return None
    return (
        f"{touched[0]} is changed, and {FILE} has no new entry under [Unreleased]: write what an admin notices; where "
        "nobody notices anything, set the label no-changelog"
    )


def entries(changelog: str) -> set[str]:
    """The entries below [Unreleased], each on one line."""
    found = re.search(r"^## \[Unreleased\]\n(.*?)(?=^## \[|\Z)", changelog, re.MULTILINE | re.DOTALL)
    texts = re.findall(r"^- .*(?:\n  .*)*", found[1], re.MULTILINE) if found else []
    return {" ".join(text.split()) for text in texts}


def versions(changelog: str) -> set[str]:
    """The versions that have a section."""
    return set(re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE))


def main() -> None:
    base = sys.argv[1] if len(sys.argv) == 2 else sys.exit(str(__doc__))
    changed = git("diff", "--name-only", "-z", base).split("\0")
    missing = problem(changed, git("show", f"{base}:{FILE}"), (ROOT / FILE).read_text(encoding="utf-8"))
    if missing:
        print(f"::error title=changelog::{missing}")
        sys.exit(1)


def git(*words: str) -> str:
    """What git prints; leave with its exit code when it fails."""
    done = subprocess.run(["git", *words], cwd=ROOT, stdout=subprocess.PIPE, check=False)
    if done.returncode:
        sys.exit(done.returncode)
    return done.stdout.decode("utf-8")


if __name__ == "__main__":
    main()
