"""SECURITY.md, where the code can be asked whether it is true."""

import json
import re
from pathlib import Path

import pytest
import yaml

from lcwsync.cli.failure import report
from lcwsync.sandbox.store import JsonObject
from lcwsync.tenant.http import client, limits
from lcwsync.tenant.permissions import OPERATIONS, needed_for
from lcwsync.values.commands import COMMANDS, WHEN_NAMED
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


def test_what_the_reading_application_does_needs_permissions_that_only_read() -> None:
    reading = [name for name, command in COMMANDS.items() if command.identity == "plan"]
    assert {"plan", "drift", "audit", "status"} <= set(reading)
    asked = {each.least for name in reading for each in needed_for(name, frozenset(WHEN_NAMED))}
    assert all(".Read" in permission and "Write" not in permission for permission in asked)


def test_the_bounds_of_an_answer_are_those_of_the_page() -> None:
    assert "a single\nanswer to 64 MB (8 MB where it is compressed) and five minutes" in PAGE
    assert (limits.MAX_PLAIN_BYTES, limits.MAX_COMPRESSED_BYTES) == (64_000_000, 8_000_000)
    assert client._WHOLE_SECONDS == 5 * 60


def test_the_journal_of_an_apply_is_kept_as_long_as_the_page_says() -> None:
    path = SOURCE / "templates" / "github" / "workflows" / "reusable-apply-environment.yml"
    kept = yaml.safe_load(path.read_text("utf-8"))["jobs"]["apply"]["steps"][-1]["with"]
    assert "artifact `journal-…` of the Apply workflow | that journal, for 90 days" in PAGE
    assert (kept["name"].startswith("journal-"), kept["path"], kept["retention-days"]) == (
        True,
        ".lcwsync/journal.jsonl",
        90,
    )


CALLS_OUT = {
    "tenant/http/network_connection.py": "the Graph host of the environment's cloud",
    "tenant/signin/credentials.py": "sign-in to Entra, to GitHub's token service, or at the machine's managed identity",
    "cli/repository.py": "GitHub's API",
}
"""The modules that open a connection, with what the page calls it."""


def test_the_network_row_names_all_that_is_called() -> None:
    opens = re.compile(
        r"urlopen\(|build_opener\(|AsyncConnectionPool|HTTP\w*Connection\(|azure\.identity|socket\.\w+\("
    )
    sources = [path for path in SOURCE.rglob("*.py") if not {"sandbox", "templates"} & set(path.parts)]
    found = {path.relative_to(SOURCE).as_posix() for path in sources if opens.search(path.read_text("utf-8"))}
    assert found == set(CALLS_OUT)
    row = next(line for line in PAGE.splitlines() if line.startswith("| the network |"))
    assert all(words in row for words in CALLS_OUT.values())


@pytest.mark.parametrize(
    ("setting", "word"),
    [
        ("allowDelete: false", "allowDelete"),
        ("allowDelete: true\n    limits: {maxDeletes: 0}", "maxDeletes"),
        ("allowDelete: true\n    limits: {maxChanges: 0}", "maxChanges"),
    ],
)
def test_a_plan_beyond_a_limit_of_the_page_is_refused_with_4(
    served: Served, project: Path, lcwsync: Lcwsync, setting: str, word: str
) -> None:
    assert lcwsync("apply", "--yes").code == ExitCode.DONE
    path = project / "workflows" / "joiner-first-day.yaml"
    name = str(yaml.safe_load(path.read_text("utf-8"))["displayName"])
    path.unlink()
    file = project / "workflows" / "lcwsync.yaml"
    text = file.read_text("utf-8").replace("removed: []", f"removed: [{name}]").replace("allowDelete: true", setting, 1)
    file.write_text(text, "utf-8")
    served.app.requests.clear()
    for command in (("plan",), ("apply", "--yes")):
        refused = lcwsync(*command, "--env", "sandbox")
        assert refused.code == ExitCode.REFUSED, refused.err
        assert word in refused.out + refused.err
    assert served.writes == []


def test_people_in_the_text_of_git_are_all_that_a_plan_file_names(project: Path, lcwsync: Lcwsync) -> None:
    """A person whom git refers to stands by object id; a rule and a mail stand as they are written."""
    hire, copied = "zoe.novak@kestrelvane.example", "liam.oneill@kestrelvane.example"
    pre_hire, first_day = (project / "workflows" / f"joiner-{name}.yaml" for name in ("pre-hire-tap", "first-day"))
    rule = re.sub(r'rule: ".*"', f"rule: \"(userPrincipalName eq '{hire}')\"", pre_hire.read_text("utf-8"))
    pre_hire.write_text(rule, "utf-8")
    mail = first_day.read_text("utf-8").replace("customSubject:", f"cc: [{copied}]\n      customSubject:")
    first_day.write_text(mail, "utf-8")
    assert lcwsync("plan", "--out", "saved.plan").code == ExitCode.DONE
    kept = (project / "saved.plan").read_text("utf-8")
    assert (hire in kept, "oneill" in kept.casefold()) == (True, False)


PUBLIC = [
    ("preview", "Onboard pre-hire employee"),
    ("status", "Onboard pre-hire employee"),
    ("history", "Onboard pre-hire employee"),
    ("audit",),
    ("drift",),
    ("plan",),
]


@pytest.mark.parametrize("words", PUBLIC, ids=lambda words: words[0])
def test_markdown_names_nobody(served: Served, lcwsync: Lcwsync, words: tuple[str, ...]) -> None:
    assert lcwsync("apply", "--yes").code == ExitCode.DONE
    run = ("--user", "zoe.novak@kestrelvane.example", "--requested-by", "maria.alvarez@kestrelvane.example", "--yes")
    assert lcwsync("run", "Onboard pre-hire employee", *run, "--wait").code == ExitCode.DONE
    told = lcwsync(*words, "--format", "markdown").out
    people = list(served.app.store.all("users"))
    names = {str(person[key]).casefold() for person in people for key in ("userPrincipalName", "displayName")}
    assert told
    assert [name for name in names if name in told.casefold()] == []


def test_what_an_audit_does_not_look_at_holds_all_that_the_pages_name() -> None:
    from lcwsync.audit.outside import NOT_LOOKED_AT

    page = (ROOT / "docs" / "tap-for-managers.md").read_text("utf-8")
    outside = " ".join(each.what for each in NOT_LOOKED_AT)
    named = page.partition("and what to check by hand:")[2].partition("and more")[0]
    words = (
        "GDAP",
        "managed identit",
        "On-premises Active Directory",
        "HR system",
        "Logic Apps",
        "git host",
        "Purview",
    )
    for word in words:
        assert word.casefold() in named.casefold(), word
        assert word.casefold() in outside.casefold(), word


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


def test_drift_names_the_author_of_a_workflow_and_its_markdown_nobody(served: Served, lcwsync: Lcwsync) -> None:
    store = served.app.store
    assert lcwsync("apply", "--yes").code == ExitCode.DONE
    maria = next(
        each for each in store.all("users") if each["userPrincipalName"] == "maria.alvarez@kestrelvane.example"
    )
    live = next(each for each in store.all("workflows") if each["displayName"] == "Onboard pre-hire employee")
    by: JsonObject = {"id": maria["id"]}
    store.put("workflows", str(live["id"]), {**live, "description": "by hand", "lastModifiedBy": by})
    drift = json.loads(lcwsync("drift", "--format", "json").out)["environments"][0]["drift"]
    assert [each["changedBy"]["id"] for each in drift] == [maria["id"]]
    assert "by maria.alvarez@kestrelvane.example" in lcwsync("drift").out
    assert "maria" not in lcwsync("drift", "--format", "markdown").out
