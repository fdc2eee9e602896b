"""The page of the package at the registry: its links lead to the repository that it was built in."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.commands import ROOT


def metadata(place: Path, **environ: str) -> str:
    """The METADATA of a wheel that is built with these variables."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(place), str(ROOT)]
    subprocess.run(words, env=kept | environ, capture_output=True, check=True)
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as content:
        (name,) = (name for name in content.namelist() if name.endswith("/METADATA"))
        return content.read(name).decode("utf-8")


RUNNER = {"GITHUB_REPOSITORY": "someone/lcwsync", "GITHUB_REF_NAME": "v1.2.3", "GITHUB_SHA": "a" * 40}


@pytest.mark.parametrize("environ", [{}, RUNNER])
def test_links_lead_to_the_repository_of_the_build(tmp_path: Path, environ: dict[str, str]) -> None:
    text = metadata(tmp_path, **environ)
    head, _, readme = text.partition("\n\n")
    links = re.findall(r"\]\(([^)]+)\)", readme)
    relative = [link for link in links if not re.match(r"[a-z]+:|#", link)]
    assert "Author: The lcwsync authors" in head
    if environ:
        assert not relative
        assert "https://github.com/someone/lcwsync/blob/v1.2.3/docs/configuration.md" in links
        assert "Project-URL: Changelog, https://github.com/someone/lcwsync/blob/v1.2.3/CHANGELOG.md" in head
        # `lcwsync init` reads it (tests/cli/test_init.py).
        assert f"Project-URL: Source, https://github.com/someone/lcwsync/tree/{'a' * 40}" in head
    else:
        assert "docs/configuration.md" in relative
        assert "\nProject-URL: " not in head
