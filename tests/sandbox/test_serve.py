import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.errors import SandboxError, SandboxUsageError
from lcwsync.sandbox.faults import FaultKind, Faults, parse_fault
from lcwsync.sandbox.serve import serve, serving
from lcwsync.sandbox.store import Store
from tests.sandbox.graph_client import LIFECYCLE, workflow

HEADERS = {"Authorization": "Bearer sandbox"}
WORKFLOWS = f"/v1.0{LIFECYCLE}/workflows"


def test_a_port_answers_and_its_faults_break_the_connection(store: Store) -> None:
    faults = Faults([parse_fault("reset-after:POST"), parse_fault("refuse:DELETE"), parse_fault("truncate:PATCH")])
    with serving(SandboxApp(store, faults=faults)) as url, httpx.Client(base_url=url, headers=HEADERS) as client:
        assert client.get(WORKFLOWS).json()["value"] == []
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            client.post(WORKFLOWS, json=workflow())
        (created,) = client.get(WORKFLOWS).json()["value"]
        with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
            client.delete(f"{WORKFLOWS}/{created['id']}")
        refused = client.patch(f"{WORKFLOWS}/{created['id']}", json={"tasks": []})
        assert refused.status_code == 400
        next_link = client.get(f"{WORKFLOWS}?$filter=isEnabled eq true").json()["@odata.context"]
        assert next_link.startswith(url)


BROKEN = (httpx.ReadError, httpx.RemoteProtocolError)
LIST, POST = ("GET", WORKFLOWS), ("POST", WORKFLOWS)

ON_A_PORT: dict[FaultKind, tuple[str, tuple[str, str], object]] = {
    FaultKind.THROTTLE: ("throttle:GET:*:0:1:7", LIST, (429, "7")),
    FaultKind.STATUS: ("status:GET:*:0:1:502", LIST, 502),
    FaultKind.REFUSE: ("refuse", LIST, BROKEN),
    FaultKind.RESET_BEFORE: ("reset-before:POST", POST, BROKEN),
    FaultKind.RESET_AFTER: ("reset-after:POST", POST, BROKEN),
    FaultKind.TRUNCATE: ("truncate:GET", LIST, "cut"),
    FaultKind.NON_JSON: ("non-json:GET", LIST, "<html>"),
    FaultKind.SLOW: ("slow:GET:*:0:1:0.05", LIST, 0.05),
    FaultKind.STALE_READ: ("stale-read:GET:*/workflows:0:1", LIST, [1, 2]),
    FaultKind.LAG: ("lag:GET", LIST, [1, 1]),
    FaultKind.EQUAL_NAMES: ("equal-names", POST, "equal"),
    FaultKind.PAGE_REPEATS: ("page-repeats", LIST, "again"),
    FaultKind.PAGE_SKIPS: ("page-skips", LIST, "left out"),
    FaultKind.NOT_STORED: ("not-stored:POST", POST, 3),
    FaultKind.EXPIRED_TOKEN: ("expired-token", LIST, 401),
    FaultKind.FORBIDDEN: ("forbidden:POST", POST, 403),
    FaultKind.PAGE_FAILS: ("page-fails", LIST, "next"),
    FaultKind.NAME_TAKEN: ("name-taken:POST", POST, 409),
    FaultKind.CHANGED_BY_OTHER: ("changed-by-other:GET:*:0:1:Zero", LIST, "Changed in the portal"),
    FaultKind.RENAMED_BY_OTHER: ("renamed-by-other:GET:*:0:1:Zero", LIST, "(renamed in the portal)"),
    FaultKind.DELETED_BY_OTHER: ("deleted-by-other:GET:*:0:1:Zero", LIST, 0),
}
"""Each kind as the command line takes it, the request that meets it, and what is seen (looked at below)."""


@pytest.mark.parametrize("kind", FaultKind)
def test_every_kind_of_fault_acts_on_a_port(store: Store, kind: FaultKind) -> None:
    text, (method, path), seen = ON_A_PORT[kind]
    paged = kind in (FaultKind.PAGE_FAILS, FaultKind.PAGE_REPEATS, FaultKind.PAGE_SKIPS)
    app = SandboxApp(store, page_size=1 if paged else 100)
    with serving(app) as url, httpx.Client(base_url=url, headers=HEADERS) as client:
        names = ("Zero", "One", "Three") if paged else ("Zero",)
        for name in names:
            assert client.post(WORKFLOWS, json=workflow(displayName=name)).status_code == 201
        if kind in (FaultKind.STALE_READ, FaultKind.LAG):
            app.faults.add(parse_fault(text))
            assert client.post(WORKFLOWS, json=workflow(displayName="One")).status_code == 201
            assert [len(client.get(WORKFLOWS).json()["value"]) for _ in range(2)] == seen
            return
        app.faults.add(parse_fault(text))
        body = workflow(displayName="Zero" if seen == "equal" else "Two") if method == "POST" else None
        if seen is BROKEN:
            with pytest.raises(BROKEN):
                client.request(method, path, json=body)
            app.faults.clear()
            assert len(client.get(WORKFLOWS).json()["value"]) == (2 if kind is FaultKind.RESET_AFTER else 1)
            return
        begin = time.monotonic()
        answer = client.request(method, path, json=body)
        match seen:
            case (status, header):
                assert (answer.status_code, answer.headers["Retry-After"]) == (status, header)
            case float():
                assert time.monotonic() - begin >= seen
            case 0:
                assert answer.json()["value"] == []
            case 3:
                assert answer.status_code == 201
                assert len(client.get(WORKFLOWS).json()["value"]) == 1
            case int():
                assert answer.status_code == seen
            case "cut":
                with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
                    answer.json()
            case "equal":
                assert answer.status_code == 201
            case "again" | "left out":
                listed = names_of(client, answer)
                assert (len(listed) > 3) is (seen == "again")
                assert (len(set(listed)) < 3) is (seen == "left out")
            case "next":
                assert client.get(answer.json()["@odata.nextLink"]).status_code == 500
            case _:
                one = client.get(f"{WORKFLOWS}/{store.all('workflows')[0]['id']}").text
                assert str(seen) in answer.text + one


def names_of(client: httpx.Client, answer: httpx.Response) -> list[str]:
    """The names in a list, on all its pages."""
    listed = [item["displayName"] for item in answer.json()["value"]]
    while link := answer.json().get("@odata.nextLink"):
        answer = client.get(link)
        listed += [item["displayName"] for item in answer.json()["value"]]
    return listed


SCRIPT = """
from lcwsync.sandbox.serve import serve
from lcwsync.sandbox.store import Store
serve(Store(None), on_ready=lambda url: print(url, flush=True))
print("stopped", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_in_good_order(number: signal.Signals) -> None:
    import lcwsync

    source = os.path.dirname(os.path.dirname(lcwsync.__file__))
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": source},
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    assert httpx.get(url + WORKFLOWS, headers=HEADERS).status_code == 200
    process.send_signal(number)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "stopped\n", "")


def test_it_listens_on_loopback_only(store: Store) -> None:
    with pytest.raises(SandboxUsageError, match=r"0\.0\.0\.0"):
        serve(store, host="0.0.0.0")


def test_a_taken_port_is_named(store: Store) -> None:
    with serving(SandboxApp(store)) as url, pytest.raises(SandboxError, match=r"cannot listen on 127\.0\.0\.1"):
        serve(store, port=int(url.rsplit(":", 1)[1]))
