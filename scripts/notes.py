"""The changelog's section of a release: what its page tells, or why there can be no release.

python3 scripts/notes.py v1.2.0     prints the section, or exits 1 and says what is missing
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def problem(tag: str, version: str, changelog: str) -> str | None:
    """Why a tag cannot be released; None when it can."""
    if tag != f"v{version}":
        return f"the tag is {tag} and src/lcwsync/__init__.py says {version}: they name one version"
    if (found := section(version, changelog)) is None:
        return f"CHANGELOG.md has no section `## [{version}] - YYYY-MM-DD`: rename [Unreleased], and begin a new one"
    if not re.search(r"^- ", found, re.MULTILINE):
        return f"the section [{version}] of CHANGELOG.md tells nothing"
    return None


def section(version: str, changelog: str) -> str | None:
    """The text below the heading of a version with its day, up to the next version; None without one."""
    heading = rf"^## \[{re.escape(version)}\] - \d{{4}}-\d{{2}}-\d{{2}}$\n(.*?)(?=^## \[|\Z)"
    found = re.search(heading, changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() + "\n" if found else None


def version_of(text: str) -> str:
    """The version in the text of src/lcwsync/__init__.py."""
    return str(re.findall(r'^__version__ = "(.+)"$', text, re.MULTILINE)[0])


def main() -> None:
    tag = sys.argv[1] if len(sys.argv) == 2 else sys.exit(str(__doc__))
    version = version_of((ROOT / "src" / "lcwsync" / "__init__.py").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    if (why := problem(tag, version, changelog)) is not None:
        sys.exit(f"no release: {why}")
    sys.stdout.write(section(version, changelog) or "")


if __name__ == "__main__":
    main()
