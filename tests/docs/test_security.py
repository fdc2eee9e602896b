"""SECURITY.md, where the code can be asked whether it is true."""

import re
from pathlib import Path

import pytest
import yaml

from lcwsync.cli.failure import report
from lcwsync.tenant.permissions import OPERATIONS
from lcwsync.values.exit_codes import ExitCode
from tests.commands import ROOT, Lcwsync, Served

PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "lcwsync"


def test_only_the_sandbox_has_the_path_of_passes() -> None:
    """A segment of a path; documentation pages are called otherwise."""
    called = re.compile(r"\btemporary_access_pass_methods\b|/temporaryAccessPassMethods\b")
    told = [path for path in SOURCE.rglob("*.py") if called.search(path.read_text("utf-8"))]
    assert told
    assert all("sandbox" in path.relative_to(SOURCE).parts for path in told)


def test_the_permissions_it_names_are_those_of_the_code_and_the_forbidden_ones_are_not() -> None:
    needed = {operation.least for operation in OPERATIONS}
    granted, _, rest = PAGE.partition("Never give it ")
    assert set(re.findall(r"^- `([\w.-]+)`", granted, re.MULTILINE)) == {name for name in needed if "ReadWrite" in name}
    forbidden = re.findall(r"`([\w-]+\.ReadWrite\.\w+)`", rest.partition("\n\n")[0])
    assert len(forbidden) == 4
    assert not needed & set(forbidden)


def test_the_shipped_limits_are_those_of_the_page() -> None:
    shipped = yaml.safe_load((SOURCE / "templates" / "workflows" / "lcwsync.yaml").read_text("utf-8"))
    production = shipped["environments"]["production"]
    assert "`allowDelete: false`, `maxDeletes: 1`, `maxChanges: 20`, `protect`" in PAGE
    assert (production["allowDelete"], production["limits"]) == (False, {"maxDeletes": 1, "maxChanges": 20})
    assert "protect: true" in (SOURCE / "templates" / "workflows" / "joiner-pre-hire-tap.yaml").read_text("utf-8")


def test_what_is_kept_of_a_defect_quotes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KeyError) as caught:
        raise KeyError("zoe@example.com")
    assert report(caught.value, ["plan", "secret"]) == 1
    kept = (tmp_path / ".lcwsync" / "crash.txt").read_text("utf-8")
    assert "KeyError" in kept
    assert "test_what_is_kept_of_a_defect" in kept
    for text in (kept.replace('raise KeyError("zoe@example.com")', ""), capsys.readouterr().err):
        assert "zoe" not in text
        assert "secret" not in text


def test_no_name_of_a_person_and_no_pass_is_in_the_journal_or_in_a_plan_file(
    served: Served, project: Path, lcwsync: Lcwsync
) -> None:
    assert lcwsync("plan", "--out", "saved.plan").code == ExitCode.DONE
    assert lcwsync("apply", "saved.plan").code == ExitCode.DONE
    asked = ("--user", "zoe.novak@kestrelvane.example", "--requested-by", "maria.alvarez@kestrelvane.example")
    assert lcwsync("run", "Onboard pre-hire employee", *asked, "--wait", "--yes").code == ExitCode.DONE
    people = list(served.app.store.all("users"))
    names = (person.get(key) for person in people for key in ("userPrincipalName", "mail", "displayName"))
    told = [str(name).casefold() for name in names if name]
    passes = [str(mail["secret"]) for mail in served.app.store.all("outbox") if mail["secret"]]
    assert told
    assert passes
    for name in ("saved.plan", ".lcwsync/journal.jsonl"):
        kept = (project / name).read_text("utf-8")
        assert [word for word in told if word in kept.casefold()] == [], name
        assert [word for word in passes if word in kept] == [], name
