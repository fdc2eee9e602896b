"""Write requirements/run.txt and requirements/dev.txt: one version, with its hashes, of everything that is installed.

Both hold for Linux, macOS and Windows and for every Python of pyproject.toml, and name no registry. run.txt has what
lcwsync needs and what builds it; dev.txt has the same versions of that, and the tools of development besides.

    python3 scripts/lock.py               keep the locked versions where pyproject.toml allows them
    python3 scripts/lock.py --upgrade     take the newest of everything
    python3 scripts/lock.py --check       only say whether the lock satisfies pyproject.toml; needs no network
"""

import argparse
import importlib.util
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from environment import BIN, LOCKS, ROOT, prepare, run

OPTIONS = [
    "--universal",
    "--generate-hashes",
    "--only-binary",
    ":all:",
    "--emit-build-options",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-config",
    "--quiet",
]
"""Wheels only: building from source would bring build tools that no hash holds."""


EDITABLE = ("editables>=0.3",)
"""What hatchling asks for when it installs a checkout in place."""

SPLIT = (
    "cryptography<49; sys_platform == 'darwin' and platform_machine == 'x86_64'",
    "cryptography>=49; sys_platform != 'darwin' or platform_machine != 'x86_64'",
)
"""Where the newest has no wheel for a machine, an older one for that machine only."""


@dataclass(frozen=True)
class Wants:
    """What pyproject.toml asks for: requirements by the lock that must have them, and the oldest Python."""

    run: tuple[str, ...]
    dev: tuple[str, ...]
    oldest: str


def wants(pyproject: str) -> Wants:
    """The requirements in the text of a pyproject.toml."""
    content = tomllib.loads(pyproject)
    project = content["project"]
    run = (*project["dependencies"], *content["build-system"]["requires"], *EDITABLE)
    return Wants(
        run=run,
        dev=(*run, *project["optional-dependencies"]["dev"]),
        oldest=project["requires-python"].removeprefix(">="),
    )


def pins(lock: str) -> dict[str, list[str]]:
    """The versions of each package in a lock's text, by the package's normal name; several where markers differ."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", lock, re.MULTILINE):
        found.setdefault(normal(name), []).append(version)
    return found


def faults(pyproject: str, run: str, dev: str) -> list[str]:
    """Sentences about what is wrong with the locks `run` and `dev`; none when they satisfy `pyproject`."""
    asked = wants(pyproject)
    found = [*_lacks("run.txt", pins(run), asked.run), *_lacks("dev.txt", pins(dev), asked.dev)]
    developed = pins(dev)
    found += [
        f"dev.txt has {name} {' and '.join(developed.get(name, ['not at all']))}; run.txt has {' and '.join(versions)}"
        for name, versions in pins(run).items()
        if developed.get(name) != versions
    ]
    for title, text in (("run.txt", run), ("dev.txt", dev)):
        found += [f"{title} has {name} without a hash" for name in _without_hash(text)]
        if "--only-binary :all:" not in text.splitlines():
            found.append(f"{title} lacks --only-binary :all:")
        found += [f"{title} names a place: {line.strip()}" for line in text.splitlines() if _names_a_place(line)]
    return found


def _lacks(title: str, locked: dict[str, list[str]], requirements: Iterable[str]) -> Iterable[str]:
    from packaging.requirements import Requirement  # not in every Python, but in .venv

    for text in requirements:
        requirement = Requirement(text)
        versions = locked.get(normal(requirement.name), [])
        if not versions:
            yield f"{title} lacks {requirement.name}"
        for version in versions:
            if not requirement.specifier.contains(version, prereleases=True):
                yield f"{title} has {requirement.name} {version}; pyproject.toml wants {requirement.specifier}"
    for split in map(Requirement, SPLIT):
        versions = locked.get(split.name, [])
        if versions and not any(split.specifier.contains(version, prereleases=True) for version in versions):
            yield f"{title} has no {split.name} {split.specifier} for {split.marker}"


def _without_hash(lock: str) -> list[str]:
    entries = re.sub(r"\\\n", " ", lock).splitlines()
    return [entry.split("==")[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry]


def _names_a_place(line: str) -> bool:
    return "://" in line or "index-url" in line or "find-links" in line or " @ " in line


def normal(name: str) -> str:
    """The one spelling of a package's name."""
    return re.sub(r"[-_.]+", "-", name).lower()


def compiled(requirements: Iterable[str], *, oldest: str, target: Path, options: Iterable[str] = ()) -> None:
    """Have uv write the lock of the requirements to `target`; what is locked there already is kept where it fits."""
    command = [BIN / "uv", "pip", "compile", "-", "--python-version", oldest, "--output-file", target]
    text = "".join(f"{requirement}\n" for requirement in (*requirements, *SPLIT))
    done = subprocess.run(
        [str(part) for part in (*command, *OPTIONS, *options)], cwd=ROOT, input=text, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.returncode)


def write(*, upgrade: bool) -> None:
    """Write both locks; run.txt takes its versions from dev.txt, so that they cannot differ."""
    asked = wants(_pyproject())
    compiled(asked.dev, oldest=asked.oldest, target=LOCKS["dev"], options=["--upgrade"] if upgrade else [])
    with tempfile.TemporaryDirectory() as place:
        fresh = Path(place) / "run.txt"
        compiled(asked.run, oldest=asked.oldest, target=fresh, options=["--constraint", str(LOCKS["dev"])])
        LOCKS["run"].write_text(fresh.read_text(encoding="utf-8"), encoding="utf-8", newline="\n")


def _pyproject() -> str:
    return (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def main(words: list[str]) -> int:
    """Exit 0 when the lock is written or satisfies pyproject.toml, 1 when it does not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--upgrade", action="store_true", help="take the newest of everything")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 with the faults")
    arguments = parser.parse_args(words)
    if not arguments.check:
        prepare("dev")
        write(upgrade=arguments.upgrade)
    if importlib.util.find_spec("packaging") is None:
        prepare("dev")
        run("python", str(Path(__file__)), "--check")
        return 0
    found = faults(_pyproject(), *(LOCKS[kind].read_text(encoding="utf-8") for kind in ("run", "dev")))
    for fault in found:
        print(f"{fault}: run python3 scripts/lock.py", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
