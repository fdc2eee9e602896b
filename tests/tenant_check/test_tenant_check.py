"""The check of a tenant finds out each answer of a sandbox, leaves nothing behind and starts nothing."""

import base64
import json
import re

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.doubts import DOUBTS
from lcwsync.sandbox.serve import serving
from lcwsync.sandbox.store import Store
from tests.commands import ROOT
from tests.tenant_check.__main__ import main
from tests.tenant_check.probes import OPEN, PROBES

HELD = (
    "LifecycleWorkflows.ReadWrite.All",
    "User.Read.All",
    "AuditLog.Read.All",
    "GroupMember.Read.All",
    "AdministrativeUnit.Read.All",
)
OTHERS = [(doubt.name, value) for doubt in DOUBTS.values() if doubt.name in PROBES for value in list(doubt.values)[1:]]


def token() -> str:
    """A token that says what it holds."""
    claims = base64.urlsafe_b64encode(json.dumps({"oid": "admin", "roles": HELD}).encode()).decode().rstrip("=")
    return f"e30.{claims}."


def checked(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *only: str
) -> dict[str, str]:
    app = SandboxApp(store)
    before = len(store.all("workflows")), len(store.all("deletedWorkflows")), len(store.all("customTaskExtensions"))
    with serving(app) as url:
        monkeypatch.setenv("LCWSYNC_GRAPH_URL", url)
        monkeypatch.setenv("LCWSYNC_ACCESS_TOKEN", token())
        monkeypatch.setattr("tests.tenant_check.client._SECONDS", 0.1)
        monkeypatch.setattr("sys.argv", ["tenant_check", "--prefix", "lcwsync check", "--yes", *only])
        assert main() == 0
    after = len(store.all("workflows")), len(store.all("deletedWorkflows")), len(store.all("customTaskExtensions"))
    assert after == before
    assert not [r.path for r in app.requests if "activate" in r.path or "temporaryAccessPass" in r.path]
    said = capsys.readouterr().out
    assert "lcwsync check" not in said
    assert "kestrelvane" not in said
    return dict(line.split(": ", 1) for line in said.splitlines()[1:])


def test_the_defaults_of_the_sandbox_are_found_out(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = checked(store, monkeypatch, capsys)
    assert list(found) == [doubt.name for doubt in DOUBTS.values() if len(doubt.values) > 1]
    for name, answer in found.items():
        default = next(iter(DOUBTS[name].values))
        assert answer == (default if name in PROBES else f"not settled, {OPEN[name]}")


def test_the_page_says_of_each_doubt_that_stays_open_why() -> None:
    page = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8").partition("## Settle the doubts")[2]
    page = page.replace("\n  ", " ")  # an entry may go on in a second line
    assert not OPEN.keys() & PROBES.keys()
    told = {
        name: reason
        for names, reason in re.findall(r"^- (.*): (.*)\.$", page, re.M)
        for name in re.findall("`(.*?)`", names)
    }
    assert told == OPEN


@pytest.mark.parametrize(("doubt", "answer"), OTHERS)
def test_each_other_answer_is_found_out(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], doubt: str, answer: str
) -> None:
    store.doubts[doubt] = answer
    assert checked(store, monkeypatch, capsys, "--only", doubt) == {doubt: answer}
