"""The page about the sandbox's company runs as it stands."""

import pytest

from tests.commands import ROOT, Lcwsync
from tests.docs.console import walk


@pytest.mark.usefixtures("project")
def test_the_page_runs_as_it_shows(lcwsync: Lcwsync) -> None:
    walk((ROOT / "docs" / "sandbox.md").read_text(encoding="utf-8"), lcwsync)
