"""Law 6 for processes: killed at any instant, asked to stop by a signal, or running twice at once."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lcwsync.sandbox import open_sandbox
from lcwsync.sandbox.documents import EXTENSIONS
from lcwsync.sandbox.faults import parse_fault
from lcwsync.sandbox.store import Store
from tests.commands import Lcwsync, Served
from tests.faults.trials import content

PATIENCE_SECONDS = 60.0


def started(*words: str) -> subprocess.Popen[bytes]:
    """A command in a process of its own, in the current directory."""
    return subprocess.Popen(
        [sys.executable, "-m", "lcwsync", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "CI": "true"},
    )


def wait_until(met: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not met():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.002)


def held(store: Store) -> str:
    """What the tenant holds, new extensions by name: their ids differ from one tenant to the next."""
    text = json.dumps(content(store), sort_keys=True)
    for document in store.all(EXTENSIONS):
        text = text.replace(str(document["id"]), str(document["displayName"]))
    return text


def lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


@pytest.mark.parametrize("after_lines", [1, 8])
def test_killed_at_any_instant_and_applied_again_is_as_if_undisturbed(
    project: Path, lcwsync: Lcwsync, after_lines: int
) -> None:
    journal = project / ".lcwsync" / "journal.jsonl"
    process = started("apply", "--yes")
    wait_until(lambda: lines(journal) >= after_lines, process)
    time.sleep(random.uniform(0, 0.02))
    process.kill()
    process.communicate()
    assert process.returncode == (1 if os.name == "nt" else -9)
    assert lcwsync("apply", "--yes", "--wait", "1").code == 0
    assert lcwsync("plan", "--detailed-exitcode").code == 0
    killed = open_sandbox(project / ".lcwsync" / "sandbox.db")
    (project / ".lcwsync" / "sandbox.db").rename(project / "killed.db")
    for rest in (project / ".lcwsync").glob("sandbox.db-*"):
        rest.unlink()
    journal.unlink()  # it tells of the other tenant
    assert lcwsync("apply", "--yes").code == 0
    undisturbed = open_sandbox(project / ".lcwsync" / "sandbox.db")
    assert held(killed) == held(undisturbed)
    killed.close()
    undisturbed.close()


SIGNALS = [signal.Signals[name] for name in ("SIGTERM", "SIGINT", "SIGHUP") if name in signal.Signals.__members__]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signal to another process but to end it at once")
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_finishes_the_current_call_and_reports_what_is_left(served: Served, number: signal.Signals) -> None:
    served.app.faults.add(parse_fault("slow:POST:*/workflows:0:0:0.4"))
    process = started("apply", "--yes", "--format", "json")
    wait_until(lambda: any(write.path.endswith("/workflows") for write in served.writes), process)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, err
    assert b"Traceback" not in err
    results = [result["result"] for result in json.loads(out)["environments"][0]["results"]]
    assert "applied" in results
    assert results[-1] == "notAttempted"
    assert results.count("failed") == 0
    created = [write for write in served.writes if write.path.endswith("/workflows")]
    assert len(created) == 1
    assert len(served.app.store.all("workflows")) == 2, "the seeded one, and the one in hand"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="this system has no SIGHUP")
def test_an_apply_under_nohup_survives_its_terminal(served: Served) -> None:
    served.app.faults.add(parse_fault("slow:POST:*/workflows:0:0:0.4"))
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = started("apply", "--yes", "--format", "json")
    finally:
        signal.signal(signal.SIGHUP, before)
    wait_until(lambda: any(write.path.endswith("/workflows") for write in served.writes), process)
    process.send_signal(signal.SIGHUP)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, err


def test_two_runs_at_once_harm_nothing(served: Served, lcwsync: Lcwsync) -> None:
    served.app.faults.add(parse_fault("slow:*:*:0:0:0.005"))
    runs = [started("apply", "--yes") for _ in range(2)]
    for run in runs:
        _, err = run.communicate(timeout=PATIENCE_SECONDS)
        assert run.returncode in (0, 3, 5), err
    served.app.faults.clear()
    assert lcwsync("apply", "--yes").code == 0
    assert lcwsync("plan", "--detailed-exitcode").code == 0
    held_now = served.app.store.all("workflows")
    names = [str(w["displayName"]).casefold() for w in held_now]
    assert len(names) == len(set(names))
    assert {w["version"] for w in held_now} == {1}
