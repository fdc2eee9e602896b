"""The architecture page names modules and functions that exist."""

import ast
import re

import pytest

from tests.commands import ROOT

PAGE = (ROOT / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "lcwsync"

STOPS = re.findall(r"`([a-z_/]+\.py)` `([A-Za-z_.]+)`", PAGE)


def names(path: str) -> set[str]:
    """The functions, classes and methods that a module defines."""
    found: set[str] = set()
    for node in ast.parse((SOURCE / path).read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=owner, body=body):
                found.add(owner)
                found |= {f"{owner}.{m.name}" for m in body if isinstance(m, ast.FunctionDef | ast.AsyncFunctionDef)}
    return found


def test_the_walk_has_its_stops() -> None:
    assert len(STOPS) > 15


@pytest.mark.parametrize(("path", "name"), STOPS)
def test_every_stop_of_the_walk_exists(path: str, name: str) -> None:
    assert name in names(path)


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`((?:[a-z_]+/)+[a-z_]+\.py)`", PAGE))))
def test_every_module_that_the_page_names_exists(path: str) -> None:
    assert (SOURCE / path).is_file() or (ROOT / path).is_file()


def test_the_page_lists_every_room() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    assert rooms == set(re.findall(r"^\| `([a-z]+)` \|", PAGE, flags=re.MULTILINE))
