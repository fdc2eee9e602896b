"""A token appears nowhere: not on a screen, not in a file, whatever goes wrong."""

import json
from pathlib import Path

import pytest

from lcwsync.sandbox.faults import parse_fault
from tests.commands import Lcwsync, Served

TOKEN = "eyJ-a-token-nobody-may-see"


@pytest.mark.parametrize("fault", [None, "expired-token:POST:*:1:0", "forbidden:*:*:5:0"])
def test_a_token_appears_nowhere(
    served: Served, project: Path, lcwsync: Lcwsync, monkeypatch: pytest.MonkeyPatch, fault: str | None
) -> None:
    monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", TOKEN)
    if fault:
        served.app.faults.add(parse_fault(fault))
    said = [lcwsync("plan", "--out", "plan.json"), lcwsync("apply", "--yes", "--format", "json")]
    assert served.app.requests, "something was asked with the token"
    for result in said:
        assert TOKEN not in result.out + result.err
    if said[1].out:
        assert TOKEN not in json.dumps(json.loads(said[1].out))
    for path in project.rglob("*"):
        if path.is_file():
            assert TOKEN.encode() not in path.read_bytes(), path
