"""CONTRIBUTING.md names files that exist."""

import re

import pytest

from tests.commands import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ROOMS = sorted(path.name for path in (ROOT / "src" / "lcwsync").iterdir() if path.is_dir())
NAMED = sorted(set(re.findall(rf"`((?:src|tests|docs|schemas|scripts|(?:{'|'.join(ROOMS)}))/[\w./-]+)`", PAGE)))


def test_the_page_names_files() -> None:
    assert len(NAMED) > 30


@pytest.mark.parametrize(
    "path", [path for path in NAMED if "NAME" not in path and "SUBJECT" not in path and "ROOM" not in path]
)
def test_every_file_that_the_page_names_exists(path: str) -> None:
    places = (ROOT / path, ROOT / "src" / "lcwsync" / path)
    assert any(place.exists() for place in places)
