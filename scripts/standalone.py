"""Build the standalone program of this machine's system: a directory that holds lcwsync and everything it needs.

    python3 scripts/standalone.py DIR     writes DIR/lcwsync/, tries it on the sandbox, and packs it beside

The archive is DIR/lcwsync-VERSION-SYSTEM-MACHINE.zip on Windows and .tar.gz elsewhere.
"""

import argparse
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from environment import BIN, ROOT, prepare, python_name

LEFT_OUT = (
    "msgraph",
    "setuptools",
    "pkg_resources",
    "pytest",
    "hypothesis",
    "mypy",
    "ruff",
    "PIL",
    "numpy",
    "tkinter",
    "IPython",
)
"""What hooks or optional imports of libraries would bring along. msgraph-sdk has 20,000 modules, with paths too long
for Windows; the program needs the request builders of Lifecycle Workflows, which come in a zip file."""

BUILDERS = "msgraph/generated/identity_governance/lifecycle_workflows"
HOOK = """import os, sys
sys.path.append(os.path.join(sys._MEIPASS, "request-builders.zip"))
"""

JOB = (("validate",), ("plan",), ("apply", "--yes"), ("plan", "--detailed-exitcode"))
"""What the program is tried with, on the embedded sandbox."""


def build(place: Path) -> Path:
    """The directory of the program. Leaves with PyInstaller's exit code when it fails."""
    with tempfile.TemporaryDirectory() as work:
        archive, hook = Path(work) / "request-builders.zip", Path(work) / "hook.py"
        zip_builders(archive)
        hook.write_text(HOOK, encoding="utf-8")
        words = [
            *("--noconfirm", "--log-level", "WARN", "--onedir", "--console", "--name", "lcwsync"),
            *("--paths", str(ROOT / "src"), "--distpath", str(place), "--workpath", work, "--specpath", work),
            # Commands are imported by their names, and templates, schemas and tables are read as files.
            *("--collect-submodules", "lcwsync", "--collect-data", "lcwsync"),
            # `init` reads there which repository it was built in.
            *("--copy-metadata", "lcwsync"),
            *("--collect-submodules", "kiota_abstractions"),
            *("--add-data", f"{archive}{os.pathsep}.", "--runtime-hook", str(hook)),
            *(word for name in LEFT_OUT for word in ("--exclude-module", name)),
            str(ROOT / "src" / "lcwsync" / "__main__.py"),
        ]
        call([str(BIN / python_name()), "-m", "PyInstaller", *words], ROOT)
    return place / "lcwsync"


def zip_builders(archive: Path) -> None:
    """The request builders, compiled by the Python that is packed, as its zipimport reads them."""
    words = [str(BIN / python_name()), "-c", COMPILE, str(archive), BUILDERS]
    call(words, ROOT)


COMPILE = """
import importlib.util, py_compile, sys, tempfile, zipfile
from pathlib import Path
archive, wanted = sys.argv[1:]
root = Path(importlib.util.find_spec("msgraph").submodule_search_locations[0]).parent
with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as made, tempfile.TemporaryDirectory() as place:
    compiled = Path(place) / "module.pyc"
    (Path(place) / "__init__.py").write_text("")
    packages = [*Path(wanted).parents[:-1], Path(wanted)]
    packages += [path.relative_to(root) for path in (root / wanted).rglob("*") if path.is_dir()]
    py_compile.compile(Path(place) / "__init__.py", compiled, doraise=True)
    for package in packages:
        empty = package == Path("msgraph") or not (root / package / "__init__.py").exists()
        if empty and package.name != "__pycache__":
            made.write(compiled, f"{package.as_posix()}/__init__.pyc")
    for path in sorted((root / wanted).rglob("*.py")):
        py_compile.compile(path, compiled, dfile=path.relative_to(root).as_posix(), doraise=True)
        made.write(compiled, path.relative_to(root).with_suffix(".pyc").as_posix())
"""
"""Run with the archive and the package. The `__init__` of msgraph is left out: it loads a client that is not used."""


def tried(program: Path) -> None:
    """Put the program through the main job. Leaves with the exit code of the first step that fails."""
    with tempfile.TemporaryDirectory() as place:
        for words in JOB:
            call([str(program), *words, "--config", str(ROOT / "workflows")], Path(place))


def packed(directory: Path) -> Path:
    """The archive of the program's directory, named by version, system and processor."""
    text = (ROOT / "src" / "lcwsync" / "__init__.py").read_text(encoding="utf-8")
    version = re.findall(r'__version__ = "(.+)"', text)[0]
    name = f"lcwsync-{version}-{platform.system()}-{platform.machine()}".lower()
    kind = "zip" if os.name == "nt" else "gztar"
    return Path(shutil.make_archive(str(directory.parent / name), kind, directory.parent, directory.name))


def call(words: list[str], cwd: Path) -> None:
    """Run a program; leave with its exit code when it fails."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LCWSYNC_")}
    done = subprocess.run(words, cwd=cwd, env=environ, check=False)
    if done.returncode:
        sys.exit(done.returncode)


def main() -> None:
    parser = argparse.ArgumentParser(description="build the standalone program")
    parser.add_argument("directory", type=Path)
    place = parser.parse_args().directory.resolve()
    place.mkdir(parents=True, exist_ok=True)
    prepare("dev")
    directory = build(place)
    tried(directory / ("lcwsync.exe" if os.name == "nt" else "lcwsync"))
    print(packed(directory))


if __name__ == "__main__":
    main()
