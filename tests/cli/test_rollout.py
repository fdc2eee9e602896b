"""`rollout` in the project file: rings are applied in order, and each waits for a good end of the one before."""

import json
import signal
import threading
import time
from pathlib import Path

import pytest

from lcwsync.cli.completion import fitting
from lcwsync.sandbox.faults import parse_fault
from tests.commands import Done, Lcwsync
from tests.tenants import RINGS, Tenants, tenants

__all__ = ["tenants"]

IN_ORDER = [name for names in RINGS.values() for name in names]


def apply_all(lcwsync: Lcwsync, *words: str) -> tuple[Done, dict[str, str]]:
    """What the command left, and the verdict on every environment."""
    done = lcwsync("apply", "--all", "--yes", "--format", "json", *words)
    document = json.loads(done.out)
    return done, {each["environment"]: each["verdict"] for each in document["environments"] + document["failures"]}


def onboards(tenants: Tenants) -> set[str]:
    """The environments whose tenant has the workflows of git."""
    return {name for name, app in tenants.items() if len(app.store.all("workflows")) > 1}


@pytest.mark.parametrize("words", [(), ("--parallel", "4")])
def test_rings_are_applied_in_their_order(tenants: Tenants, lcwsync: Lcwsync, words: tuple[str, ...]) -> None:
    done, verdicts = apply_all(lcwsync, *words)
    assert done.code == 0, done.err
    assert set(verdicts) == set(IN_ORDER)
    assert set(verdicts.values()) == {"applied"}
    begun = [line.split()[1] for line in done.err.splitlines() if line.startswith("== ")]
    ring_of = {name: ring for ring, names in RINGS.items() for name in names}
    assert [ring_of[name] for name in begun] == ["canary", "europe", "europe", "world", "world"]
    assert onboards(tenants) == set(IN_ORDER)


@pytest.mark.parametrize("words", [(), ("--parallel", "4")])
def test_a_ring_waits_for_a_good_end_of_the_one_before(
    tenants: Tenants, lcwsync: Lcwsync, words: tuple[str, ...]
) -> None:
    tenants["belgium"].faults.add(parse_fault("status:GET:/organization:0:0:403"))
    done, verdicts = apply_all(lcwsync, *words)
    assert done.code == 1
    assert verdicts == {
        "america": "applied",
        "austria": "applied",
        "belgium": "failed",
        "chile": "notAttempted",
        "denmark": "notAttempted",
    }
    assert onboards(tenants) == {"america", "austria"}
    assert not tenants["chile"].requests
    why = {each["environment"]: each["message"] for each in json.loads(done.out)["failures"]}
    assert why["chile"] == "the ring europe did not end well (belgium)"
    assert "chile: not attempted" in done.err


def test_a_failed_first_ring_keeps_back_all_others(tenants: Tenants, lcwsync: Lcwsync) -> None:
    tenants["america"].faults.add(parse_fault("status:POST:*/workflows:0:0:500"))
    done, verdicts = apply_all(lcwsync, "--wait", "0")
    assert done.code in (1, 5)
    assert {verdicts[name] for name in IN_ORDER[1:]} == {"notAttempted"}
    assert verdicts["america"] not in ("applied", "notAttempted")
    assert onboards(tenants) == set()
    assert "the ring canary did not end well (america)" in done.err


def test_a_throttled_tenant_is_waited_for_and_holds_up_no_later_ring(tenants: Tenants, lcwsync: Lcwsync) -> None:
    tenants["austria"].faults.add(parse_fault("throttle:GET:/organization:0:1:1"))
    done, verdicts = apply_all(lcwsync, "--parallel", "2")
    assert done.code == 0
    assert set(verdicts.values()) == {"applied"}


def test_one_ring_is_chosen_by_name(tenants: Tenants, lcwsync: Lcwsync) -> None:
    assert lcwsync("environments", "--ring", "europe").out.splitlines() == ["belgium", "austria"]
    assert lcwsync("plan", "--ring", "canary", "--format", "json").code == 0
    done = lcwsync("apply", "--ring", "world", "--yes")
    assert done.code == 0, done.err
    assert onboards(tenants) == {"chile", "denmark"}
    unknown = lcwsync("plan", "--ring", "wrld")
    assert unknown.code == 1
    assert 'the project has no ring "wrld"' in unknown.err
    assert "did you mean world?" in unknown.err
    assert lcwsync("plan", "--ring", "world", "--all").code == 64
    assert fitting(["apply", "--ring"], "w") == ["world"]


def test_the_list_for_a_matrix_tells_the_rings(tenants: Tenants, lcwsync: Lcwsync) -> None:
    document = json.loads(lcwsync("environments", "--format", "json").out)
    assert document["rollout"] == list(RINGS)
    assert {each["name"]: each["ring"] for each in document["environments"]}["denmark"] == "world"


def test_several_at_one_time_ask_nobody(tenants: Tenants, lcwsync: Lcwsync) -> None:
    done = lcwsync("apply", "--all", "--parallel", "2")
    assert done.code == 64
    assert "--yes" in done.err
    assert not any(app.requests for app in tenants.values())


def test_a_signal_stops_all_that_are_under_way_and_tells_every_tenant(tenants: Tenants, lcwsync: Lcwsync) -> None:
    for name in ("austria", "belgium"):
        tenants[name].faults.add(parse_fault("slow:POST:*/workflows:0:0:0.5"))

    def once_both_write() -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if all(
                any(r.method == "POST" and r.path.endswith("/workflows") for r in tenants[n].requests) for n in both
            ):
                signal.raise_signal(signal.SIGTERM)
                return
            time.sleep(0.01)

    both = ("austria", "belgium")
    watcher = threading.Thread(target=once_both_write)
    watcher.start()
    done, verdicts = apply_all(lcwsync, "--parallel", "2")
    watcher.join()
    assert done.code == 130
    assert verdicts["america"] == "applied"
    assert {verdicts["chile"], verdicts["denmark"]} == {"notAttempted"}
    for each in json.loads(done.out)["environments"]:
        results = [result["result"] for result in each["results"]]
        assert "failed" not in results
        assert each["environment"] == "america" or results[-1] == "notAttempted"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ring: world", "ring: wrold", 'PRJ008 rollout has no ring "wrold"'),
        ("ring: canary, ", "", "PRJ009 no environment is in the ring canary"),
        ("rollout: [canary, europe, world]\n", "", "PRJ008"),
    ],
)
def test_a_ring_that_cannot_be_is_told_at_its_place(
    tenants: Tenants, lcwsync: Lcwsync, old: str, new: str, said: str
) -> None:
    path = Path("workflows/lcwsync.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    done = lcwsync("validate")
    assert said in done.out + done.err
    assert "workflows/lcwsync.yaml:" in done.out + done.err


def test_an_environment_without_a_ring_comes_last(tenants: Tenants, lcwsync: Lcwsync) -> None:
    path = Path("workflows/lcwsync.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("ring: europe, ", "", 1), encoding="utf-8")
    assert lcwsync("environments", "--ring", "world").out.splitlines() == ["denmark", "chile", "belgium"]
