"""The bill of materials of a release, CycloneDX 1.6 as JSON, from the lock: each package with version and hashes.

    python3 scripts/sbom.py > lcwsync.cdx.json

The lock holds for every system, so a package for one of them alone is "optional". The same lock gives the same bytes.
"""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILDS = {"hatchling", "editables", "pathspec", "pluggy", "trove-classifiers"}
"""What the lock holds to build the wheel, and the wheel does not need."""


def bill(version: str, lock: str) -> dict[str, object]:
    """The document for a version of lcwsync and the text of requirements/run.txt."""
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{found}",
            "name": name,
            "version": found,
            "purl": f"pkg:pypi/{name}@{found}",
            "scope": "optional" if marker else "required",
            "hashes": [{"alg": "SHA-256", "content": content} for content in hashes],
        }
        for name, found, marker, hashes in packages(lock)
        if name not in BUILDS
    ]
    own = {"type": "application", "bom-ref": f"pkg:pypi/lcwsync@{version}", "name": "lcwsync", "version": version}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**own, "purl": f"pkg:pypi/lcwsync@{version}"}},
        "components": components,
        "dependencies": [{"ref": own["bom-ref"], "dependsOn": [each["bom-ref"] for each in components]}],
    }


def packages(lock: str) -> list[tuple[str, str, str, list[str]]]:
    """Name, version, marker and hashes of each package of a lock, in its order."""
    found = []
    for block in re.split(r"^(?=[A-Za-z0-9])", lock, flags=re.MULTILINE):
        head = re.match(r"([A-Za-z0-9][\w.-]*)==([^\s;\\]+)(?:\s*;\s*([^\\\n]+))?", block)
        if head:
            name = re.sub(r"[-_.]+", "-", head[1]).lower()
            found.append((name, head[2], (head[3] or "").strip(), re.findall(r"--hash=sha256:([0-9a-f]{64})", block)))
    return found


def main() -> None:
    from notes import version_of

    version = version_of((ROOT / "src" / "lcwsync" / "__init__.py").read_text(encoding="utf-8"))
    lock = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    json.dump(bill(version, lock), sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    main()
