"""The path lengths that docs/install.md speaks of are those of what is installed."""

import re
from importlib.metadata import distributions

from tests.commands import ROOT

PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
WINDOWS = 260
"""Characters of a path without long paths (https://learn.microsoft.com/windows/win32/fileio/maximum-file-path-limitation)."""

DIRECTORY = r"C:\Users\some.body.with-a-name\AppData\Local\Programs\lcwsync\Lib\site-packages" + "\\"
CACHED = len("__pycache__/.cpython-311") + 1
"""What the compiled form of a module adds to its path."""


def longest() -> dict[str, int]:
    """The longest path of each installed distribution, below the directory of packages."""
    return {
        each.metadata["Name"].lower(): max((len(str(file)) for file in each.files or []), default=0)
        for each in distributions()
    }


def test_the_longest_path_is_the_one_the_page_names() -> None:
    found = longest()
    (named,) = re.findall(r"has a path of ([0-9]+) characters", PAGE)
    assert found["msgraph-sdk"] == int(named) > WINDOWS


def test_nothing_else_needs_long_paths() -> None:
    needed = {"lcwsync", "azure-identity", "deepdiff", "httpcore", "jsonschema", "pyyaml", "truststore", "uvicorn"}
    found = longest()
    assert needed <= set(found)
    assert {name for name in needed if len(DIRECTORY) + found[name] + CACHED >= WINDOWS} == set()


def test_our_own_files_leave_room_for_every_directory() -> None:
    source = ROOT / "src"
    own = max(len(str(path.relative_to(source))) for path in source.rglob("*.py"))
    assert len(DIRECTORY) + own + CACHED < WINDOWS
    assert own < 100


def test_the_files_of_a_checkout_fit_as_well() -> None:
    kept = [path for top in ("docs", "schemas", "src", "tests", ".github") for path in (ROOT / top).rglob("*")]
    made = {"__pycache__", "node_modules"}
    assert max(len(str(path.relative_to(ROOT))) for path in kept if made.isdisjoint(path.parts)) < 150
