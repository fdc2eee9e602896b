import os
import signal
import subprocess
import sys

import httpx
import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.faults import Faults, parse_fault
from lcwsync.sandbox.serve import serve, serving
from lcwsync.sandbox.store import Store
from lcwsync.values.errors import LcwError, UsageError
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
    with pytest.raises(UsageError, match=r"0\.0\.0\.0"):
        serve(store, host="0.0.0.0")


def test_a_taken_port_is_named(store: Store) -> None:
    with serving(SandboxApp(store)) as url, pytest.raises(LcwError, match=r"cannot listen on 127\.0\.0\.1"):
        serve(store, port=int(url.rsplit(":", 1)[1]))
