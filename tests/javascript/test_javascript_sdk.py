"""Microsoft's JavaScript SDK works against a served sandbox: other clients than this one find their way.

`npm ci --ignore-scripts` in this directory installs it; without it, or without node, this test is skipped.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from lcwsync.sandbox.app import SandboxApp
from lcwsync.sandbox.serve import serving
from lcwsync.sandbox.store import Store

HERE = Path(__file__).parent
NODE = shutil.which("node")

pytestmark = [
    pytest.mark.skipif(NODE is None, reason="node is not installed"),
    pytest.mark.skipif(
        not (HERE / "node_modules" / "@microsoft" / "microsoft-graph-client").exists(),
        reason="the JavaScript SDK is not installed: npm ci --ignore-scripts in tests/javascript",
    ),
]


def seen(store: Store) -> dict[str, Any]:
    """What the script saw of a sandbox."""
    with serving(SandboxApp(store, page_size=5)) as url:
        done = subprocess.run(
            [str(NODE), "drive.cjs", url], cwd=HERE, capture_output=True, text=True, timeout=120, check=False
        )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_a_workflow_is_made_found_changed_previewed_run_and_deleted(store: Store) -> None:
    users = store.count("users")
    found = seen(store)
    failures = [found.pop(name) for name in ("missing", "invalid", "gone")]
    assert found == {
        "keyed": "From JavaScript",
        "found": [True],
        "filtered": 1,
        "version": 2,
        "versions": 2,
        "users": users,
        "failures": [],
        "runs": 2,
        "insight": 0,
        "batch": [200, 404],
        "deleted": True,
        "restored": True,
    }
    assert [failure["status"] for failure in failures] == [404, 400, 404]
    assert all(failure["ours"] and failure["code"] and failure["id"] for failure in failures)


def test_a_run_that_has_ended_is_in_the_sums(store: Store) -> None:
    store.doubts["run-results"] = "at-once"
    assert seen(store)["insight"] == 1
