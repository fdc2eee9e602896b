"""`lcwsync sandbox`: the company's days go by."""

import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.commands import Lcwsync

PASS_MAILED = re.compile(
    r"\d{4}-\d\d-\d\d \d\d:\d\d  Onboard pre-hire employee  .+: pass mailed to .+ \(valid from .+ h, one-time\)"
)
WORKFLOWS = "/v1.0/identityGovernance/lifecycleWorkflows/workflows"


def test_a_week_passes_and_the_managers_get_their_mails(project: Path, lcwsync: Lcwsync) -> None:
    assert lcwsync("apply", "--yes").code == 0
    week = lcwsync("sandbox", "advance", "7d")
    assert week.code == 0
    mailed = [line for line in week.out.splitlines() if PASS_MAILED.fullmatch(line)]
    assert mailed
    assert re.search(r": failed: .+: The user has no manager\.$", week.out, re.MULTILINE)
    assert re.fullmatch(r"sandbox: \d+ events, \d+ failures?; it is now .+ UTC\n", week.err)

    outbox = lcwsync("sandbox", "outbox")
    assert outbox.out.count("********") == len(mailed)
    assert "--reveal shows the passes" in outbox.err
    assert "********" not in lcwsync("sandbox", "outbox", "--reveal").out


def test_the_outbox_can_be_searched_by_recipient(project: Path, lcwsync: Lcwsync) -> None:
    lcwsync("apply", "--yes")
    lcwsync("sandbox", "advance", "2d")
    found = lcwsync("sandbox", "outbox", "--to", "alvarez").out
    assert "To: Maria Alvarez <" in found
    assert len(re.findall("^To: ", found, re.MULTILINE)) == len(re.findall("^To: Maria Alvarez ", found, re.MULTILINE))
    assert lcwsync("sandbox", "outbox", "--to", "nobody").out == ""


def test_nothing_happens_without_scheduled_workflows_and_stdout_stays_empty(project: Path, lcwsync: Lcwsync) -> None:
    done = lcwsync("sandbox", "advance", "30m")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("sandbox: nothing was due; it is now ")


def test_reset_brings_the_company_back(project: Path, lcwsync: Lcwsync) -> None:
    lcwsync("apply", "--yes")
    assert "1 workflow\n" in lcwsync("sandbox", "reset").err
    assert "Onboard pre-hire employee" in lcwsync("plan").out


def test_seed_adds_people_and_workflows(project: Path, lcwsync: Lcwsync) -> None:
    before = re.search(r"(\d+) people", lcwsync("sandbox", "reset").err)
    after = re.search(
        r"(\d+) people, (\d+) workflows", lcwsync("sandbox", "seed", "--users", "50", "--workflows", "5").err
    )
    assert before
    assert after
    assert int(after[1]) == int(before[1]) + 50
    assert after[2] == "5"


@pytest.mark.parametrize(
    "words",
    [
        ("advance",),
        ("advance", "soon"),
        ("advance", "0d"),
        ("advance", "12h1d"),
        ("advance", "1d1d"),
        ("advance", "401d"),
        ("advance", "٧d"),
        ("advance", "-7d"),
        ("seed",),
        ("seed", "--workflows", "101"),
        ("serve", "--port", "65536"),
        ("serve", "--fault", "earthquake"),
        ("sing",),
        (),
    ],
)
def test_words_it_does_not_understand_are_usage_errors(project: Path, lcwsync: Lcwsync, words: tuple[str, ...]) -> None:
    assert lcwsync("sandbox", *words).code == 64


def test_serve_answers_with_its_faults_until_interrupted(project: Path) -> None:
    command = [sys.executable, "-m", "lcwsync", "sandbox", "serve", "--fault", "status:GET:*/workflows:0:1:503"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        assert served.stderr is not None
        try:
            url = served.stdout.readline().strip()
            request = Request(f"{url}{WORKFLOWS}", headers={"Authorization": "Bearer sandbox"})
            with pytest.raises(HTTPError, match="503") as refused:
                urlopen(request)
            refused.value.close()
            with urlopen(request) as answer:
                assert answer.status == 200
        finally:
            served.send_signal(signal.SIGINT)
            code = served.wait(10)
        assert code == 0
        assert served.stderr.read().startswith("sandbox: serving until interrupted")
